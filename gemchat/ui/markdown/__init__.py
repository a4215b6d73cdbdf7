"""Markdown on a terminal while it is still being written.

The way of a chunk of text, one module each::

    intake -> blocks (cursor, leaves) -> layout (inline, wrapping, tables, highlighting) -> rows

:class:`MarkdownStream` in ``stream`` joins them. A row is given out once, when nothing that may
still come can change it; what is not yet final is the tail, for display only.
"""

from __future__ import annotations

from gemchat.ui.markdown.rows import Row, Run, ansi, plain
from gemchat.ui.markdown.stream import MarkdownStream, render
from gemchat.ui.markdown.theme import Theme

__all__ = ["MarkdownStream", "Row", "Run", "Theme", "ansi", "plain", "render"]
