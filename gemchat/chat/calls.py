"""Function calls among parts; Vertex AI may send one in pieces, as its arguments are written."""

from __future__ import annotations

from collections.abc import Sequence

from gemchat.protocol.payload import as_object
from gemchat.types.base import JsonObject


def without_half_calls(parts: Sequence[JsonObject]) -> list[JsonObject]:
    """Leave out calls whose last piece never came: they do not ask for anything yet."""
    calls: list[list[int]] = []
    for index, part in enumerate(parts):
        if "functionCall" in part:
            if _call(part).get("name") or not calls:
                calls.append([])
            calls[-1].append(index)
    half = {index for call in calls if _call(parts[call[-1]]).get("willContinue") for index in call}
    return [part for index, part in enumerate(parts) if index not in half]


def calls_in(parts: Sequence[JsonObject]) -> list[JsonObject]:
    """Give the calls that are to be answered; the first piece of each, which has its name."""
    calls = map(_call, without_half_calls(parts))
    return [call for call in calls if call.get("name")]


def _call(part: JsonObject) -> JsonObject:
    return as_object(part.get("functionCall"))
