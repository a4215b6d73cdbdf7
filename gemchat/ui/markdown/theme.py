"""How a reply looks: one style for each thing that can stand in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from rich.style import Style


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours by what they are for, as rich names them.

    By default they are among the sixteen that the owner of the terminal has chosen, which suit
    its background.
    """

    comment: str = ""
    keyword: str = "magenta"
    constant: str = "cyan"
    string: str = "green"
    name: str = "blue"
    type: str = "yellow"
    inserted: str = "green"
    deleted: str = "red"
    link: str = "blue"
    warning: str = "yellow"
    error: str = "red"


def code_styles(palette: Palette) -> dict[str, Style]:
    """Give the style of each of Pygments' token types that has one, by its name."""
    constant, name = Style(color=palette.constant), Style(color=palette.name)
    string, kind = Style(color=palette.string), Style(color=palette.type)
    keyword = Style(color=palette.keyword)
    comment = Style(color=palette.comment) if palette.comment else Style(dim=True)
    return {
        "Comment": comment + Style(italic=True),
        "Keyword": keyword,
        "Keyword.Constant": constant,
        "Keyword.Type": constant,
        "Literal.Number": constant,
        "Literal.String": string,
        "Name.Attribute": name,
        "Name.Builtin": constant,
        "Name.Class": kind,
        "Name.Decorator": kind,
        "Name.Function": name,
        "Name.Tag": name,
        "Operator.Word": keyword,
        "Generic.Deleted": Style(color=palette.deleted),
        "Generic.Heading": Style(bold=True),
        "Generic.Inserted": Style(color=palette.inserted),
        "Generic.Subheading": constant,
    }


@dataclass(frozen=True, slots=True)
class Theme:
    """The styles of Markdown.

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
    code: Mapping[str, Style] = field(default_factory=lambda: code_styles(Palette()))

    @classmethod
    def of(cls, palette: Palette) -> Theme:
        """Give the theme in the colours of a palette."""
        return cls(
            code_span=Style(color=palette.constant),
            link=Style(color=palette.link, underline=True),
            code=code_styles(palette),
        )
