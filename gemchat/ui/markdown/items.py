"""The marks that list items begin with, and the numbers they are shown with."""

from __future__ import annotations

import re
from dataclasses import dataclass

_MARK = re.compile(r"(?P<mark>[*+-]|(?P<number>[0-9]{1,9})[.)])(?:[ \t]+(?P<content>.*)|$)")
_BOX = re.compile(r"\[(?P<sign>[ xX])\](?=[ \t]+[^ \t])")


@dataclass(frozen=True, slots=True)
class Mark:
    """What stands at the front of an item: its bullet or number."""

    text: str
    number: int | None
    interrupts: bool
    """Whether such an item may follow a paragraph without a blank line."""


@dataclass(frozen=True, slots=True)
class ListRun:
    """The list whose item came last in a container; the next item of its kind joins it."""

    serial: int
    kind: str
    source: int
    number: int

    def marker(self, mark: Mark, box: str | None) -> str:
        """Return what the item is shown with; the *box* of a task takes a bullet's place."""
        if mark.number is None:
            return f" {box or '•'}"
        return f"{self.number}{self.kind}".rjust(3) + (f" {box}" if box else "")


def mark_of(text: str) -> Mark | None:
    """Return the mark that *text* begins with, if it is an item."""
    match = _MARK.match(text)
    if not match:
        return None
    number = int(match["number"]) if match["number"] else None
    return Mark(match["mark"], number, bool(match["content"]) and number in (None, 1))


def box_of(text: str) -> str | None:
    """Return how the box of a task is drawn, if *text* begins with one."""
    match = _BOX.match(text)
    if not match:
        return None
    return "☐" if match["sign"] == " " else "☑"


def list_with(mark: Mark, run: ListRun | None, serial: int) -> ListRun:
    """Return the list that an item belongs to: *run* if it is of its kind, else a new one.

    A number that is repeated in the source counts on.
    """
    kind, number = mark.text[-1], mark.number or 0
    if run is None or run.kind != kind:
        return ListRun(serial, kind, number, number)
    shown = run.number + 1 if number == run.source else number
    return ListRun(run.serial, kind, number, shown)
