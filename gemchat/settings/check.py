"""Checks what a layer sets, and says in one sentence what is wrong with it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping
from difflib import get_close_matches
from typing import TypeAlias, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic.alias_generators import to_snake
from pydantic_core import ErrorDetails, to_jsonable_python

from gemchat.errors import SettingsError
from gemchat.settings import generation
from gemchat.settings.schema import SECTIONS, GenerationTable, Profile, Schema
from gemchat.settings.tree import Entry, Key, is_generation, leaves, nested
from gemchat.shown import shown_line

Where: TypeAlias = Callable[[Key], str]
"""Gives the words for the place a setting was written in: ``config.toml line 7``."""

_Model = TypeVar("_Model", bound=BaseModel)

_WORDS = {
    "string": "text",
    "enum": "text",  # those of the wire take names they do not know
    "int": "a whole number",
    "float": "a number",
    "finite": "a number",
    "bool": "true or false",
    "list": "a list",
    "tuple": "a list",
    "dict": "a table",
    "model": "a table",
}
"""What a value should have been, by the first word of pydantic's error type."""

_VALUE_WIDTH = 60


def checked(
    tables: Mapping[str, object], where: Where, *, strict: bool = False
) -> dict[Key, Entry]:
    """Check the settings of one layer and give each with its place.

    Args:
        tables: the settings as they stand in a config file. None is always right: it puts a
            setting back to its default.
        where: the words for the place of a setting.
        strict: whether a number must be a number, and not text that looks like one.

    Raises:
        SettingsError: a setting is unknown, or has a value that can never be right.
    """
    given = dict(leaves(tables))
    present = nested({key: value for key, value in given.items() if value is not None})
    schema = _validated(Schema, present, (), where, strict)
    for key, table in _generation_tables(schema):
        table.update(_checked_generation(table, key, where, strict))
    found = dict(leaves(schema.model_dump(exclude_unset=True)))
    cleared = {key: None for key, value in given.items() if value is None}
    return {key: Entry(value, where(key)) for key, value in (found | cleared).items()}


def said(value: object) -> str:
    """A value from outside as it may stand in a sentence."""
    if isinstance(value, str):
        return f"“{shown_line(value, _VALUE_WIDTH)}”"
    return _written(value)


def dotted(key: Key) -> str:
    """The name of a setting as TOML writes it: ``generation.top_p``."""
    return ".".join(part if re.fullmatch(r"[\w-]+", part) else _written(part) for part in key)


def _written(value: object) -> str:
    return shown_line(json.dumps(value, ensure_ascii=False, default=str), _VALUE_WIDTH)


def _generation_tables(schema: Schema) -> Iterator[tuple[Key, GenerationTable]]:
    tables: dict[Key, GenerationTable] = {("generation",): schema.generation}
    tables |= {("models", name): table for name, table in schema.models.items()}
    tables |= {
        ("profiles", name, "generation"): profile.generation
        for name, profile in schema.profiles.items()
    }
    return ((key, table) for key, table in tables.items() if table)


def _checked_generation(
    table: GenerationTable, key: Key, where: Where, strict: bool
) -> dict[str, object]:
    config_type = generation.config_type()
    for name in table:
        if name in generation.ELSEWHERE or name not in config_type.model_fields:
            raise _unknown((*key, name), where)
    config = _validated(config_type, table, key, where, strict)
    found = {
        name: to_jsonable_python(getattr(config, name), by_alias=False, exclude_none=True)
        for name in table
    }
    for name, value in found.items():
        limits = generation.RANGES.get(name, generation.ANY_NUMBER)
        if isinstance(value, int | float) and not limits.holds(value):
            raise _refused((*key, name), limits.words, table[name], where, strict)
    return found


def _validated(
    model: type[_Model], table: Mapping[str, object], above: Key, where: Where, strict: bool
) -> _Model:
    try:
        if strict:  # by way of JSON, where strictness still takes lists for tuples
            return model.model_validate_json(json.dumps(table, default=str), strict=True)
        return model.model_validate(table)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
    key = above + _place(first["loc"], table)
    if first["type"] == "extra_forbidden":
        raise _unknown(key, where)
    raise _refused(key, _expected(first, key), first["input"], where, strict)


def _place(steps: tuple[str | int, ...], table: object) -> Key:
    """The key an error is about, without the list positions and union branches pydantic adds."""
    key: Key = ()
    for step in map(str, steps):
        for name in (step, to_snake(step)):
            if isinstance(table, Mapping) and name in table:
                key, table = (*key, name), table[name]
                break
    return key


def _expected(error: ErrorDetails, key: Key) -> str:
    """What the value should have been; empty where no short words say it."""
    if is_generation(key[:-1]) and key[-1] in generation.RANGES:
        return generation.RANGES[key[-1]].words
    match error["type"].partition("_")[0]:
        case "literal":
            return str(error["ctx"]["expected"]).replace("'", '"')
        case "greater":
            return f"more than {error['ctx']['gt']:g}"
        case kind:
            return _WORDS.get(kind, "")


def _refused(key: Key, words: str, value: object, where: Where, strict: bool) -> SettingsError:
    """Say what a value must be: as TOML writes it, or in the words of who typed it elsewhere."""
    if strict:
        name, given = dotted(key), _written(value)
    else:
        name, given = dotted(key[-1:] if is_generation(key[:1]) else key), said(value)
        words = re.sub('"(.*?)"', r"“\1”", words).replace("a table", "an object")
    verdict = f"must be {words}, not {given}" if words else f"cannot be {given}"
    return SettingsError(f"{where(key)}: {name} {verdict}.")


def _unknown(key: Key, where: Where) -> SettingsError:
    if is_generation(key[:-1]) and key[-1] in generation.ELSEWHERE:
        hint = f"Use {generation.ELSEWHERE[key[-1]]} in its place."
    else:
        near = _nearest(key)
        hint = f"Did you mean {dotted(near)}?" if near else ""
    return SettingsError(f"{where(key)}: there is no setting {dotted(key)}.", hint=hint)


def _nearest(key: Key) -> Key:
    """The setting that was probably meant: of the same name elsewhere, or of a similar one here."""
    *above, name = key
    for table in (*SECTIONS, "generation"):
        if name in _known((table,)):
            return (table, name)
    near = get_close_matches(to_snake(name), _known(tuple(above)), n=1)
    return (*above, *near) if near else ()


def _known(table: Key) -> Collection[str]:
    match table:
        case ():
            return Schema.model_fields
        case ("profiles", _):
            return Profile.model_fields
        case (section,) if section in SECTIONS:
            return SECTIONS[section].model_fields
        case _:
            return generation.fields()
