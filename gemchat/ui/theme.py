"""The styles of everything around a reply; those inside it are the Markdown theme's."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache

from rich.style import Style

from gemchat.ui.markdown import Theme as MarkdownTheme
from gemchat.ui.markdown.theme import Palette

_DIM = Style(dim=True)

PALETTES = {
    "dark": Palette(
        comment="#9da5b0",
        keyword="#ff7b72",
        constant="#79c0ff",
        string="#a5d6ff",
        name="#d2a8ff",
        type="#ffa657",
        inserted="#7ee787",
        deleted="#ffa198",
        link="#58a6ff",
        warning="#d29922",
        error="#ff6a63",
    ),
    "light": Palette(
        comment="#59636e",
        keyword="#cf222e",
        constant="#0550ae",
        string="#0a3069",
        name="#6639ba",
        type="#953800",
        inserted="#116329",
        deleted="#82071e",
        link="#0969da",
        warning="#9a6700",
        error="#a40e26",
    ),
}
"""The palettes that a person can choose; without a choice the terminal's own colours are used."""


@dataclass(frozen=True, slots=True)
class Theme:
    """The styles of a chat."""

    markdown: MarkdownTheme = field(default_factory=MarkdownTheme)
    thoughts: MarkdownTheme = field(
        default_factory=lambda: MarkdownTheme(text=_DIM, strong=_DIM + Style(bold=True))
    )
    plain: Style = field(default_factory=Style)
    dim: Style = _DIM
    strong: Style = field(default=Style(bold=True))
    warning: Style = field(default=Style(bold=True))  # no yellow can be read on white
    error: Style = field(default=Style(color="red"))

    @classmethod
    def of(cls, palette: Palette) -> Theme:
        """Give the theme in the colours of a palette."""
        return cls(
            markdown=MarkdownTheme.of(palette),
            warning=Style(color=palette.warning),
            error=Style(color=palette.error),
        )

    def without_boxes(self) -> Theme:
        """Give the same theme for a reader who hears it."""
        return replace(
            self,
            markdown=replace(self.markdown, boxes=False),
            thoughts=replace(self.thoughts, boxes=False),
        )


@cache
def theme_named(name: str) -> Theme:
    """Choose a theme: that of a palette, or the terminal's own colours for any other name."""
    palette = PALETTES.get(name)
    return Theme.of(palette) if palette else Theme()
