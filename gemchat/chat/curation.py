"""Make any run of contents one the API takes: alternating, and every function call answered."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from gemchat.chat.calls import calls_in, without_half_calls
from gemchat.protocol.payload import as_object
from gemchat.types.base import JsonObject

_CANCELLED: JsonObject = {"error": "cancelled by the user"}


def curated(contents: Iterable[JsonObject]) -> list[JsonObject]:
    """Begin with the user, join neighbours of one role, answer orphaned calls."""
    said: list[JsonObject] = []
    for content in contents:
        role, parts = _role(content), content.get("parts") or []
        if role == "model":
            parts = without_half_calls(parts)
        if not parts or (not said and role == "model"):
            continue
        if said and said[-1]["role"] == role:
            said[-1] = {**said[-1], "parts": [*said[-1]["parts"], *parts]}
        else:
            said.append({**content, "role": role, "parts": parts})
    return _answered(said)


def _role(content: JsonObject) -> str:
    return "model" if content.get("role") == "model" else "user"


def _answered(contents: list[JsonObject]) -> list[JsonObject]:
    """Give every function call a response in the content after it, in the order of the calls."""
    answered = contents[:1]
    for asked, following in pairwise(contents):
        calls = calls_in(asked["parts"]) if asked["role"] == "model" else []
        answered.append({**following, "parts": _responses(calls, following["parts"])})
    return answered


def _responses(calls: list[JsonObject], parts: list[JsonObject]) -> list[JsonObject]:
    rest = list(parts)
    responses: list[JsonObject] = []
    for call in calls:
        known = (index for index, part in enumerate(rest) if _answers(part, call))
        index = next(known, None)
        responses.append(_cancelled(call) if index is None else rest.pop(index))
    return responses + rest


def _answers(part: JsonObject, call: JsonObject) -> bool:
    response = as_object(part.get("functionResponse"))
    if response.get("id") and call.get("id"):
        return bool(response["id"] == call["id"])
    return bool(response) and response.get("name") == call.get("name")


def _cancelled(call: JsonObject) -> JsonObject:
    named: JsonObject = {key: call[key] for key in ("id", "name") if key in call}
    return {"functionResponse": named | {"response": _CANCELLED}}
