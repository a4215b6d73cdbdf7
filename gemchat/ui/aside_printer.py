"""What is to be said beside a reply, where the reply itself goes to another program."""

from __future__ import annotations

from collections.abc import Callable

from gemchat.chat.events import PartGrew, PartStarted, Retrying, TurnEnded, TurnEvent
from gemchat.chat.history import Turn
from gemchat.sessions.citations import sources_of
from gemchat.shown import shown, shown_line
from gemchat.ui.intake import Intake
from gemchat.ui.notes import notes_of, retry_words


class AsidePrinter:
    """Prints the thoughts, attempts, sources and notes of one turn, and nothing of its answer.

    Args:
        aside: takes text for stderr.
        thoughts: whether thoughts are told.
    """

    def __init__(self, aside: Callable[[str], None], *, thoughts: bool = False) -> None:
        self._aside = aside
        self._thoughts = thoughts
        self._thinking = False
        self._intake = Intake()
        self._last = "\n"
        self._ended: Turn | None = None

    def feed(self, event: TurnEvent) -> None:
        """Print what an event adds; how the turn ended waits for the end of the answer."""
        match event:
            case PartStarted(_, part):
                self._thinking = self._thoughts and part.kind == "thought"
                self._think(part.text or "")
            case PartGrew(_, text):
                self._think(text)
            case Retrying(attempt, delay, error):
                self._line(f"gemchat: {retry_words(attempt, delay, error)}")
            case TurnEnded(turn):
                self._ended = turn
            case _:
                pass

    def finish(self) -> None:
        """Print what is known of the turn now that it is over, or broke off."""
        self._end_line()
        if self._ended is None:
            return
        for number, source in enumerate(sources_of(self._ended.meta), start=1):
            named = dict.fromkeys((source.title, source.address))  # the address may be its title
            self._line(shown_line(" ".join((f"[{number}]", *filter(None, named)))))
        for words in notes_of(self._ended, chat=False):
            self._line(f"gemchat: {shown(words)}")

    def _think(self, text: str) -> None:
        if not self._thinking:
            self._end_line()
        else:
            self._tell(self._intake.feed(text))

    def _tell(self, text: str) -> None:
        if text:
            self._aside(shown(text))
            self._last = text[-1]

    def _end_line(self) -> None:
        self._tell(self._intake.finish())
        if self._last != "\n":
            self._line("")

    def _line(self, text: str) -> None:
        self._aside(f"{text}\n")
        self._last = "\n"
