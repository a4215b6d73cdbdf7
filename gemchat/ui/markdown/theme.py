"""How a reply looks: one style for each thing that can stand in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from rich.style import Style

_CODE = {
    "Comment": Style(dim=True, italic=True),
    "Keyword": Style(color="magenta"),
    "Keyword.Constant": Style(color="cyan"),
    "Keyword.Type": Style(color="cyan"),
    "Literal.Number": Style(color="cyan"),
    "Literal.String": Style(color="green"),
    "Literal.String.Doc": Style(color="green", dim=True),
    "Name.Attribute": Style(color="blue"),
    "Name.Builtin": Style(color="cyan"),
    "Name.Class": Style(color="yellow"),
    "Name.Decorator": Style(color="yellow"),
    "Name.Function": Style(color="blue"),
    "Name.Tag": Style(color="blue"),
    "Operator.Word": Style(color="magenta"),
    "Generic.Deleted": Style(color="red"),
    "Generic.Heading": Style(bold=True),
    "Generic.Inserted": Style(color="green"),
    "Generic.Subheading": Style(color="cyan"),
}


@dataclass(frozen=True, slots=True)
class Theme:
    """The styles of Markdown; the sixteen colours of the terminal suit any background.

    Without ``boxes`` nothing is drawn with characters that a screen reader would spell out.
    ``code`` maps the names of Pygments' token types, as in ``Name.Function``; a type that is not
    in it looks like its parent.
    """

    text: Style = field(default_factory=Style)
    strong: Style = field(default=Style(bold=True))
    emphasis: Style = field(default=Style(italic=True))
    struck: Style = field(default=Style(strike=True))
    code_span: Style = field(default=Style(color="cyan"))
    link: Style = field(default=Style(color="blue", underline=True))
    address: Style = field(default=Style(dim=True))
    heading: Style = field(default=Style(bold=True))
    title: Style = field(default=Style(bold=True, underline=True))
    marker: Style = field(default_factory=Style)
    line: Style = field(default=Style(dim=True))
    label: Style = field(default=Style(dim=True, italic=True))
    boxes: bool = True
    code: Mapping[str, Style] = field(default_factory=lambda: _CODE)
