"""Thought signatures: opaque, bound to the family of models that made them.

A model of another family refuses them, and so does the same one if they were damaged. A call of
the current turn must then bear the documented value that stands for none; elsewhere they may be
left out, which costs quality.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from gemchat.protocol.payload import as_text
from gemchat.types.base import JsonObject

# base64 of skip_thought_signature_validator, https://ai.google.dev/gemini-api/docs/thought-signatures
STAND_IN = "c2tpcF90aG91Z2h0X3NpZ25hdHVyZV92YWxpZGF0b3I="

_FIELD = "thoughtSignature"
_GENERATION = re.compile(r"gemini-(\d+)")


def same_family(model: str, other: str) -> bool:
    """Whether two models may be of one family; an alias may be of any."""
    families = [_GENERATION.search(name) for name in (model, other)]
    return len({family[1] for family in families if family}) < 2


def unsigned(content: JsonObject) -> JsonObject:
    """Leave the signatures out of a content."""
    parts = content.get("parts") or ()
    bare = [{key: part[key] for key in part if key != _FIELD} for part in parts]
    return {**content, "parts": bare}


def signatures_in(contents: Sequence[JsonObject]) -> set[str]:
    """Give the signatures that contents bear, but for the one that stands for none."""
    parts = (part for content in contents for part in content.get("parts") or ())
    found = (part.get(_FIELD) for part in parts)
    return {signature for signature in found if isinstance(signature, str)} - {STAND_IN}


def without(contents: Sequence[JsonObject], refused: Collection[str]) -> list[JsonObject]:
    """Leave out signatures that were refused before; a call bears the stand-in then."""
    if not refused:
        return list(contents)
    return [
        {**content, "parts": [_spared(part, refused) for part in content.get("parts") or ()]}
        for content in contents
    ]


def repaired(contents: Sequence[JsonObject]) -> list[JsonObject]:
    """Write a request anew whose signatures were refused."""
    bare = [unsigned(content) for content in contents]
    asked = [index for index, content in enumerate(bare) if _asks(content)]
    for content in bare[asked[-1] if asked else 0 :]:
        first = next((part for part in content["parts"] if "functionCall" in part), None)
        if first:
            first[_FIELD] = STAND_IN
    return bare


def _spared(part: JsonObject, refused: Collection[str]) -> JsonObject:
    if as_text(part.get(_FIELD)) not in refused:
        return part
    bare = {key: part[key] for key in part if key != _FIELD}
    return {**bare, _FIELD: STAND_IN} if "functionCall" in part else bare


def _asks(content: JsonObject) -> bool:
    """Whether a content begins a turn: the user's, and not only answers to calls."""
    answers = all("functionResponse" in part for part in content["parts"])
    return content.get("role") == "user" and not answers
