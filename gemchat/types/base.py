"""What all values of the wire have in common."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping
from enum import Enum, StrEnum
from typing import Annotated, Any, Final, Self, TypeAlias, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    InstanceOf,
    ModelWrapValidatorHandler,
    PlainSerializer,
    PlainValidator,
    ValidationError,
    ValidationInfo,
    model_validator,
)
from pydantic.alias_generators import to_camel

JsonObject: TypeAlias = dict[str, Any]
"""A JSON object as ``json.loads`` gives it."""
JsonValue: TypeAlias = Any
"""Any JSON value."""
Text: TypeAlias = InstanceOf[str]
"""Text as received; ``str`` alone would refuse half a surrogate pair, which JSON may hold."""

UNREADABLE: Final = "unknown"
"""The name under which a model keeps JSON that is no object at all."""
_LENIENT: Final = "lenient"
"""The validation context of what the service sent, which is never refused."""

_TO_STANDARD: Final = str.maketrans("-_", "+/")


class WireModel(BaseModel):
    """A JSON object of the API: camelCase on the wire, snake_case in Python.

    Both casings are read, camelCase is written, and fields that this version does not know are
    kept and sent back untouched.
    """

    model_config = ConfigDict(
        alias_generator=to_camel,
        validate_by_name=True,
        validate_by_alias=True,
        validate_assignment=True,
        extra="allow",
        defer_build=True,
    )

    @classmethod
    def of(cls, given: object) -> Self:
        """Take a value as people give it: one, a mapping of its fields, or None for none of them.

        Raises:
            TypeError: it is something else.
            ValueError: a field cannot have its value.
        """
        if isinstance(given, cls):
            return given
        if isinstance(given, Mapping | None):
            return cls.model_validate(dict(given or {}))
        raise TypeError(f"{cls.__name__} is made of a dict, not of {type(given).__name__}")

    @classmethod
    def from_wire(cls, raw: object) -> Self:
        """Read what the service sent, whatever it is; never raises.

        A field with a value of the wrong type counts as unknown: it reads as None, and
        ``to_wire`` gives its raw value back. JSON that is no object is kept under ``unknown``.
        """
        readable = raw if isinstance(raw, dict) else {UNREADABLE: raw}
        return cls.model_validate(readable, context=_LENIENT)

    def to_wire(self) -> JsonObject:
        """Give the JSON object to send: no field that is None, unknown fields as received.

        Fields declared with ``exclude=True`` are for this side only and left out.
        """
        known = {
            field.alias or name: _wire(value)
            for name, field in type(self).model_fields.items()
            if not field.exclude and (value := getattr(self, name)) is not None
        }
        return known | (self.model_extra or {})

    def __repr_args__(self) -> Iterable[tuple[str | None, Any]]:
        return ((name, value) for name, value in super().__repr_args__() if value is not None)

    @model_validator(mode="wrap")
    @classmethod
    def _read(
        cls, data: Any, handler: ModelWrapValidatorHandler[Self], info: ValidationInfo
    ) -> Self:
        lenient = info.context is _LENIENT and isinstance(data, dict)
        return _read_sparing(data, handler) if lenient else handler(data)


_Model = TypeVar("_Model", bound=WireModel)


def _read_sparing(data: JsonObject, handler: ModelWrapValidatorHandler[_Model]) -> _Model:
    """Read what validates, and keep the rest as if it were unknown."""
    try:
        return handler(data)
    except ValidationError as error:
        bad = {problem["loc"][0] for problem in error.errors(include_url=False)}
    model = _read_sparing({name: data[name] for name in data if name not in bad}, handler)
    if model.model_extra is not None:
        model.model_extra.update({name: data[name] for name in data if name in bad})
    return model


class OpenEnum(StrEnum):
    """Names the API documents; one it adds later becomes a member of its own."""

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        member = str.__new__(cls, value)
        member._name_ = member._value_ = value
        return member


class Base64(bytes):
    """Bytes that remember the base64 text they came as.

    Args:
        text: standard or URL-safe alphabet, with or without padding (RFC 4648).

    Raises:
        ValueError: the text is no base64.
    """

    text: str

    def __new__(cls, text: str) -> Self:
        """Decode the text."""
        bare = text.rstrip("=").translate(_TO_STANDARD)
        padded = bare + "=" * (-len(bare) % 4)
        self = super().__new__(cls, base64.b64decode(padded, validate=True))
        self.text = text
        return self

    def __getnewargs__(self) -> tuple[str]:  # type: ignore[override]  # bytes gives its bytes
        return (self.text,)


def _read_bytes(value: object) -> bytes:
    match value:
        case bytes():
            return value
        case str():
            return Base64(value)
        case _:
            raise ValueError("neither bytes nor base64 text")


def _write_bytes(value: bytes) -> str:
    return value.text if isinstance(value, Base64) else base64.b64encode(value).decode("ascii")


WireBytes: TypeAlias = Annotated[
    bytes, PlainValidator(_read_bytes), PlainSerializer(_write_bytes, when_used="json")
]
"""Bytes that are base64 text on the wire; the text as received goes back as it was."""


class Int64(int):
    """A 64-bit number, which the wire writes as text."""


WireInt: TypeAlias = Annotated[int, AfterValidator(Int64)]
"""A 64-bit number: text on the wire, text or number accepted."""


def _wire(value: object) -> object:
    # One level only: below lies JSON of others (arguments of a call), nested as deep as they like.
    match value:
        case list():
            return [_wire_item(item) for item in value]
        case dict():
            return {key: _wire_item(item) for key, item in value.items()}
        case _:
            return _wire_item(value)


def _wire_item(value: object) -> object:
    match value:
        case WireModel():
            return value.to_wire()
        case Enum():
            return value.value
        case bytes():
            return _write_bytes(value)
        case Int64():
            return str(value)
        case _:
            return value
