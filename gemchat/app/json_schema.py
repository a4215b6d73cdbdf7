"""Checks a value against JSON Schema, as far as Gemini takes it for an answer.

The words of draft 2020-12 that say something about the form of a value are known; others, such as
``format``, are remarks, as that draft lets them be.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

Schema: TypeAlias = Any
"""An object of schema words, or True or False for anything or nothing."""


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


_KINDS: Mapping[str, Callable[[Any], bool]] = {
    "null": lambda value: value is None,
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: _is_number(value) and float(value).is_integer(),
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


def first_fault(value: Any, schema: Schema) -> str:
    """Say what is wrong with a value, with the place where it is; nothing if nothing is.

    Raises:
        RecursionError: the schema refers to itself without an end.
    """
    return next(_faults(value, schema, schema, "the answer"), "")


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
    if isinstance(value, str) and not re.search(schema.get("pattern", ""), value):
        yield f"{at} does not match {schema['pattern']}"
    if isinstance(value, dict):
        yield from _object_faults(value, schema, root, at)
    if isinstance(value, list):
        yield from _list_faults(value, schema, root, at)
    yield from _choice_faults(value, schema, root, at)


def _kind_faults(value: Any, schema: Schema, at: str) -> Iterator[str]:
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if kinds and not any(_KINDS[kind](value) for kind in kinds if kind in _KINDS):
        yield f"{at} is no {' or '.join(kinds)}"
    if "const" in schema and not _same(value, schema["const"]):
        yield f"{at} is not {schema['const']!r}"
    if "enum" in schema and not any(_same(value, one) for one in schema["enum"]):
        yield f"{at} is none of {', '.join(map(str, schema['enum']))}"


def _number_faults(value: Any, schema: Schema, at: str) -> Iterator[str]:
    for word, (holds, words) in _LIMITS.items():
        if word in schema and not holds(value, schema[word]):
            yield f"{at} is not {words} {schema[word]}"
    step = schema.get("multipleOf")
    if step and value % step:
        yield f"{at} is no multiple of {step}"


def _size_faults(value: Any, schema: Schema, at: str) -> Iterator[str]:
    for word, (kind, words) in _SIZES.items():
        if not isinstance(value, kind):
            continue
        least, most = schema.get(f"min{word}", 0), schema.get(f"max{word}", len(value))
        if not least <= len(value) <= most:
            yield f"{at} has {len(value)} {words}"


def _object_faults(value: dict[str, Any], schema: Schema, root: Schema, at: str) -> Iterator[str]:
    known = schema.get("properties", {})
    others = schema.get("additionalProperties", True)
    for name in schema.get("required", []):
        if name not in value:
            yield f"{at} has no {name}"
    for name, inner in value.items():
        yield from _faults(inner, known.get(name, others), root, f"{at}.{name}")


def _list_faults(value: list[Any], schema: Schema, root: Schema, at: str) -> Iterator[str]:
    first = schema.get("prefixItems", [])
    rest = schema.get("items", True)
    for index, item in enumerate(value):
        inner = first[index] if index < len(first) else rest
        yield from _faults(item, inner, root, f"{at}[{index}]")
    if schema.get("uniqueItems") and any(item in value[:place] for place, item in enumerate(value)):
        yield f"{at} has the same item twice"


def _choice_faults(value: Any, schema: Schema, root: Schema, at: str) -> Iterator[str]:
    for inner in schema.get("allOf", []):
        yield from _faults(value, inner, root, at)
    for word, right in (("anyOf", "any"), ("oneOf", "exactly one")):
        choices = schema.get(word, [])
        fitting = sum(not any(_faults(value, one, root, at)) for one in choices)
        if choices and not (fitting == 1 or (fitting and word == "anyOf")):
            yield f"{at} does not fit {right} of {len(choices)} schemas"


def _referred(reference: str, root: Schema) -> Schema:
    """What a reference names; one that leads nowhere in this document asks for nothing."""
    if not reference.startswith("#"):
        return True
    found = root
    for step in reference.split("/")[1:]:
        if not isinstance(found, dict):
            return True
        found = found.get(step.replace("~1", "/").replace("~0", "~"), True)
    return found


def _same(one: Any, other: Any) -> bool:
    """Equality of JSON, where True is not 1."""
    return isinstance(one, bool) == isinstance(other, bool) and bool(one == other)
