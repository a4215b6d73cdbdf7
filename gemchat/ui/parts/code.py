"""Code that the service ran, and what came of it."""

from __future__ import annotations

from gemchat.sessions.prose import passage
from gemchat.types import Part
from gemchat.ui.media import MediaShelf
from gemchat.ui.parts.table import renders


@renders("executable_code")
@renders("code_execution_result")
def code(part: Part, _shelf: MediaShelf) -> str:
    """Show code or its output in a fence, and say so if it failed."""
    return passage(part.to_wire()).text
