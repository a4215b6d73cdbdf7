"""JSON as it goes over the wire, and what the wire does to it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import partial

from gemchat.errors import BrokenReplyError
from gemchat.types.base import JsonObject

# An escaped surrogate half is valid JSON, but no text that can be encoded again.
_SURROGATE_ESCAPE = re.compile(rb"\\u[dD][89a-fA-F]")
_SURROGATE = re.compile("[\ud800-\udfff]")


def parse_json(body: bytes) -> object:
    """Read JSON from `body`; what cannot be text becomes U+FFFD, raw control characters stay.

    Raises:
        BrokenReplyError: if it is no JSON.
    """
    value = read_json(body)
    return without_surrogates(value) if has_surrogates(body) else value


def read_json(body: bytes) -> object:
    """Read JSON from `body`, where halves of characters may stand for themselves.

    Raises:
        BrokenReplyError: if it is no JSON.
    """
    try:
        value: object = json.loads(body.decode("utf-8", "replace"), strict=False)
        return value
    except (ValueError, RecursionError) as error:
        raise BrokenReplyError(f"The answer is no JSON ({len(body)} bytes).") from error


def has_surrogates(body: bytes) -> bool:
    """Whether there may be halves of characters in JSON."""
    return bool(_SURROGATE_ESCAPE.search(body))


def dump_json(value: object) -> bytes:
    """Write `value` as compact UTF-8 JSON."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return _SURROGATE.sub("\ufffd", text).encode()


def without_surrogates(value: object) -> object:
    """Replace lone surrogates in every string of a JSON value.

    Raises:
        BrokenReplyError: it is nested too deep.
    """
    return with_texts(partial(_SURROGATE.sub, "\ufffd"), value)


def with_texts(change: Callable[[str], str], value: object) -> object:
    """Change every string of a JSON value, the names of fields as well.

    Raises:
        BrokenReplyError: it is nested too deep.
    """
    try:
        return _changed(change, value)
    except RecursionError as error:
        raise BrokenReplyError("The answer is no JSON that can be read.") from error


def _changed(change: Callable[[str], str], value: object) -> object:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_changed(change, item) for item in value]
    if isinstance(value, dict):
        return {change(key): _changed(change, item) for key, item in value.items()}
    return value


def as_object(value: object) -> JsonObject:
    """Give `value` if it is a JSON object, else an empty one."""
    return value if isinstance(value, dict) else {}


def as_objects(value: object) -> list[JsonObject]:
    """Give the JSON objects in `value` if it is a list, else none."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def as_text(value: object) -> str:
    """Give `value` if it is text, else nothing."""
    return value if isinstance(value, str) else ""
