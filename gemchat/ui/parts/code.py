"""Code that the service ran, and what came of it."""

from __future__ import annotations

from gemchat.sessions.prose import fenced
from gemchat.types import Part
from gemchat.ui.media import MediaShelf
from gemchat.ui.parts.table import renders


@renders("executable_code")
def executable_code(part: Part, _shelf: MediaShelf) -> str:
    """Show the code in a fence of its language."""
    code = part.executable_code
    language = (code.language or "").lower() if code else ""
    return fenced((code.code if code else None) or "", language)


@renders("code_execution_result")
def code_execution_result(part: Part, _shelf: MediaShelf) -> str:
    """Show the output in a fence, and say so if it failed."""
    result = part.code_execution_result
    output = fenced((result.output if result else None) or "", "text")
    failed = result is not None and result.outcome not in (None, "OUTCOME_OK")
    return f"The code failed ({result.outcome}):\n\n{output}" if failed and result else output
