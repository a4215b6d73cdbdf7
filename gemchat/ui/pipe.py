"""A reply as text for other programs: Markdown as it came, no colour, no escape sequence."""

from __future__ import annotations

from collections.abc import Callable
from typing import assert_never

from gemchat.chat.events import (
    ChunkArrived,
    PartFinished,
    PartGrew,
    PartStarted,
    Retrying,
    ToolCalled,
    ToolReturned,
    TurnEnded,
    TurnEvent,
    TurnStarted,
)
from gemchat.types import Part
from gemchat.ui.harmless import harmless
from gemchat.ui.intake import Intake
from gemchat.ui.media import MediaShelf
from gemchat.ui.parts import as_markdown


class PipePrinter:
    """Prints one turn: give it each event, then call `finish`, whatever happened.

    Args:
        answer: takes text for stdout.
        shelf: where media are put.
        raw: whether the text is passed on exactly as it came.
    """

    def __init__(
        self, answer: Callable[[str], None], shelf: MediaShelf, *, raw: bool = False
    ) -> None:
        self._answer = answer
        self._shelf = shelf
        self._raw = raw
        self._intake = Intake()
        self._kind = ""
        self._last = "\n"

    def feed(self, event: TurnEvent) -> None:
        """Print what an event adds."""
        match event:
            case PartStarted(_, part) | ToolReturned(part):
                self._start(part)
            case PartGrew(_, text):
                self._print(text)
            case TurnStarted() | PartFinished() | ChunkArrived() | ToolCalled():
                pass
            case Retrying() | TurnEnded():  # to be told aside
                pass
            case _:
                assert_never(event)

    def finish(self) -> None:
        """Print what was held back, and end the last line."""
        self._put(self._intake.finish())
        if not self._raw and self._last != "\n":
            self._put("\n")

    def _start(self, part: Part) -> None:
        before, self._kind = self._kind, part.kind
        if part.kind == "text":
            if before not in ("", "text", "thought"):
                self._print("\n\n")
            self._print(part.text or "")
        elif text := as_markdown(part, self._shelf):
            lead = "\n\n" if before not in ("", "thought") else ""
            self._print(f"{lead}{text}")

    def _print(self, text: str) -> None:
        if self._kind != "thought":
            self._put(text if self._raw else self._intake.feed(text))

    def _put(self, text: str) -> None:
        if not text:
            return
        self._last = text[-1]
        self._answer(text if self._raw else harmless(text))
