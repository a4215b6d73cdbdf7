"""The schema language of the API, a subset of OpenAPI 3.0."""

from __future__ import annotations

from types import GenericAlias, UnionType
from typing import Any, TypeAlias

from pydantic import Field, InstanceOf, TypeAdapter

from gemchat.types.base import JsonObject, JsonValue, OpenEnum, WireModel


class Type(OpenEnum):
    """The type of a value."""

    TYPE_UNSPECIFIED = "TYPE_UNSPECIFIED"
    STRING = "STRING"
    NUMBER = "NUMBER"
    INTEGER = "INTEGER"
    BOOLEAN = "BOOLEAN"
    ARRAY = "ARRAY"
    OBJECT = "OBJECT"
    NULL = "NULL"


class Schema(WireModel):
    """The shape a JSON value must have."""

    type: Type | None = None
    """The type of the value."""
    title: str | None = None
    """A name for people."""
    description: str | None = None
    """What the value means, read by the model."""
    format: str | None = None
    """A refinement of the type, such as ``int32`` or ``date-time``."""
    nullable: bool | None = None
    """Whether null is allowed."""
    enum: list[JsonValue] | None = None
    """The values allowed."""
    any_of: list[Schema] | None = None
    """Shapes of which one must fit."""
    items: Schema | None = None
    """The shape of an array's items."""
    min_items: int | None = None
    """The least number of items."""
    max_items: int | None = None
    """The greatest number of items."""
    properties: dict[str, Schema] | None = None
    """The shapes of an object's properties."""
    required: list[str] | None = None
    """The properties that must be there."""
    property_ordering: list[str] | None = None
    """The order in which the model writes the properties."""
    min_properties: int | None = None
    """The least number of properties."""
    max_properties: int | None = None
    """The greatest number of properties."""
    additional_properties: JsonValue = None
    """Whether other properties are allowed, or their shape."""
    minimum: float | None = None
    """The least number."""
    maximum: float | None = None
    """The greatest number."""
    min_length: int | None = None
    """The least length of a string."""
    max_length: int | None = None
    """The greatest length of a string."""
    pattern: str | None = None
    """A regular expression the string matches."""
    default: JsonValue = None
    """The value meant where there is none."""
    example: JsonValue = None
    """A value for illustration."""
    ref: str | None = Field(None, alias="$ref")
    """The address of the shape meant, such as ``#/$defs/Node``."""
    defs: dict[str, Schema] | None = Field(None, alias="$defs")
    """Shapes to be referred to."""


PythonType: TypeAlias = InstanceOf[type] | InstanceOf[GenericAlias] | InstanceOf[UnionType]
"""A Python type such as ``Recipe``, ``list[Recipe]`` or ``int | str``."""
SchemaUnion: TypeAlias = InstanceOf[Schema] | JsonObject | PythonType
"""A shape: a schema, a dict sent as it is, or a Python type."""


def json_schema(python_type: PythonType) -> JsonObject:
    """Describe a Python type as JSON Schema."""
    return adapter_of(python_type).json_schema()


def parse_json(text: str, python_type: PythonType) -> JsonValue:
    """Read JSON as a value of a Python type.

    Raises:
        ValueError: it is no JSON, or no such value.
    """
    return adapter_of(python_type).validate_json(text)


def adapter_of(python_type: Any) -> TypeAdapter[Any]:
    """Make the adapter of a Python type, or of a function: of its arguments, with the call."""
    return TypeAdapter(python_type)  # behind Any, because no annotation means all types
