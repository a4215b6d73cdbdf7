"""The layout of tables: widths from the first rows, cells wrapped inside them, nothing cut.

Widths are computed once, when the table ends or has twenty rows; later rows go into them as they
come. Where the columns cannot get a readable width, every row becomes a record instead.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from copy import copy
from itertools import zip_longest

from gemchat.ui.markdown.inline import inline
from gemchat.ui.markdown.leaves import TableOpened
from gemchat.ui.markdown.rows import Run
from gemchat.ui.markdown.theme import Theme
from gemchat.ui.markdown.wrapping import trimmed, width_of, wrapped

_ROWS_THAT_DECIDE = 20
_READABLE = 6
_BREAK = re.compile(r"<br ?/?>", re.IGNORECASE)
_BORDER = " │ "
_CROSSING = "─┼─"


class Table:
    """One table: rows in, lines of runs out as soon as the widths are known."""

    def __init__(self, opened: TableOpened, room: int, theme: Theme) -> None:
        self._theme = theme
        self._aligns = opened.aligns
        self._head = [inline(cell, theme, theme.text + theme.strong) for cell in opened.head]
        self._width = room
        self._waiting: list[list[list[Run]]] = []
        self._widths: list[int] | None = None
        self._decided = not theme.boxes
        self._records = 0

    def copy(self) -> Table:
        """Return a table that goes on by itself, for a look at what is unfinished."""
        twin = copy(self)
        twin._waiting = list(self._waiting)
        return twin

    def add(self, cells: Sequence[str]) -> list[list[Run]]:
        """Take one row; return the lines that are final with it."""
        count = len(self._head)
        if len(cells) > count:
            cells = (*cells[: count - 1], " | ".join(cells[count - 1 :]))
        row = [inline(_BREAK.sub("\\\n", cell), self._theme) for cell in cells]
        self._waiting.append(row + [[]] * (count - len(row)))
        if self._decided or len(self._waiting) == _ROWS_THAT_DECIDE:
            return self._settled(at_least=_READABLE)
        return []

    def finish(self) -> list[list[Run]]:
        """Return the lines that were still waiting for the widths."""
        lines = self._settled(at_least=1)
        if not self._widths and not self._records:  # the names are all there is
            lines = self._record([[]] * len(self._head))
        return lines

    def _settled(self, at_least: int) -> list[list[Run]]:
        lines: list[list[Run]] = []
        if not self._decided:
            self._decided = True
            self._widths = self._fitting(at_least)
            if self._widths:
                lines = [*self._columns(self._head, self._widths), self._separator(self._widths)]
        waiting, self._waiting = self._waiting, []
        for row in waiting:
            lines += self._columns(row, self._widths) if self._widths else self._record(row)
        return lines

    def _fitting(self, at_least: int) -> list[int] | None:
        """Return a width for each column; None if they cannot all be readable."""
        room = self._width - len(_BORDER) * (len(self._head) - 1)
        columns = list(zip(self._head, *self._waiting, strict=True))
        natural = [max(map(_natural_width, column)) for column in columns]
        roomy = [max(width, at_least) for width in natural]
        if sum(roomy) <= room:
            return roomy
        if _READABLE * len(columns) <= room:
            return _shrunk(roomy, room)
        return natural if sum(natural) <= room else None

    def _columns(self, row: Sequence[Sequence[Run]], widths: Sequence[int]) -> list[list[Run]]:
        cells = [wrapped(cell, width) for cell, width in zip(row, widths, strict=True)]
        return [
            self._joined([line or [] for line in lines], widths) for lines in zip_longest(*cells)
        ]

    def _joined(self, cells: Sequence[list[Run]], widths: Sequence[int]) -> list[Run]:
        line: list[Run] = []
        for cell, width, align in zip(cells, widths, self._aligns, strict=True):
            if line:
                line.append((_BORDER, self._theme.line))
            space = max(0, width - width_of(cell))
            before = {"left": 0, "center": space // 2, "right": space}[align]
            text = self._theme.text
            line += [(" " * before, text), *cell, (" " * (space - before), text)]
        return trimmed(line)

    def _separator(self, widths: Sequence[int]) -> list[Run]:
        return [(_CROSSING.join("─" * width for width in widths), self._theme.line)]

    def _record(self, row: Sequence[list[Run]]) -> list[list[Run]]:
        self._records += 1
        lines: list[list[Run]] = [[]] if self._records > 1 else []
        for name, cell in zip(self._head, row, strict=True):
            lines += wrapped([*name, (": ", self._theme.text), *cell], self._width)
        return lines


def _natural_width(cell: Sequence[Run]) -> int:
    return max(1, *map(width_of, wrapped(cell, 10**6)))


def _shrunk(widths: list[int], room: int) -> list[int]:
    """Narrow the widest columns to a fair share of *room*."""
    left = sorted(range(len(widths)), key=widths.__getitem__)
    result = list(widths)
    while left:
        column = left.pop(0)
        result[column] = min(widths[column], room // (len(left) + 1))
        room -= result[column]
    return result
