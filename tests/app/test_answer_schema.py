"""Schemas as people write them, and answers that are held to them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gemchat.app.answer_schema import fault_of, schema_of
from gemchat.app.json_schema import first_fault
from gemchat.errors import UsageError


def fields(**properties: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": properties, "required": list(properties)}


NAME, AGE = {"type": "string"}, {"type": "integer"}


@pytest.mark.parametrize(
    ("text", "schema"),
    [
        ("name", fields(name=NAME)),
        ("name, age int", fields(name=NAME, age=AGE)),
        ("a float,b bool , c str", fields(a={"type": "number"}, b={"type": "boolean"}, c=NAME)),
        ("name: what it is, age int", fields(name=NAME | {"description": "what it is"}, age=AGE)),
        (
            "name: first, then last\nage int: in years",
            fields(
                name=NAME | {"description": "first, then last"},
                age=AGE | {"description": "in years"},
            ),
        ),
        ('{"type": "integer"}', AGE),
        ("  {}", {}),
    ],
)
def test_reading(text: str, schema: dict[str, Any]) -> None:
    assert schema_of(text) == schema


def test_reading_a_file(tmp_path: Path) -> None:
    file = tmp_path / "schema.json"
    file.write_text(json.dumps(AGE))
    assert schema_of(str(file)) == AGE
    file.write_text("[1]")
    with pytest.raises(UsageError, match="no object"):
        schema_of(str(file))
    file.write_bytes(b"\xff")
    with pytest.raises(UsageError, match="cannot be read"):
        schema_of(str(file))


@pytest.mark.parametrize("text", ["missing.json", "name text", "a b c", "{", "{]", "na-me", "\0"])
def test_what_is_no_schema(text: str) -> None:
    with pytest.raises(UsageError):
        schema_of(text)


PERSON = fields(name=NAME, age=AGE)
TREE = {
    "$ref": "#/$defs/node",
    "$defs": {"node": fields(leaves={"type": "array", "items": {"$ref": "#/$defs/node"}})},
}
CHOICE = {"anyOf": [{"type": "integer"}, {"type": "string", "maxLength": 2}]}
ONE = {"oneOf": [{"minimum": 0}, {"maximum": 10}]}


@pytest.mark.parametrize(
    ("value", "schema", "fault"),
    [
        ({"name": "x", "age": 1}, PERSON, ""),
        ({"name": "x", "age": 1.0, "more": None}, PERSON, ""),
        ({"name": "x"}, PERSON, "the answer has no age"),
        ({"name": 1, "age": 1}, PERSON, "the answer.name is no string"),
        ({"name": "x", "age": True}, PERSON, "the answer.age is no integer"),
        ({"name": "x", "age": 1.5}, PERSON, "the answer.age is no integer"),
        ([], PERSON, "the answer is no object"),
        (None, {"type": ["string", "null"]}, ""),
        (1, {"type": ["string", "null"]}, "the answer is no string or null"),
        ({"a": 1}, {"additionalProperties": False}, "the answer.a should not be there"),
        ({"a": 1}, {"additionalProperties": NAME}, "the answer.a is no string"),
        ("red", {"enum": ["red", 1]}, ""),
        (True, {"enum": ["red", 1]}, "the answer is none of red, 1"),
        (2, {"const": 1}, "the answer is not 1"),
        ([1, "a"], {"items": AGE}, "the answer[1] is no integer"),
        ([1, "a"], {"prefixItems": [AGE], "items": NAME}, ""),
        ([1, 2], {"prefixItems": [AGE], "items": False}, "the answer[1] should not be there"),
        ([1], {"minItems": 2}, "the answer has 1 items"),
        ([1, 2], {"maxItems": 1}, "the answer has 2 items"),
        ([1, 1], {"uniqueItems": True}, "the answer has the same item twice"),
        ("ab", {"minLength": 3}, "the answer has 2 characters"),
        ("ab", {"pattern": "^b"}, "the answer does not match ^b"),
        ({}, {"minProperties": 1}, "the answer has 0 properties"),
        (1, {"minimum": 2}, "the answer is not at least 2"),
        (3, {"maximum": 2}, "the answer is not at most 2"),
        (2, {"exclusiveMinimum": 2}, "the answer is not more than 2"),
        (2, {"exclusiveMaximum": 2}, "the answer is not less than 2"),
        (5, {"multipleOf": 2}, "the answer is no multiple of 2"),
        ("x", {"minimum": 2, "minItems": 1}, ""),
        (1, CHOICE, ""),
        ("ab", CHOICE, ""),
        ("abc", CHOICE, "the answer does not fit any of 2 schemas"),
        (-1, ONE, ""),
        (5, ONE, "the answer does not fit exactly one of 2 schemas"),
        (5, {"allOf": [AGE, {"maximum": 4}]}, "the answer is not at most 4"),
        ({"leaves": [{"leaves": []}]}, TREE, ""),
        ({"leaves": [{"leaves": [0]}]}, TREE, "the answer.leaves[0].leaves[0] is no object"),
        (1, {"$ref": "#/nowhere/at/all"}, ""),
        (1, {"$ref": "https://example.com/x"}, ""),
        (1, {"format": "date", "title": "x"}, ""),
        (1, {}, ""),
    ],
)
def test_faults(value: object, schema: dict[str, Any], fault: str) -> None:
    assert first_fault(value, schema) == fault


def test_an_answer_that_is_no_json() -> None:
    assert fault_of("Sure! {}", {}) == "it is no JSON"
    assert fault_of("[" * 100_000, {}) == "it is no JSON"


@pytest.mark.parametrize(
    "schema", [{"$ref": "#"}, {"pattern": "("}, {"minimum": "x"}, {"type": 1}, {"required": 1}]
)
def test_a_schema_that_is_none_is_said_to_be(schema: dict[str, Any]) -> None:
    values = ["1", '"a"', "{}"]

    def judge() -> None:
        for value in values:
            fault_of(value, schema)

    with pytest.raises(UsageError, match="The schema is none"):
        judge()
