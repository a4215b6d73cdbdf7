from __future__ import annotations

import functools
import math
import socket
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field, ValidationError
from typing_extensions import TypedDict  # pydantic takes typing's own from 3.12 on

from gemchat.chat.declarations import Function
from gemchat.errors import UsageError

Json = dict[str, Any]


class Unit(Enum):
    CELSIUS = "C"
    FAHRENHEIT = "F"


@dataclass
class Place:
    lat: float
    lng: float = 0.0


class Person(BaseModel):
    name: str


class Box(TypedDict):
    size: int


def typed(
    text: str,
    count: int = 1,
    maybe: str | None = None,
    choice: Literal["a", "b"] = "a",
    unit: Unit = Unit.CELSIUS,
    numbers: list[int] = [],  # noqa: B006 - a default that JSON must show
    *,
    bounded: Annotated[int, Field(ge=1, description="from one on")] = 3,
) -> object:
    return text, count, maybe, choice, unit, numbers, bounded


def shaped(place: Place, person: Person, box: Box, anything) -> object:  # type: ignore[no-untyped-def] # on purpose
    return place, person, box, anything


def strange(default: Any = object()) -> object:  # noqa: B008 - no JSON on purpose
    return default


def schema(function: Callable[..., object]) -> Json:
    return Function.of(function).parameters


def test_the_shape_of_the_arguments() -> None:
    assert schema(typed) == {
        "type": "object",
        "properties": {
            "text": {"type": "string"},
            "count": {"type": "integer", "default": 1},
            "maybe": {"anyOf": [{"type": "string"}, {"type": "null"}], "default": None},
            "choice": {"type": "string", "enum": ["a", "b"], "default": "a"},
            "unit": {"$ref": "#/$defs/Unit", "default": "C"},
            "numbers": {"type": "array", "items": {"type": "integer"}, "default": []},
            "bounded": {
                "type": "integer",
                "minimum": 1,
                "description": "from one on",
                "default": 3,
            },
        },
        "required": ["text"],
        "additionalProperties": False,
        "$defs": {"Unit": {"type": "string", "enum": ["C", "F"], "title": "Unit"}},
    }


def test_objects_are_described_with_their_fields() -> None:
    described = schema(shaped)
    fields = {name: shape["properties"] for name, shape in described["$defs"].items()}
    assert fields == {
        "Place": {"lat": {"type": "number"}, "lng": {"type": "number", "default": 0.0}},
        "Person": {"name": {"type": "string"}},
        "Box": {"size": {"type": "integer"}},
    }
    assert described["properties"]["anything"] == {}
    assert described["required"] == ["place", "person", "box", "anything"]


def test_no_arguments_and_a_default_that_is_no_json() -> None:
    def now() -> str:
        return "now"

    assert schema(now) == {"type": "object", "properties": {}, "additionalProperties": False}
    assert Function.of(now).call({}) == "now"
    assert schema(strange)["properties"] == {"default": {}}


def documented(city: str, days: int = 3, plain: str = "") -> None:
    """Tell the weather.

    Of a few days: at most ten.

    Args:
        city: where; a name
            such as "Paris": any.

        days (int, optional): how many
        other: no parameter of it

    Returns:
        What is known.
    """


def test_a_docstring_describes_the_function_and_its_parameters() -> None:
    function = Function.of(documented)
    assert function.description == (
        "Tell the weather.\n\nOf a few days: at most ten.\n\nReturns:\n    What is known."
    )
    notes = {
        name: shape.get("description") for name, shape in function.parameters["properties"].items()
    }
    assert notes == {
        "city": 'where; a name such as "Paris": any.',
        "days": "how many",
        "plain": None,
    }
    assert "other" not in function.parameters["properties"]


@pytest.mark.parametrize(
    ("docstring", "description", "note"),
    [
        (None, "", None),
        ("Short.", "Short.", None),
        ("\n    Args:\n        a: first\n    ", "", "first"),
        ("Short.\nArguments:\n    a: first\n", "Short.", "first"),
        ("Short.\n\nParameters:\n\n  a (str): first\n\nEnd.", "Short.\n\nEnd.", "first"),
        ("The Args: are not a section.", "The Args: are not a section.", None),
        ("Args:\nnothing indented", "Args:\nnothing indented", None),
    ],
)
def test_docstrings_of_all_kinds(docstring: str | None, description: str, note: str | None) -> None:
    def function(a: str) -> None: ...

    function.__doc__ = docstring
    told = Function.of(function)
    assert told.description == description
    assert told.parameters["properties"]["a"].get("description") == note


def test_an_annotation_says_it_better_than_the_docstring() -> None:
    def function(a: Annotated[str, Field(description="by annotation")]) -> None:
        """Do.

        Args:
            a: by docstring
        """

    assert schema(function)["properties"]["a"]["description"] == "by annotation"


def test_the_declaration_as_it_is_sent() -> None:
    def add(a: int) -> int:
        """Add."""
        return a

    assert Function.of(add).declaration.to_wire() == {
        "name": "add",
        "description": "Add.",
        "parametersJsonSchema": schema(add),
    }


def test_arguments_become_what_the_annotations_say() -> None:
    called = Function.of(typed).call
    assert called({"text": "x", "count": 5.0, "unit": "F", "numbers": [1.0]}) == (
        *("x", 5, None, "a", Unit.FAHRENHEIT, [1], 3),
    )
    made = Function.of(shaped).call(
        {"place": {"lat": 1}, "person": {"name": "Ada"}, "box": {"size": 2}, "anything": [1.5]}
    )
    assert made == (Place(1.0), Person(name="Ada"), {"size": 2}, [1.5])
    assert isinstance(called({"text": "x", "count": 5.0})[1], int)  # type: ignore[index] # a tuple


@pytest.mark.parametrize(
    "arguments",
    [{}, {"text": 1}, {"text": "x", "count": 1.5}, {"text": "x", "more": 1}, {"text": None}],
)
def test_arguments_that_do_not_fit(arguments: Json) -> None:
    with pytest.raises(ValidationError):
        Function.of(typed).call(arguments)


def test_methods_are_functions_too() -> None:
    class Counter:
        def count(self, by: int) -> int:
            """Count."""
            return by + 1

    function = Function.of(Counter().count)
    assert (function.name, function.description) == ("count", "Count.")
    assert function.call({"by": 1}) == 2


def test_a_decorated_function_has_the_signature_it_wraps() -> None:
    @functools.wraps(documented)
    def wrapper(*args: Any, **kwargs: Any) -> object:
        return args, kwargs

    function = Function.of(wrapper)
    assert function.parameters["required"] == ["city"]
    assert function.call({"city": "Bonn"}) == ((), {"city": "Bonn", "days": 3, "plain": ""})


def test_an_end_of_iteration_is_an_error_like_any_other() -> None:
    def first() -> object:
        return next(iter([]))

    with pytest.raises(RuntimeError, match="StopIteration"):
        Function.of(first).call({})


def many(*values: int) -> None: ...
def named(**values: int) -> None: ...
def placed(value: int, /) -> None: ...
def unknown(value: Nowhere) -> None: ...  # type: ignore[name-defined] # noqa: F821 - on purpose
def wired(value: socket.socket) -> None: ...
def calling(value: Callable[[], int]) -> None: ...


class Caller:
    def __call__(self) -> None: ...


@pytest.mark.parametrize(
    ("function", "words"),
    [
        (many, "parameter *values: 'int' takes any number"),
        (named, "parameter **values: 'int' takes any names"),
        (placed, "parameter value: 'int' is positional only"),
        (math.sqrt, "sqrt cannot be a tool: its parameter x is positional only"),
        (unknown, "unknown cannot be a tool: name 'Nowhere' is not defined."),
        (wired, "wired cannot be a tool: Unable to generate"),
        (calling, "calling cannot be a tool: Cannot generate a JsonSchema"),
        (lambda: None, "is no function with a name"),
        (functools.partial(typed, "x"), "is no function with a name"),
        (Person, "is no function with a name"),
        (Caller(), "is no function with a name"),
    ],
)
def test_what_cannot_be_a_tool(function: Callable[..., object], words: str) -> None:
    with pytest.raises(UsageError) as caught:
        Function.of(function)
    assert words in caught.value.message
    assert caught.value.hint
