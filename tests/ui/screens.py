"""A terminal that remembers what scrolled away."""

from __future__ import annotations

import re

import pyte

_SEQUENCE = re.compile(r"\x1b\[\?(?:2026|2004|25|7)[hl]|\x1b\[[0-9;]*[mABCK]|\x1b\]8;;[!-~]*\x1b\\")
_CONTROL = re.compile("[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f]")


class Terminal:
    """Obeys only what the painter may send; everything else is an error."""

    def __init__(self, columns: int, lines: int) -> None:
        self.screen = pyte.HistoryScreen(columns, lines, history=100_000)
        self._stream = pyte.Stream(self.screen)
        self.sent = ""

    def size(self) -> tuple[int, int]:
        return self.screen.columns, self.screen.lines

    def write(self, text: str) -> None:
        for sequence in _SEQUENCE.findall(text):
            if sequence.endswith("A"):
                assert int(sequence[2:-1]) < self.screen.lines
        assert not _CONTROL.search(_SEQUENCE.sub("", text))
        self.sent += text
        self._stream.feed(text)

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
