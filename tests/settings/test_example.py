"""The example names every setting, with its sentence and its default."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gemchat.settings import load
from gemchat.settings.schema import SECTIONS, Profile, Schema, Table, sentences

EXAMPLE = Path(__file__).parents[2] / "config.example.toml"
ALL_SET = re.sub(r"(?m)^#(?=\S)", "", EXAMPLE.read_text(encoding="utf-8"))
TABLES: list[tuple[str, type[Table]]] = [
    ("", Schema),
    *SECTIONS.items(),
    ("profiles.review", Profile),
]


def table_at(name: str) -> dict[str, Any]:
    table = tomllib.loads(ALL_SET)
    for part in filter(None, name.split(".")):
        table = table[part]
    return table


def defaults(table: type[Table]) -> Iterator[tuple[str, Any]]:
    for name in sentences(table):
        yield name, table.model_fields[name].get_default(call_default_factory=True)


def test_as_it_is_the_example_changes_nothing(tmp_path: Path) -> None:
    assert load(EXAMPLE, {}).listing() == load(tmp_path / "none.toml", {}).listing()


def test_with_every_line_uncommented_the_example_loads(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text(ALL_SET, encoding="utf-8")
    settings = load(file, {}, required=True)
    assert settings.profile == "review"
    assert settings.tools.enabled == ("url",)


@pytest.mark.parametrize(("name", "table"), TABLES)
def test_the_example_and_the_schema_name_the_same_settings(name: str, table: type[Table]) -> None:
    inner = {*SECTIONS, "generation", "models", "profiles"} if table is Schema else set()
    assert table_at(name).keys() == table.model_fields.keys() | inner
    assert sentences(table).keys() == table.model_fields.keys() - inner


@pytest.mark.parametrize(("name", "table"), TABLES)
def test_each_setting_stands_below_its_sentence(name: str, table: type[Table]) -> None:
    document = EXAMPLE.read_text(encoding="utf-8")
    for setting, sentence in sentences(table).items():
        assert f"\n# {sentence}\n#{setting} = " in document
        assert sentence.endswith(".")


@pytest.mark.parametrize(("name", "table"), TABLES[:-1])
def test_each_setting_stands_there_with_its_default(name: str, table: type[Table]) -> None:
    example = table_at(name)
    for setting, default in defaults(table):
        if default not in (None, {}):
            assert example[setting] == (list(default) if default == () else default), setting
