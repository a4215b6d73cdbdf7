"""Schemas as people write them, and answers that are held to them."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemchat.app.answer_schema import fault_of, remarks_on, schema_of
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
        (
            ", ".join(f"field_{n}" for n in range(99)),
            fields(**{f"field_{n}": NAME for n in range(99)}),
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
    with pytest.raises(UsageError, match="not UTF-8"):
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
        ({"x_a": 1}, {"patternProperties": {"^x_": AGE}, "additionalProperties": False}, ""),
        ({"x_a": ""}, {"patternProperties": {"^x_": AGE}}, "the answer.x_a is no integer"),
        ("red", {"enum": ["red", 1]}, ""),
        (True, {"enum": ["red", 1]}, "the answer is none of red, 1"),
        (2, {"const": 1}, "the answer is not 1"),
        ([True], {"const": [1]}, "the answer is not [1]"),
        (1, {"not": {"type": "integer"}}, "the answer fits what it must not fit"),
        ("a", {"not": {"type": "integer"}}, ""),
        ([1, "a"], {"items": AGE}, "the answer[1] is no integer"),
        ([1, "a"], {"prefixItems": [AGE], "items": NAME}, ""),
        ([1, 2], {"prefixItems": [AGE], "items": False}, "the answer[1] should not be there"),
        ([1], {"minItems": 2}, "the answer has 1 items"),
        ([1, 2], {"maxItems": 1}, "the answer has 2 items"),
        ([1, 1.0], {"uniqueItems": True}, "the answer has the same item twice"),
        ([1, True, [1], [True], {"a": 0}, {"a": False}], {"uniqueItems": True}, ""),
        ("ab", {"minLength": 3}, "the answer has 2 characters"),
        ("ab", {"pattern": "^b"}, "the answer does not match ^b"),
        ({}, {"minProperties": 1}, "the answer has 0 properties"),
        (1, {"minimum": 2}, "the answer is not at least 2"),
        (3, {"maximum": 2}, "the answer is not at most 2"),
        (2, {"exclusiveMinimum": 2}, "the answer is not more than 2"),
        (2, {"exclusiveMaximum": 2}, "the answer is not less than 2"),
        (5, {"multipleOf": 2}, "the answer is no multiple of 2"),
        (19.99, {"multipleOf": 0.01}, ""),
        (19.995, {"multipleOf": 0.01}, "the answer is no multiple of 0.01"),
        (10**400, {"type": "integer", "multipleOf": 0.5}, ""),
        (float("inf"), {"multipleOf": 2}, "the answer is no multiple of 2"),
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
        (1, {"$ref": "#anchor"}, ""),
        (1, {"$ref": "#/anyOf/1", "anyOf": [True, NAME]}, "the answer is no string"),
        (1, {"$ref": "#/$defs/a~1b%20c", "$defs": {"a/b c": NAME}}, "the answer is no string"),
        (1, {"$ref": "https://example.com/x"}, ""),
        (1, {"format": "date", "title": "x"}, ""),
        (1, {}, ""),
    ],
)
def test_faults(value: object, schema: dict[str, Any], fault: str) -> None:
    assert first_fault(value, schema) == fault


def test_an_answer_that_is_no_json() -> None:
    assert fault_of("Sure! {}", {}) == "it is no JSON"
    assert fault_of("NaN", {}) == "it is no JSON"


def test_an_answer_that_never_ends() -> None:
    assert fault_of("[" * 100_000, {}) == "it is nested too deeply"
    assert fault_of("[" * 900 + "]" * 900, {"items": {"$ref": "#"}}) == "it is nested too deeply"


@pytest.mark.parametrize(
    ("schema", "fault"),
    [
        ({"$ref": "#"}, "it has no end"),
        ({"allOf": [{"$ref": "#"}]}, "it has no end"),
        ({"properties": {"a": {"$ref": "#/properties/a"}}}, "it has no end"),
        ({"type": "string", "anyOf": [{"not": {"$ref": "#"}}]}, "it has no end"),
        ({"$ref": "#/x", "x": {"items": {"$ref": "#/x/items"}}}, "it has no end"),
        ({"items": {"minimum": "x"}}, "the schema.items.minimum is no number"),
        ({"properties": {"a": {"type": "int"}}}, "there is no type 'int', but null, boolean,"),
        ({"type": ["string", "int"]}, "there is no type 'int'"),
        ({"type": 1}, "the schema.type is no string or array"),
        ({"type": []}, "the schema.type has 0 items"),
        ({"type": "string\n"}, "there is no type 'string\\n'"),
        ({"required": 1}, "the schema.required is no array"),
        ({"prefixItems": {"a": 1}}, "the schema.prefixItems is no array"),
        ({"multipleOf": 0}, "the schema.multipleOf is not more than 0"),
        ({"$ref": "#/x", "x": {"minLength": -1}}, "#/x.minLength is not at least 0"),
        ({"$ref": "#/x", "x": []}, "#/x is no object or boolean"),
        ({"maximum": float("inf")}, "Not usable JSON"),
    ],
)
def test_a_schema_that_is_none_is_refused(schema: dict[str, Any], fault: str) -> None:
    with pytest.raises(UsageError, match="holds no JSON Schema") as refused:
        schema_of(json.dumps(schema))
    assert fault in refused.value.message


@pytest.mark.parametrize(
    "schema",
    [
        TREE,
        {"enum": [{"$ref": "#/x"}], "x": 5},
        {"const": {"type": "int"}},
        {"default": {"items": 5}, "items": True},
        {"properties": {"$ref": {"type": "string"}, "type": {"enum": [{"pattern": "("}]}}},
    ],
)
def test_what_stands_in_a_schema_need_not_be_one(schema: dict[str, Any]) -> None:
    assert schema_of(json.dumps(schema)) == schema
    assert remarks_on(schema) == []


def test_a_schema_may_be_too_deep() -> None:
    with pytest.raises(UsageError, match="too deep"):
        schema_of('{"items": ' * 400 + "{}" + "}" * 400)


def test_a_pattern_that_python_cannot_read_is_no_verdict() -> None:
    strange = r"^\p{L}+$"
    schema = {
        "properties": {"pattern": {"pattern": strange}},
        "patternProperties": {strange: False, "^x": NAME},
        "additionalProperties": False,
    }
    assert schema_of(json.dumps(schema)) == schema
    assert remarks_on(schema) == [f"no text is held to the pattern {strange}"] * 2
    assert fault_of('{"pattern": "a", "other": 1}', schema) == ""
    assert fault_of('{"x": 1}', schema) == "the answer.x is no string"
    assert remarks_on(PERSON) == []


WORDS = st.sampled_from(
    [
        *("type", "enum", "const", "not", "allOf", "oneOf", "$ref", "$defs", "minimum", "pattern"),
        *("multipleOf", "maxLength", "uniqueItems", "prefixItems", "items", "required"),
        *("properties", "patternProperties", "additionalProperties"),
    ]
)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(["", "a", "string", "object", "#", "#/not", "(", "\0"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORDS, inner, max_size=3),
    max_leaves=12,
)


@given(st.dictionaries(WORDS, JSON, max_size=3), JSON)
def test_whatever_stands_in_a_schema_it_is_refused_or_judges(
    schema: dict[str, Any], value: object
) -> None:
    with suppress(UsageError):
        fault_of(json.dumps(value), schema_of(json.dumps(schema)))
