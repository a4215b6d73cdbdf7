"""Tool calls and what they returned."""

from __future__ import annotations

from gemchat.sessions.prose import passage
from gemchat.types import Part
from gemchat.ui.media import MediaShelf
from gemchat.ui.parts.table import renders


@renders("function_call")
@renders("function_response")
def function(part: Part, _shelf: MediaShelf) -> str:
    """Show a call as one would write it, and what the function returned."""
    return passage(part.to_wire()).text


@renders("tool_call")
def tool_call(part: Part, _shelf: MediaShelf) -> str:
    """Show a step of a tool at the service as if it were a function."""
    call = part.tool_call
    if call is None:
        return ""
    written = {"name": str(call.tool_type), "args": call.args}
    return passage({"functionCall": written}).text


@renders("tool_response")
def tool_response(_part: Part, _shelf: MediaShelf) -> str:
    """Show nothing: what a tool at the service found is in the answer."""
    return ""
