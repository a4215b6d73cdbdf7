"""A place in one line of Markdown, counted in columns: tabs reach to the next multiple of four."""

from __future__ import annotations

_TAB = 4


class Cursor:
    """Walks along a line while containers and markers are taken off its front.

    ``blank`` says that only white space is ahead; ``done`` marks a line that is used up.
    """

    __slots__ = (
        "_column",
        "_cut_tab",
        "_line",
        "_next",
        "_next_column",
        "_offset",
        "blank",
        "done",
    )

    def __init__(self, line: str) -> None:
        self._line = line
        self._column = 0
        self.done = False
        self._offset = 0
        self._cut_tab = False
        self._look_ahead()

    @property
    def indent(self) -> int:
        """The width of the white space ahead."""
        return self._next_column - self._column

    @property
    def char(self) -> str:
        """The first character after the white space ahead."""
        return self._line[self._next : self._next + 1]

    @property
    def text(self) -> str:
        """The rest of the line without its indentation."""
        return self._line[self._next :]

    @property
    def rest(self) -> str:
        """The rest of the line with its indentation, as code needs it."""
        if self._cut_tab:
            return " " * (_TAB - self._column % _TAB) + self._line[self._offset + 1 :]
        return self._line[self._offset :]

    def skip(self, characters: int) -> None:
        """Go past the indentation and *characters* more, none of them a tab."""
        self._offset = self._next + characters
        self._column = self._next_column + characters
        self._cut_tab = False
        self._look_ahead()

    def advance(self, columns: int) -> None:
        """Go past at most *columns* of white space; a tab may be left in part."""
        while columns > 0 and self._offset < self._next:
            width = _TAB - self._column % _TAB if self._line[self._offset] == "\t" else 1
            step = min(width, columns)
            self._column += step
            columns -= step
            self._cut_tab = step < width
            self._offset += not self._cut_tab
        self._look_ahead()

    def _look_ahead(self) -> None:
        offset, column = self._offset, self._column
        while (char := self._line[offset : offset + 1]) in (" ", "\t"):
            column += _TAB - column % _TAB if char == "\t" else 1
            offset += 1
        self._next, self._next_column = offset, column
        self.blank = not char
