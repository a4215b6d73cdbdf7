"""Thoughts while they come: their last rows, dim, until the answer begins."""

from __future__ import annotations

from collections.abc import Callable
from itertools import dropwhile

from gemchat.counted import plural
from gemchat.ui.lines import note
from gemchat.ui.markdown import MarkdownStream, Row
from gemchat.ui.theme import Theme

_ROWS = 4


class ThoughtView:
    """The end of the thoughts so far.

    Args:
        width: cells in a row.
        theme: how thoughts look.
        clock: seconds since some fixed moment.
    """

    def __init__(self, width: int, theme: Theme, clock: Callable[[], float]) -> None:
        self._width = width
        self._theme = theme
        self._clock = clock
        self._began = clock()
        self._stream = MarkdownStream(width, theme.thoughts)
        self._last: list[Row] = []

    def feed(self, text: str) -> None:
        """Take more of the thoughts."""
        self._last = [*self._last, *self._stream.feed(text)][-_ROWS:]

    @property
    def summary(self) -> str:
        """Say how long the thinking took, if it took long enough to be noticed."""
        seconds = round(self._clock() - self._began)
        return f"thought for {plural(seconds, 'second')}" if seconds else ""

    def rows(self, height: int) -> list[Row]:
        """Give the last rows, and above them how long it has been going on."""
        most = min(_ROWS, height - 1)
        if most <= 0:
            return []
        seconds = plural(int(self._clock() - self._began), "second")
        head = note(f"thinking, {seconds}", self._width, self._theme.dim)
        last = [*self._last, *self._stream.tail(most)][-most:]
        return [*head, *dropwhile(lambda row: not row.text, last)]
