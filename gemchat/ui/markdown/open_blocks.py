"""The blocks that the parser has open: what it must remember to read the next line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from gemchat.ui.markdown.items import ListRun
from gemchat.ui.markdown.leaves import Container


@dataclass(slots=True)
class OpenContainer:
    """The document itself, a quote, or an item whose text is *indent* columns in."""

    drawn: Container | None = None
    indent: int = 0
    gap: bool = False
    empty: bool = True
    run: ListRun | None = None


@dataclass(slots=True)
class OpenParagraph:
    """A paragraph that may grow; *continued* if its beginning has been given out."""

    text: str
    gap: bool
    continued: bool = False


@dataclass(slots=True)
class OpenFence:
    """Code up to a line of marks like *fence*, relieved of *indent* columns."""

    fence: str
    indent: int


@dataclass(slots=True)
class OpenIndented:
    """Code by indentation, with blank lines that belong to it only if more code follows."""

    held: tuple[str, ...] = ()


@dataclass(slots=True)
class OpenMath:
    """A formula up to a line that ends with *closer*, if that comes soon."""

    closer: str
    lines_left: int


@dataclass(slots=True)
class OpenTable:
    """A table after its delimiter row."""


OpenBlock: TypeAlias = (
    OpenContainer | OpenParagraph | OpenFence | OpenIndented | OpenMath | OpenTable
)
