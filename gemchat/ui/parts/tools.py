"""Tool calls and what they returned."""

from __future__ import annotations

import json

from gemchat.sessions.prose import fenced
from gemchat.types import Part
from gemchat.types.base import JsonObject
from gemchat.ui.media import MediaShelf
from gemchat.ui.parts.table import renders


@renders("function_call")
def function_call(part: Part, _shelf: MediaShelf) -> str:
    """Show the call as one would write it."""
    call = part.function_call
    return _called(call.name, call.args) if call else ""


@renders("function_response")
def function_response(part: Part, _shelf: MediaShelf) -> str:
    """Show what the function returned."""
    answer = part.function_response
    return fenced(json.dumps(answer.response, ensure_ascii=False), "json") if answer else ""


@renders("tool_call")
def tool_call(part: Part, _shelf: MediaShelf) -> str:
    """Show a step of a tool at the service."""
    call = part.tool_call
    return _called(str(call.tool_type), call.args) if call else ""


@renders("tool_response")
def tool_response(_part: Part, _shelf: MediaShelf) -> str:
    """Show nothing: what a tool at the service found is in the answer."""
    return ""


def _called(name: str | None, arguments: JsonObject | None) -> str:
    written = ", ".join(
        f"{key}={json.dumps(value, ensure_ascii=False)}" for key, value in (arguments or {}).items()
    )
    return fenced(f"{name}({written})", "python")
