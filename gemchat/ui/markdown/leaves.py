"""What the block parser finds: the final leaves of a document, in order.

A leaf is named the moment nothing that follows can change it. Code and tables come line by
line, between an opening and a closing event.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Align: TypeAlias = Literal["left", "center", "right"]


@dataclass(frozen=True, slots=True)
class Quote:
    """A block quote around a leaf."""

    serial: int


@dataclass(frozen=True, slots=True)
class Item:
    """A list item around a leaf, with the marker it is shown with."""

    serial: int
    list: int
    marker: str


Container: TypeAlias = Quote | Item
Path: TypeAlias = tuple[Container, ...]


@dataclass(frozen=True, slots=True)
class Leaf:
    """A leaf and where it stands; *gap* says that the source has a blank line before it."""

    path: Path
    gap: bool


@dataclass(frozen=True, slots=True)
class Paragraph(Leaf):
    """A paragraph, or a piece of a long one; *glue* joins it to the next piece, if there is one."""

    text: str
    glue: str | None = None


@dataclass(frozen=True, slots=True)
class Heading(Leaf):
    """A heading of level 1 to 6."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Rule(Leaf):
    """A thematic break."""


@dataclass(frozen=True, slots=True)
class EmptyItem(Leaf):
    """A list item with nothing in it."""


@dataclass(frozen=True, slots=True)
class CodeOpened(Leaf):
    """The start of a code or math block.

    *language* may be empty or unknown; *label* is what a reader is told of it.
    """

    language: str
    label: str = ""


@dataclass(frozen=True, slots=True)
class CodeLine:
    """One line of the open code block."""

    text: str


@dataclass(frozen=True, slots=True)
class CodeClosed:
    """The end of the open code block."""


@dataclass(frozen=True, slots=True)
class TableOpened(Leaf):
    """The header of a table."""

    head: tuple[str, ...]
    aligns: tuple[Align, ...]


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row of the open table, its cells as written."""

    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableClosed:
    """The end of the open table."""


Event: TypeAlias = (
    Paragraph
    | Heading
    | Rule
    | EmptyItem
    | CodeOpened
    | CodeLine
    | CodeClosed
    | TableOpened
    | TableRow
    | TableClosed
)
