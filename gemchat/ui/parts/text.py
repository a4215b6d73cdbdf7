"""Text as it is."""

from __future__ import annotations

from gemchat.types import Part
from gemchat.ui.media import MediaShelf
from gemchat.ui.parts.table import renders


@renders("text")
def text(part: Part, _shelf: MediaShelf) -> str:
    """Give the text, which is Markdown already."""
    return part.text or ""
