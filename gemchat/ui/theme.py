"""The styles of everything around a reply; those inside it are the Markdown theme's."""

from __future__ import annotations

from dataclasses import dataclass, field

from rich.style import Style

from gemchat.ui.markdown import Theme as MarkdownTheme

_DIM = Style(dim=True)


@dataclass(frozen=True, slots=True)
class Theme:
    """The sixteen colours of the terminal suit any background."""

    markdown: MarkdownTheme = field(default_factory=MarkdownTheme)
    thoughts: MarkdownTheme = field(
        default_factory=lambda: MarkdownTheme(text=_DIM, strong=_DIM + Style(bold=True))
    )
    plain: Style = field(default_factory=Style)
    dim: Style = _DIM
    strong: Style = field(default=Style(bold=True))
    prompt: Style = field(default=Style(color="cyan", bold=True))
    warning: Style = field(default=Style(color="yellow"))
    error: Style = field(default=Style(color="red"))
