"""Checks values against JSON Schema, as far as answers need it.

These words of draft 2020-12 are known; all others are remarks, as that draft lets ``format`` be:

* for any value: ``type``, ``enum``, ``const``, ``not``, ``allOf``, ``anyOf``, ``oneOf``, and
  ``$ref`` to a place in the same schema;
* for numbers: ``minimum``, ``maximum``, ``exclusiveMinimum``, ``exclusiveMaximum``,
  ``multipleOf``;
* for texts: ``minLength``, ``maxLength``, ``pattern``;
* for lists: ``minItems``, ``maxItems``, ``uniqueItems``, ``prefixItems``, ``items``;
* for objects: ``minProperties``, ``maxProperties``, ``required``, ``properties``,
  ``patternProperties``, ``additionalProperties``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from graphlib import CycleError, TopologicalSorter
from typing import Any, TypeAlias
from urllib.parse import unquote

from gemchat.protocol.payload import as_object
from gemchat.types.base import JsonObject

Schema: TypeAlias = Any
"""An object of schema words, or True or False for anything or nothing."""


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


_KINDS: Mapping[str, Callable[[Any], bool]] = {
    "null": lambda value: value is None,
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: _is_number(value) and (isinstance(value, int) or value.is_integer()),
    "number": _is_number,
    "string": lambda value: isinstance(value, str),
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
}
_LIMITS: Mapping[str, tuple[Callable[[Any, Any], bool], str]] = {
    "minimum": (lambda value, limit: value >= limit, "at least"),
    "maximum": (lambda value, limit: value <= limit, "at most"),
    "exclusiveMinimum": (lambda value, limit: value > limit, "more than"),
    "exclusiveMaximum": (lambda value, limit: value < limit, "less than"),
}
_SIZES = {
    "Length": (str, "characters"),
    "Items": (list, "items"),
    "Properties": (dict, "properties"),
}

_INNER = {"$ref": "#"}
_LIST = {"type": "array", "items": _INNER}
_TABLE = {"type": "object", "additionalProperties": _INNER}
_TEXT = {"type": "string"}
_NUMBER = {"type": "number"}
_COUNT = {"type": "integer", "minimum": 0}
_WITH_SCHEMA = ("additionalProperties", "items", "not")
_WITH_LIST = ("allOf", "anyOf", "oneOf", "prefixItems")
_WITH_TABLE = ("$defs", "definitions", "patternProperties", "properties")
_SCHEMA = {
    "type": ["object", "boolean"],
    "properties": {
        "type": {"type": ["string", "array"], "minItems": 1, "items": _TEXT},
        "enum": {"type": "array"},
        "required": {"type": "array", "items": _TEXT},
        "uniqueItems": {"type": "boolean"},
        "multipleOf": {"type": "number", "exclusiveMinimum": 0},
        **dict.fromkeys(("$ref", "pattern"), _TEXT),
        **dict.fromkeys(_LIMITS, _NUMBER),
        **dict.fromkeys((f"{side}{size}" for size in _SIZES for side in ("min", "max")), _COUNT),
        **dict.fromkeys(_WITH_SCHEMA, _INNER),
        **dict.fromkeys(_WITH_LIST, _LIST),
        **dict.fromkeys(_WITH_TABLE, _TABLE),
    },
}
"""What a schema is, as one."""


def schema_fault(schema: Schema) -> str:
    """Say why a schema is none, with the place where that is; nothing if it is one.

    Raises:
        RecursionError: it is too deep.
    """
    for_same_value: dict[int, list[int]] = {}
    for at, each in _reached(schema):
        if fault := first_fault(each, _SCHEMA, at) or _kind_fault(each):
            return fault
        for_same_value[id(each)] = [id(other) for other in _for_same_value(each, schema)]
    try:
        TopologicalSorter(for_same_value).prepare()
    except CycleError:
        return "it has no end"
    return ""


def strange_patterns(schema: Schema) -> list[str]:
    """Give the patterns that are none to Python; no value is held to them."""
    patterns = [
        pattern
        for _, each in _reached(schema)
        if isinstance(each, dict)
        for pattern in (each.get("pattern", ""), *each.get("patternProperties", ()))
    ]
    return [pattern for pattern in patterns if _compiled(pattern) is None]


def first_fault(value: Any, schema: Schema, at: str = "the answer") -> str:
    """Say what is wrong with a value, with the place where it is; nothing if nothing is.

    Args:
        value: from JSON.
        schema: one in which `schema_fault` finds no fault.
        at: what to call the value.

    Raises:
        RecursionError: the value is too deep.
    """
    return next(_faults(value, schema, schema, at), "")


def _faults(value: Any, schema: Schema, root: Schema, at: str) -> Iterator[str]:
    if schema is False:
        yield f"{at} should not be there"
    if not isinstance(schema, dict):
        return
    if "$ref" in schema:
        yield from _faults(value, _referred(schema["$ref"], root), root, at)
    yield from _kind_faults(value, schema, at)
    yield from _size_faults(value, schema, at)
    if _is_number(value):
        yield from _number_faults(value, schema, at)
    if isinstance(value, str) and _matches(schema.get("pattern", ""), value) is False:
        yield f"{at} does not match {schema['pattern']}"
    if isinstance(value, dict):
        yield from _object_faults(value, schema, root, at)
    if isinstance(value, list):
        yield from _list_faults(value, schema, root, at)
    yield from _choice_faults(value, schema, root, at)


def _kind_faults(value: Any, schema: JsonObject, at: str) -> Iterator[str]:
    kinds = _kinds(schema)
    if kinds and not any(_KINDS[kind](value) for kind in kinds):
        yield f"{at} is no {' or '.join(kinds)}"
    if "const" in schema and not _same(value, schema["const"]):
        yield f"{at} is not {schema['const']!r}"
    if "enum" in schema and not any(_same(value, one) for one in schema["enum"]):
        yield f"{at} is none of {', '.join(map(str, schema['enum']))}"


def _kinds(schema: JsonObject) -> list[str]:
    kinds = schema.get("type", [])
    return [kinds] if isinstance(kinds, str) else kinds


def _number_faults(value: float, schema: JsonObject, at: str) -> Iterator[str]:
    for word, (holds, words) in _LIMITS.items():
        if word in schema and not holds(value, schema[word]):
            yield f"{at} is not {words} {schema[word]}"
    step = schema.get("multipleOf")
    # as they are written: in floating point 19.99 is no multiple of 0.01
    if step and (abs(value) == math.inf or Fraction(str(value)) % Fraction(str(step))):
        yield f"{at} is no multiple of {step}"


def _size_faults(value: Any, schema: JsonObject, at: str) -> Iterator[str]:
    for word, (kind, words) in _SIZES.items():
        if not isinstance(value, kind):
            continue
        least, most = schema.get(f"min{word}", 0), schema.get(f"max{word}", len(value))
        if not least <= len(value) <= most:
            yield f"{at} has {len(value)} {words}"


def _object_faults(value: JsonObject, schema: JsonObject, root: Schema, at: str) -> Iterator[str]:
    for name in schema.get("required", []):
        if name not in value:
            yield f"{at} has no {name}"
    for name, inner in value.items():
        for fitting in _schemas_of(name, schema):
            yield from _faults(inner, fitting, root, f"{at}.{name}")


def _schemas_of(name: str, schema: JsonObject) -> Iterator[Schema]:
    """The schemas that a property of this name is held to."""
    known = schema.get("properties", {})
    patterned = schema.get("patternProperties", {})
    matches = {pattern: _matches(pattern, name) for pattern in patterned}
    if name in known:
        yield known[name]
    yield from (patterned[pattern] for pattern, fits in matches.items() if fits)
    if name not in known and all(fits is False for fits in matches.values()):
        yield schema.get("additionalProperties", True)


def _list_faults(value: list[Any], schema: JsonObject, root: Schema, at: str) -> Iterator[str]:
    first = schema.get("prefixItems", [])
    rest = schema.get("items", True)
    for index, item in enumerate(value):
        inner = first[index] if index < len(first) else rest
        yield from _faults(item, inner, root, f"{at}[{index}]")
    pairs = ((item, one) for place, item in enumerate(value) for one in value[:place])
    if schema.get("uniqueItems") and any(_same(*pair) for pair in pairs):
        yield f"{at} has the same item twice"


def _choice_faults(value: Any, schema: JsonObject, root: Schema, at: str) -> Iterator[str]:
    for inner in schema.get("allOf", []):
        yield from _faults(value, inner, root, at)
    for word, right in (("anyOf", "any"), ("oneOf", "exactly one")):
        choices = schema.get(word, [])
        fitting = sum(not any(_faults(value, one, root, at)) for one in choices)
        if choices and not (fitting == 1 or (fitting and word == "anyOf")):
            yield f"{at} does not fit {right} of {len(choices)} schemas"
    if "not" in schema and not any(_faults(value, schema["not"], root, at)):
        yield f"{at} fits what it must not fit"


def _kind_fault(schema: Schema) -> str:
    strange = [each for each in _kinds(as_object(schema)) if each not in _KINDS]
    return f"there is no type {strange[0]!r}, but {', '.join(_KINDS)}" if strange else ""


def _reached(root: Schema) -> Iterator[tuple[str, Schema]]:
    """Give all that values may be held to, each once, and where it was found.

    Whoever takes one and finds a fault in it must take no more.
    """
    pending, seen = [("the schema", root)], set[int]()
    while pending:
        at, schema = pending.pop()
        if id(schema) in seen:
            continue
        seen.add(id(schema))
        yield at, schema
        if isinstance(schema, dict):
            pending += ((at, inner) for inner in _inner(schema))
            if reference := schema.get("$ref"):
                pending.append((reference, _referred(reference, root)))


def _inner(schema: JsonObject) -> Iterator[Schema]:
    """The schemas that stand in a schema."""
    yield from (schema[word] for word in _WITH_SCHEMA if word in schema)
    for word in _WITH_LIST:
        yield from schema.get(word, ())
    for word in _WITH_TABLE:
        yield from schema.get(word, {}).values()


def _for_same_value(schema: Schema, root: Schema) -> Iterator[Schema]:
    """The schemas that a value is held to if it is held to this one."""
    if not isinstance(schema, dict):
        return
    if "$ref" in schema:
        yield _referred(schema["$ref"], root)
    if "not" in schema:
        yield schema["not"]
    for word in ("allOf", "anyOf", "oneOf"):
        yield from schema.get(word, ())


def _referred(reference: str, root: Schema) -> Schema:
    """What a reference names; one that leads nowhere in this document asks for nothing."""
    if reference != "#" and not reference.startswith("#/"):
        return True
    found = root
    for step in unquote(reference).split("/")[1:]:
        name = step.replace("~1", "/").replace("~0", "~")
        if isinstance(found, list) and name.isdecimal() and int(name) < len(found):
            found = found[int(name)]
        elif isinstance(found, dict) and name in found:
            found = found[name]
        else:
            return True
    return found


def _matches(pattern: str, text: str) -> bool | None:
    """Whether a text has what a pattern looks for; None if nobody here can tell."""
    compiled = _compiled(pattern)
    return None if compiled is None else bool(compiled.search(text))


def _compiled(pattern: str) -> re.Pattern[str] | None:
    """Read a pattern, which is meant for JavaScript; None if it is none to Python."""
    try:
        return re.compile(pattern)
    except (re.error, OverflowError, RecursionError):
        return None


def _same(one: Any, other: Any) -> bool:
    """Equality of JSON, where 1 is 1.0 but not True."""
    match one, other:
        case list(), list():
            return len(one) == len(other) and all(map(_same, one, other))
        case dict(), dict():
            return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
        case _:
            return isinstance(one, bool) == isinstance(other, bool) and bool(one == other)
