"""A terminal that remembers what scrolled away."""

from __future__ import annotations

import re

import pyte

from tests.resizing import ResizableScreen

_SEQUENCE = re.compile(r"\x1b\[\?(?:2026|2004|25|7)[hl]|\x1b\[[0-9;]*[mABCK]|\x1b\]8;;[!-~]*\x1b\\")
_CONTROL = re.compile("[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f]")


class Screen(ResizableScreen, pyte.HistoryScreen):
    """A screen that notes what was erased, and where, counted from the first row of all."""

    def __init__(self, columns: int, lines: int) -> None:
        super().__init__(columns, lines, history=100_000)
        self.erased: list[tuple[int, int, str]] = []

    def erase_in_line(self, how: int = 0, private: bool = False) -> None:
        y = self.cursor.y
        for x in range(self.cursor.x, self.columns):
            self.erased.append((len(self.history.top) + y, x, self.buffer[y][x].data))
        super().erase_in_line(how, private)

    def cell(self, row: int, column: int) -> str:
        """What stands in a cell now; nothing if it has scrolled away."""
        y = row - len(self.history.top)
        return self.buffer[y][column].data if y >= 0 else ""


class Terminal:
    """Obeys only what the painter may send; everything else is an error.

    Attributes:
        sent: all that was written.
        frames: how often something was written.
        flicker: the cells that were blank for a moment, and then what they had been before.
    """

    def __init__(self, columns: int, lines: int) -> None:
        self.screen = Screen(columns, lines)
        self._stream = pyte.Stream(self.screen)
        self.sent = ""
        self.frames = 0
        self.flicker = 0

    def size(self) -> tuple[int, int]:
        return self.screen.columns, self.screen.lines

    def write(self, text: str) -> None:
        for sequence in _SEQUENCE.findall(text):
            if sequence.endswith("A"):
                assert int(sequence[2:-1]) < self.screen.lines
        assert not _CONTROL.search(_SEQUENCE.sub("", text))
        self.sent += text
        self._stream.feed(text)
        self.frames += 1
        erased = self.screen.erased
        self.flicker += sum(self.screen.cell(y, x) == was != " " for y, x, was in erased)
        erased.clear()

    def resize(self, columns: int, lines: int) -> None:
        self.screen.resize(lines, columns)

    @property
    def visible(self) -> list[str]:
        return [line.rstrip() for line in self.screen.display]

    @property
    def everything(self) -> list[str]:
        """All rows, those that have scrolled away first, without blank ones at the end."""
        past = [
            "".join(line[column].data for column in range(self.screen.columns)).rstrip()
            for line in self.screen.history.top
        ]
        rows = past + self.visible
        while rows and not rows[-1]:
            rows.pop()
        return rows
