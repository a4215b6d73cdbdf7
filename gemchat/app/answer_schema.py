"""The schema an answer is to follow: as a person writes it, and whether an answer does."""

from __future__ import annotations

import json
import re
from pathlib import Path

from gemchat.app.json_schema import first_fault, schema_fault, strange_patterns
from gemchat.client.local_files import typed_path
from gemchat.errors import HistoryFileError, UsageError
from gemchat.sessions.foreign import parsed
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
        return _read(text.encode(errors="surrogateescape"), "--schema")
    path = typed_path(text)
    if not _is_readable(path):
        return _of_fields(text)
    try:
        return _read(path.read_bytes(), str(path))
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from error


def fault_of(answer: str, schema: JsonObject) -> str:
    """Say why an answer does not follow a schema that `schema_of` gave; nothing if it does."""
    try:
        return first_fault(json.loads(answer, parse_constant=_no_number), schema)
    except ValueError:
        return "it is no JSON"
    except RecursionError:
        return "it is nested too deeply"


def remarks_on(schema: JsonObject) -> list[str]:
    """Say what of a schema no answer is held to."""
    return [f"no text is held to the pattern {each}" for each in strange_patterns(schema)]


def _is_readable(path: Path) -> bool:
    """Whether it is a file, or what a shell puts in the place of one."""
    try:
        return path.exists() and not path.is_dir()
    except OSError:  # no file can have that name, as many fields would make
        return False


def _read(data: bytes, source: str) -> JsonObject:
    try:
        found = parsed(data)
    except HistoryFileError as error:
        raise UsageError(f"{source} holds no JSON Schema. {error.message}") from error
    if not isinstance(found, dict):
        raise UsageError(f"{source} holds no JSON Schema: it is no object.")
    try:
        fault = schema_fault(found)
    except RecursionError:
        fault = "it is nested too deeply"
    if fault:
        raise UsageError(f"{source} holds no JSON Schema: {fault}.")
    return found


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is no number of JSON")


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
