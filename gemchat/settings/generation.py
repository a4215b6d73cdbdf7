"""The open table of generation settings: any field of ``GenerateContentConfig`` a file can hold."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, get_args

from pydantic import BaseModel

from gemchat.settings.schema import sentences

if TYPE_CHECKING:
    from gemchat.types.config import GenerateContentConfig, ThinkingConfig

ELSEWHERE = {
    "system_instruction": "system",
    "tools": "tools.enabled",
    "http_options": "timeout and the settings of [api]",
}
"""Fields that are no generation settings here, and what to use in their place."""


@dataclass(frozen=True, slots=True)
class Range:
    """The numbers that can be right for a field of any model; the API knows the narrower ones."""

    words: str
    low: float = -math.inf
    high: float = math.inf

    def holds(self, number: float) -> bool:
        """Whether a number can be right."""
        return math.isfinite(number) and self.low <= number <= self.high


RANGES = {
    "temperature": Range("a number from 0 to 2", low=0, high=2),
    "top_p": Range("a number from 0 to 1", low=0, high=1),
    "top_k": Range("a whole number from 1 up", low=1),
    "candidate_count": Range("a whole number from 1 up", low=1),
    "max_output_tokens": Range("a whole number from 1 up", low=1),
}
ANY_NUMBER = Range("a number")


def config_type() -> type[GenerateContentConfig]:
    """The type that knows every generation setting."""
    return _types()[0]


def fields() -> dict[str, str]:
    """Every generation setting with its sentence; those of ``thinking_config`` in its place."""
    config, thinking = _types()
    known = sentences(config) | sentences(thinking)
    left_out = {*ELSEWHERE, "thinking_config"}
    return {name: words.replace("``", "") for name, words in known.items() if name not in left_out}


def choices(name: str) -> list[str]:
    """The values of a setting that has but a few; none of others."""
    config, thinking = _types()
    field = (config.model_fields | thinking.model_fields).get(name)
    kind = next(iter(get_args(field.annotation)), None) if field else None
    if kind is bool:
        return ["true", "false"]
    return _names(kind) if isinstance(kind, type) and issubclass(kind, Enum) else []


def unknown_names(field: str, value: object) -> Iterator[tuple[str, str, list[str]]]:
    """Find names in a checked setting that the API does not document.

    Args:
        field: of ``GenerateContentConfig``.

    Returns:
        The field a name stands in, the name, and those that are known.
    """
    config = config_type().model_validate({field: value})
    return _unknown_in(field, getattr(config, field))


def _unknown_in(field: str, value: object) -> Iterator[tuple[str, str, list[str]]]:
    match value:
        case Enum(value=name):
            known = _names(type(value))
            if name.casefold() not in map(str.casefold, known):
                yield field, name, known
        case BaseModel():
            for inner in type(value).model_fields:
                yield from _unknown_in(inner, getattr(value, inner))
        case list():
            for item in value:
                yield from _unknown_in(field, item)
        case _:
            pass


def _names(kind: type[Enum]) -> list[str]:
    return [one.value for one in kind if "UNSPECIFIED" not in one.name]


def _types() -> tuple[type[GenerateContentConfig], type[ThinkingConfig]]:
    # Not at the top: the wire types take longer to import than everything else a prompt needs,
    # and a start without generation settings has no use for them.
    from gemchat.types.config import GenerateContentConfig, ThinkingConfig  # noqa: PLC0415

    return GenerateContentConfig, ThinkingConfig
