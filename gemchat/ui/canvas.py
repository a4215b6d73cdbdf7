"""Where rows go."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Protocol, TypeAlias

from rich.color import ColorSystem

from gemchat.ui.markdown import Row, ansi, plain

Sketch: TypeAlias = Callable[[int], Sequence[Row]]
"""Gives the rows that may still change, at most as many as it is told."""


def nothing(_height: int) -> Sequence[Row]:
    """Sketch nothing."""
    return ()


class Canvas(Protocol):
    """Takes rows that are final, and what is not final yet."""

    @property
    def width(self) -> int:
        """Cells in a row."""

    def commit(self, rows: Sequence[Row]) -> None:
        """Put rows that will never change below what is there."""

    def sketch(self, draw: Sketch) -> None:
        """Show what may still change, in place of the last sketch; `draw` is asked when needed."""

    def live(self) -> AbstractContextManager[None]:
        """Own the terminal for a while, so that sketches can be shown."""

    def touch(self) -> None:
        """Look at the sketch and the editor again: something has changed."""

    def resized(self) -> None:
        """Look at the size of the window again."""

    def pause(self) -> None:
        """Take away what is not final, as before another program gets the terminal."""

    def resume(self) -> None:
        """Begin to draw again, below whatever stands on the terminal now."""


@dataclass(frozen=True, slots=True)
class AppendCanvas:
    """Writes final rows, one below the other, and no sketch: nothing is ever redrawn.

    Args:
        write: takes text for the terminal.
        size: gives its columns and rows.
        colors: how colours are written; None for none.
        links: whether addresses become hyperlinks.
        styled: whether the terminal knows bold and the like; if not, no escape sequence is written.
    """

    write: Callable[[str], object]
    size: Callable[[], tuple[int, int]]
    colors: ColorSystem | None = None
    links: bool = True
    styled: bool = True

    @property
    def width(self) -> int:
        """Cells in a row."""
        return self.size()[0]

    def commit(self, rows: Sequence[Row]) -> None:
        """Write rows below what is there."""
        if rows:
            self.write("".join(f"{self._line(row)}\n" for row in rows))

    def _line(self, row: Row) -> str:
        return ansi(row, self.colors, links=self.links) if self.styled else plain(row)

    def sketch(self, draw: Sketch) -> None:
        """Do nothing."""

    @contextmanager
    def live(self) -> Iterator[None]:
        """Do nothing."""
        yield

    def touch(self) -> None:
        """Do nothing."""

    def resized(self) -> None:
        """Do nothing."""

    def pause(self) -> None:
        """Do nothing."""

    def resume(self) -> None:
        """Do nothing."""
