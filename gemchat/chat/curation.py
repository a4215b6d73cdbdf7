"""Make any run of contents one the API takes: alternating, and every function call answered."""

from __future__ import annotations

from collections.abc import Iterable

from gemchat.types.base import JsonObject

_CANCELLED = {"error": "cancelled by the user"}


def curated(contents: Iterable[JsonObject]) -> list[JsonObject]:
    """Drop contents without parts, answer orphaned calls, join neighbours of one role."""
    said: list[JsonObject] = []
    for content in contents:
        if not content.get("parts"):
            continue
        if said and said[-1]["role"] == _role(content):
            said[-1] = {**said[-1], "parts": [*said[-1]["parts"], *content["parts"]]}
        else:
            said.append({**content, "role": _role(content)})
    return _answered(said)


def _role(content: JsonObject) -> str:
    return "model" if content.get("role") == "model" else "user"


def _answered(contents: list[JsonObject]) -> list[JsonObject]:
    """Give every function call a response in the content after it."""
    answered = list(contents)
    for index, content in enumerate(contents[:-1]):
        if content["role"] != "model":
            continue
        following = answered[index + 1]
        missing = _unanswered(content, following)
        if missing:
            answered[index + 1] = {**following, "parts": [*missing, *following["parts"]]}
    return answered


def _unanswered(asked: JsonObject, following: JsonObject) -> list[JsonObject]:
    calls = _data(asked, "functionCall")
    for answer in _data(following, "functionResponse"):
        twin = next((call for call in calls if _answers(answer, call)), None)
        if twin is not None:
            calls.remove(twin)
    return [{"functionResponse": _cancelled(call)} for call in calls]


def _data(content: JsonObject, field: str) -> list[JsonObject]:
    return [part[field] for part in content["parts"] if field in part]


def _answers(response: JsonObject, call: JsonObject) -> bool:
    if response.get("id") and call.get("id"):
        return bool(response["id"] == call["id"])
    return bool(response.get("name") == call.get("name"))


def _cancelled(call: JsonObject) -> JsonObject:
    named: JsonObject = {key: call[key] for key in ("id", "name") if key in call}
    return named | {"response": _CANCELLED}
