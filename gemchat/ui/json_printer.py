"""A reply for programs: one JSON object, or one event a line.

Whatever is in the text, what is written is printable ASCII: it can do no harm to a terminal.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, assert_never

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
from gemchat.chat.history import Turn, TurnOutcome
from gemchat.protocol.assembly import is_visible
from gemchat.sessions.session import texts_in

VERSION = 1
"""The version of both forms; it changes when a name in them changes its meaning or goes."""


def answer_text(turn: Turn) -> str:
    """Give the text of an answer, without thoughts."""
    return "".join(text for content in turn.contents for text in texts_in(content))


def turn_document(turn: Turn) -> dict[str, Any]:
    """Give a turn as JSON: what was answered in wire form, and how it ended."""
    return {
        "version": VERSION,
        "model": turn.model,
        "outcome": str(turn.outcome),
        "reason": turn.reason,
        "finish": turn.finish,
        "text": answer_text(turn),
        "contents": turn.contents,
        "meta": turn.meta,
        "attempts": turn.attempts,
        "seconds": round(turn.seconds, 3),
    }


class JsonPrinter:
    """Prints one turn as one object when it is over; nothing if it failed.

    Args:
        answer: takes text for stdout.
    """

    def __init__(self, answer: Callable[[str], None]) -> None:
        self._answer = answer
        self._turn: Turn | None = None

    def feed(self, event: TurnEvent) -> None:
        """Note what turn it is."""
        if isinstance(event, TurnStarted):
            self._turn = event.turn

    def finish(self) -> None:
        """Print the turn, also one that broke off after something came."""
        if self._turn and self._turn.outcome is not TurnOutcome.FAILED:
            self._answer(_written(turn_document(self._turn), indent=2))


class JsonLinesPrinter:
    """Prints one turn as events, each a line; the last one has the whole turn.

    The first lines wait for the first part of the answer that is no thought, so that nothing is
    printed of a turn that fails before there is one.

    Args:
        answer: takes text for stdout.
    """

    def __init__(self, answer: Callable[[str], None]) -> None:
        self._answer = answer
        self._turn: Turn | None = None
        self._waiting = ""
        self._answered = False

    def feed(self, event: TurnEvent) -> None:
        """Print an event."""
        match event:
            case TurnStarted(turn):
                self._turn = turn
                self._line("started", model=turn.model)
            case Retrying(attempt, delay, error):
                self._line("retrying", attempt=attempt, delay=delay, error=error.message)
            case PartStarted(index, part):
                self._answered = self._answered or is_visible(part.to_wire())
                self._line("part_started", index=index, part=part.to_wire())
            case PartGrew(index, text):
                self._line("part_grew", index=index, text=text)
            case PartFinished(index, part):
                self._line("part_finished", index=index, part=part.to_wire())
            case ToolCalled(call):
                self._answered = True
                self._line("tool_called", call=call.to_wire())
            case ToolReturned(part):
                self._line("tool_returned", part=part.to_wire())
            case ChunkArrived() | TurnEnded():
                pass
            case _:
                assert_never(event)

    def finish(self) -> None:
        """Print how the turn ended, if anything of it was printed or it did not fail."""
        if self._turn and (self._answered or self._turn.outcome is not TurnOutcome.FAILED):
            self._answered = True
            self._line("ended", **turn_document(self._turn))

    def _line(self, event: str, **fields: object) -> None:
        self._waiting += _written({"version": VERSION, "event": event, **fields})
        if self._answered:
            self._answer(self._waiting)
            self._waiting = ""


def _written(document: object, indent: int | None = None) -> str:
    return json.dumps(document, indent=indent) + "\n"
