"""The code in an answer, as a reader of Markdown finds it."""

from __future__ import annotations

from markdown_it import MarkdownIt


def code_blocks(markdown: str) -> list[str]:
    """Give the contents of the fenced blocks, without what lists and quotes put in front."""
    tokens = MarkdownIt("commonmark").parse(markdown)
    return [token.content for token in tokens if token.type == "fence"]
