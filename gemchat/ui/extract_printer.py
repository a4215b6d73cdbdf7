"""Only the code of a reply: the contents of its first fenced block."""

from __future__ import annotations

from collections.abc import Callable

from gemchat.chat.events import PartGrew, PartStarted, TurnEnded, TurnEvent
from gemchat.commands.code_blocks import code_blocks
from gemchat.protocol.finish import Verdict, finish_of
from gemchat.ui.harmless import harmless
from gemchat.ui.intake import Intake


class ExtractPrinter:
    """Prints the first fenced block when the turn is over; all of the text if there is none.

    Args:
        answer: takes text for stdout.
        aside: takes text for stderr.
    """

    def __init__(self, answer: Callable[[str], None], aside: Callable[[str], None]) -> None:
        self._answer = answer
        self._aside = aside
        self._intake = Intake()
        self._pieces: list[str] = []
        self._in_text = False
        self._whole = False

    def feed(self, event: TurnEvent) -> None:
        """Take the text of the answer."""
        match event:
            case PartStarted(_, part):
                self._in_text = part.kind == "text"
                self._add(part.text or "")
            case PartGrew(_, text):
                self._add(text)
            case TurnEnded(turn):
                self._whole = finish_of(turn.finish or "").verdict is Verdict.WHOLE
            case _:
                pass

    def finish(self) -> None:
        """Print what was looked for."""
        text = "".join(self._pieces) + self._intake.finish()
        block = next(iter(code_blocks(text)), None)
        if block is None and text:
            this = "the whole answer" if self._whole else "what came of the answer"
            self._aside(f"gemchat: there is no fenced block; this is {this}\n")
        found = text if block is None else block
        if found:
            self._answer(harmless(found.removesuffix("\n")) + "\n")

    def _add(self, text: str) -> None:
        if self._in_text:
            self._pieces.append(self._intake.feed(text))
