"""The registry of part renderers: each turns a part into Markdown, for every kind of output."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeAlias

from gemchat.types import Part
from gemchat.ui.media import MediaShelf

Renderer: TypeAlias = Callable[[Part, MediaShelf], str]

_RENDERERS: dict[str, Renderer] = {}


def renders(kind: str) -> Callable[[Renderer], Renderer]:
    """Declare how parts of a kind are written as Markdown."""

    def declare(renderer: Renderer) -> Renderer:
        if kind in _RENDERERS:
            raise ValueError(f"parts of kind {kind} have a renderer already")
        _RENDERERS[kind] = renderer
        return renderer

    return declare


def as_markdown(part: Part, shelf: MediaShelf) -> str:
    """Write a part as Markdown; one of an unknown kind is named honestly."""
    renderer = _RENDERERS.get(part.kind)
    return renderer(part, shelf) if renderer else _unknown(part)


def reply_markdown(parts: Iterable[Part], shelf: MediaShelf) -> str:
    """Write parts as one text: neighbours of text belong together, all else stands apart."""
    written = ""
    before = ""
    for part in parts:
        text = as_markdown(part, shelf)
        joined = part.kind == before == "text"
        written += text if joined or not written or not text else f"\n\n{text}"
        before = part.kind
    return written


def _unknown(part: Part) -> str:
    return "" if part.kind == "empty" else f"`[part of unknown kind: {part.kind}]`"
