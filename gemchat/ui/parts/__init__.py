"""How each kind of part looks; a new kind is one function in a module named here."""

from __future__ import annotations

from gemchat.ui.parts import code, media, text, tools
from gemchat.ui.parts.table import as_markdown, renders, reply_markdown

__all__ = ["as_markdown", "code", "media", "renders", "reply_markdown", "text", "tools"]
