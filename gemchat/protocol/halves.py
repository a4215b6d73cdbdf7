"""Characters cut in two: a response may end with one half of a surrogate pair, escaped in JSON."""

from __future__ import annotations

import re

from gemchat.protocol.assembly import first_candidate
from gemchat.protocol.payload import as_object, as_text
from gemchat.types.base import JsonObject, JsonValue

_HALF_AT_END = re.compile("[\ud800-\udbff]\\Z")


class HalfHolder:
    """Holds half a character at the end of a text back until the text goes on.

    Attributes:
        held: the half, as a part of its own; empty if there is none.
    """

    def __init__(self) -> None:
        self.held: JsonObject = {}

    def joined(self, response: JsonObject) -> JsonObject:
        """Take the next response, and give it with the half that was held, but not its own.

        A half whose other half does not come stays alone, for others to replace.
        """
        candidate = first_candidate(response)
        content, last = as_object(candidate.get("content")), bool(candidate.get("finishReason"))
        parts = content.get("parts")
        parts = parts if isinstance(parts, list) else []
        if not parts and not (last and self.held):
            return response
        parts = self._resumed(parts)
        if not last:
            parts[-1] = self._without_half(parts[-1])
        candidate["content"] = {"role": "model", **content, "parts": parts}
        return response

    def _resumed(self, parts: list[JsonValue]) -> list[JsonValue]:
        half, self.held = self.held, {}
        if not half:
            return parts
        first = as_object(parts[0]) if parts else {}
        same = bool(first.get("thought")) == bool(half.get("thought"))
        if not same or not isinstance(first.get("text"), str):
            return [half, *parts]
        return [{**first, "text": _paired(half["text"] + first["text"])}, *parts[1:]]

    def _without_half(self, part: JsonValue) -> JsonValue:
        half = _HALF_AT_END.search(as_text(as_object(part).get("text")))
        if not half:
            return part
        thought = {"thought": part["thought"]} if "thought" in part else {}
        self.held = {**thought, "text": half[0]}
        return {**part, "text": part["text"][:-1]}


def _paired(text: str) -> str:
    """Make one character of two halves side by side, as the parser does in one string."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
