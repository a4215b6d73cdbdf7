"""Where rows go: a terminal, written to and never moved about in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from rich.color import ColorSystem

from gemchat.ui.markdown import Row, ansi


class Canvas(Protocol):
    """Takes rows that are final, and what is not final yet."""

    @property
    def width(self) -> int:
        """Cells in a row."""

    @property
    def height(self) -> int:
        """Rows on the screen."""

    def commit(self, rows: Sequence[Row]) -> None:
        """Put rows that will never change below what is there."""

    def sketch(self, rows: Sequence[Row]) -> None:
        """Show rows that may still change, in place of the last sketch."""


@dataclass(frozen=True, slots=True)
class AppendCanvas:
    """Writes final rows, one below the other, and no sketch: nothing is ever redrawn.

    Args:
        write: takes text for the terminal.
        size: gives its columns and rows.
        colors: how colours are written; None for none.
        links: whether addresses become hyperlinks.
    """

    write: Callable[[str], None]
    size: Callable[[], tuple[int, int]]
    colors: ColorSystem | None = None
    links: bool = True

    @property
    def width(self) -> int:
        """Cells in a row."""
        return self.size()[0]

    @property
    def height(self) -> int:
        """Rows on the screen."""
        return self.size()[1]

    def commit(self, rows: Sequence[Row]) -> None:
        """Write rows below what is there."""
        if rows:
            lines = [ansi(row, self.colors, links=self.links) for row in rows]
            self.write("\n".join(lines) + "\n")

    def sketch(self, rows: Sequence[Row]) -> None:
        """Do nothing."""
