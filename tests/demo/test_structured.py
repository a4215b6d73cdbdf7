from __future__ import annotations

from typing import Any

import pytest

from gemchat.demo.structured import example

PERSON = {
    "type": "object",
    "properties": {"name": {"type": "string"}, "age": {"type": "integer", "minimum": 18}},
    "required": ["name"],
}


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        ({}, "demo"),
        ({"type": "STRING", "minLength": 6}, "demo.."),
        ({"type": "string", "maxLength": 2}, "de"),
        ({"type": "string", "format": "date"}, "2026-11-20"),
        ({"type": "string", "format": "date-time"}, "2026-11-20T09:00:00Z"),
        ({"type": ["number", "null"]}, 4.2),
        ({"type": "BOOLEAN", "nullable": None}, True),
        ({"type": "null"}, None),
        ({"enum": ["a", "b"]}, "a"),
        ({"const": 7}, 7),
        ({"anyOf": [{"type": "integer"}, {"type": "null"}]}, 42),
        (PERSON, {"name": "demo", "age": 18}),
        ({"type": "array", "items": {"type": "integer"}}, [42, 42]),
        ({"type": "array", "items": {"type": "integer"}, "minItems": 3}, [42, 42, 42]),
        ({"type": "array", "prefixItems": [{"type": "string"}, {"type": "integer"}]}, ["demo", 42]),
        ({"$ref": "#/$defs/P", "$defs": {"P": PERSON}}, {"name": "demo", "age": 18}),
    ],
)
def test_a_value_satisfies_its_schema(schema: dict[str, Any], value: object) -> None:
    assert example(schema) == value


def test_recursion_ends() -> None:
    node = {
        "type": "object",
        "properties": {
            "name": {"type": "string"},
            "next": {"anyOf": [{"$ref": "#/$defs/Node"}, {"type": "null"}]},
            "children": {"type": "array", "items": {"$ref": "#/$defs/Node"}},
        },
        "required": ["name", "next"],
    }
    value = example({"$ref": "#/$defs/Node", "$defs": {"Node": node}})
    depth = 0
    while value["next"] is not None:
        value = value["next"]
        depth += 1
    assert value["name"] == "demo"
    assert depth > 1
