"""Plain words as rows: notes, errors, tables."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from rich.style import Style

from gemchat.shown import shown
from gemchat.ui.markdown import Row
from gemchat.ui.markdown.wrapping import wrap

_GAP = 2
_LEAST = 8


def plural(count: int, noun: str) -> str:
    """Give a count with its noun: 1 second, 2 seconds."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def note(text: str, width: int, style: Style) -> list[Row]:
    """Wrap words from anywhere into rows of one style."""
    lines = shown(text).split("\n")
    return [Row(tuple(line)) for each in lines for line in wrap([(each, style)], width)]
