"""The schema an answer is to follow: as a person writes it, and whether an answer does."""

from __future__ import annotations

import json
import re
from typing import Any

from gemchat.app.json_schema import first_fault
from gemchat.client.local_files import typed_path
from gemchat.errors import UsageError
from gemchat.shown import shown_line
from gemchat.types.base import JsonObject

_TYPES = {"str": "string", "int": "integer", "float": "number", "bool": "boolean"}
_FIELD = re.compile(
    rf"(?P<name>[A-Za-z_]\w*)(\s+(?P<type>{'|'.join(_TYPES)}))?(\s*:\s*(?P<about>.+))?"
)


def schema_of(text: str) -> JsonObject:
    """Read a schema.

    Args:
        text: JSON Schema, a file of it, or fields: ``name, age int, mood: one word``. The fields
            may stand on lines of their own, so that what is said about one can have commas.

    Raises:
        UsageError: it is none of these.
    """
    if text.lstrip().startswith("{"):
        return _parsed(text, "--schema")
    path = typed_path(text)
    try:
        if path.is_file():
            return _parsed(path.read_text(encoding="utf-8-sig"), str(path))
    except (OSError, ValueError) as error:  # also a name that none can be, and no UTF-8
        raise UsageError(f"{shown_line(text, 60)} cannot be read.") from error
    return _of_fields(text)


def fault_of(answer: str, schema: JsonObject) -> str:
    """Say why an answer does not follow a schema; nothing if it does.

    Raises:
        UsageError: the schema cannot be followed.
    """
    try:
        value = json.loads(answer)
    except (ValueError, RecursionError):
        return "it is no JSON"
    try:
        return first_fault(value, schema)
    except (AttributeError, RecursionError, TypeError, re.error) as error:
        raise UsageError("The schema is none, so the answer cannot be held to it.") from error


def _parsed(text: str, source: str) -> JsonObject:
    try:
        found: Any = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{source} holds no JSON Schema: it is no JSON.") from error
    if not isinstance(found, dict):
        raise UsageError(f"{source} holds no JSON Schema: it is no object.")
    return found


def _of_fields(text: str) -> JsonObject:
    properties: dict[str, JsonObject] = {}
    for field in text.split("\n" if "\n" in text.strip() else ","):
        if not field.strip():
            continue
        match = _FIELD.fullmatch(field.strip())
        if match is None:
            raise UsageError(
                f"{shown_line(text, 60)} is no file, no JSON Schema and no list of fields.",
                hint="A list of fields: --schema 'name, age int, mood: one word'",
            )
        about = {"description": match["about"]} if match["about"] else {}
        properties[match["name"]] = {"type": _TYPES[match["type"] or "str"], **about}
    return {"type": "object", "properties": properties, "required": list(properties)}
