"""Plain words as rows: notes and tables."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len
from rich.style import Style

from gemchat.shown import shown, shown_line
from gemchat.ui.markdown import Row, Run
from gemchat.ui.markdown.wrapping import wrapped

_GAP = "  "
_INDENT = "    "
_LEAST = 20


def note(text: str, width: int, style: Style) -> list[Row]:
    """Wrap words from anywhere into rows of one style."""
    return [Row(tuple(row)) for row in wrapped([(shown(text), style)], width)]


def columns(rows: Sequence[Sequence[str]], width: int, styles: Sequence[Style]) -> list[Row]:
    """Lay cells out in columns; the last one wraps, below the others where that takes fewer rows.

    Args:
        rows: cells from anywhere, the same number in each row.
        width: cells in a row of the screen.
        styles: the style of each column.
    """
    safe = [[shown_line(cell) for cell in row] for row in rows]
    if not safe:
        return []
    *widths, last = [max(map(cell_len, column)) for column in zip(*safe, strict=True)]
    left = sum(widths) + len(_GAP) * len(widths)
    stacked = [row for cells in safe for row in _stacked(cells, width, styles)]
    if width - left < min(_LEAST, last):
        return stacked
    beside = [row for cells in safe for row in _beside(cells, widths, width, styles)]
    return min(beside, stacked, key=len)


def _beside(
    cells: Sequence[str], widths: Sequence[int], width: int, styles: Sequence[Style]
) -> list[Row]:
    before: list[Run] = []
    for cell, cells_wide, style in zip(cells, widths, styles, strict=False):
        padding = " " * (cells_wide - cell_len(cell))
        before += [(cell, style), (padding + _GAP, Style.null())]
    margin = (" " * (sum(widths) + len(_GAP) * len(widths)), Style.null())
    last = wrapped([(cells[-1], styles[-1])], width - len(margin[0])) or [[]]
    return [Row((*(before if index == 0 else [margin]), *line)) for index, line in enumerate(last)]


def _stacked(cells: Sequence[str], width: int, styles: Sequence[Style]) -> list[Row]:
    first = [(cell + _GAP, style) for cell, style in zip(cells[:-1], styles, strict=False) if cell]
    head = wrapped(first, width)
    rest = wrapped([(cells[-1], styles[-1])], width - len(_INDENT))
    indented = [[(_INDENT, Style.null()), *line] for line in rest if line]
    return [Row(tuple(line)) for line in [*head, *indented]]
