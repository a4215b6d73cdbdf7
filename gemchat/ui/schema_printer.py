"""A reply that is JSON by itself, as it was asked to be."""

from __future__ import annotations

import re
from collections.abc import Callable

from gemchat.chat.events import PartGrew, PartStarted, TurnEvent
from gemchat.shown import shown

_DOUBTFUL = re.compile(r"[^\n\t -~]")
_PILE = 9
"""So often a mark would be cut, if it stood on one letter; a letter never is."""


class SchemaPrinter:
    """Prints the text of one turn as it comes, and nothing else of it.

    Characters that could do harm to a terminal become escapes of JSON, which mean the same.

    Args:
        answer: takes text for stdout.
    """

    def __init__(self, answer: Callable[[str], None]) -> None:
        self._answer = answer
        self._in_text = False
        self._last = "\n"

    def feed(self, event: TurnEvent) -> None:
        """Print what an event adds."""
        match event:
            case PartStarted(_, part):
                self._in_text = part.kind == "text"
                self._print(part.text or "")
            case PartGrew(_, text):
                self._print(text)
            case _:
                pass

    def finish(self) -> None:
        """End the last line."""
        if self._last != "\n":
            self._answer("\n")

    def _print(self, text: str) -> None:
        # between the tokens of JSON a CR is white space, inside of one nothing that may stand there
        safe = _DOUBTFUL.sub(_escaped, text.replace("\r", ""))
        if self._in_text and safe:
            self._last = safe[-1]
            self._answer(safe)


def _escaped(found: re.Match[str]) -> str:
    character = found[0]
    piled = character * _PILE
    if shown(piled) == piled:
        return character
    units = character.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))
