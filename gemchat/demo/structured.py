"""Values that satisfy a schema: what the demo says in JSON mode and to the functions it calls."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from gemchat.demo.http import Json

DEPTH = 4


def example(schema: Json, definitions: Mapping[str, Json] | None = None, depth: int = DEPTH) -> Any:
    """Make up a value for a schema, in Gemini's dialect or in JSON Schema.

    Optional properties are filled in as well, until a recursive schema has gone `depth` levels.
    """
    schema = {name: value for name, value in schema.items() if value is not None}
    known = schema.get("$defs") or definitions or {}
    if "$ref" in schema:
        return example(known.get(schema["$ref"].rpartition("/")[2], {}), known, depth)
    if "const" in schema:
        return schema["const"]
    if choices := schema.get("enum"):
        return choices[0]
    if options := schema.get("anyOf") or schema.get("oneOf"):
        return example(options[0] if depth > 0 else options[-1], known, depth)
    return _of_type(schema, known, depth)


def _of_type(schema: Json, known: Mapping[str, Json], depth: int) -> Any:
    kind = schema.get("type", "object" if "properties" in schema else "string")
    match (kind[0] if isinstance(kind, list) else kind).lower():
        case "object":
            return _object(schema, known, depth)
        case "array":
            return _array(schema, known, depth)
        case "integer":
            return int(schema.get("minimum", 42))
        case "number":
            return schema.get("minimum", 4.2)
        case "boolean":
            return True
        case "null":
            return None
        case _:
            return _string(schema)


def _object(schema: Json, known: Mapping[str, Json], depth: int) -> Json:
    required = schema.get("required", [])
    properties = schema.get("properties", {})
    return {
        name: example(inner, known, depth - 1)
        for name, inner in properties.items()
        if depth > 0 or name in required
    }


def _array(schema: Json, known: Mapping[str, Json], depth: int) -> list[Any]:
    first = [example(inner, known, depth - 1) for inner in schema.get("prefixItems", [])]
    wanted = max(int(schema.get("minItems", 0)), 2 if depth > 0 else 0) - len(first)
    items = schema.get("items")
    if not isinstance(items, dict):
        return first
    return first + [example(items, known, depth - 1) for _ in range(wanted)]


def _string(schema: Json) -> str:
    match schema.get("format"):
        case "date-time":
            return "2026-11-20T09:00:00Z"
        case "date":
            return "2026-11-20"
        case "time":
            return "09:00:00"
        case _:
            text = "demo".ljust(int(schema.get("minLength", 0)), ".")
            return text[: int(schema.get("maxLength", len(text)))]
