"""Reads the config file, and knows the line of every setting in it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

from gemchat.errors import SettingsError
from gemchat.settings.check import checked
from gemchat.settings.tree import Entries, Key, canonical
from gemchat.shown import shown_line

_CLOSING = re.compile(r"""['"]{3}|[]}]""")
"""What ends a value of several lines."""


def read(path: Path, *, required: bool = False) -> Entries:
    """Read and check a config file; one that is not there sets nothing, unless it is required.

    Raises:
        SettingsError: the file cannot be read, is not TOML, or sets what cannot be set.
    """
    name = shown_line(path.name)
    text = _text(path, name, required)
    try:
        return _checked(text, name)
    except SettingsError as error:
        place = f"It is in {shown_line(str(path))}: gemchat config edit"
        error.hint = f"{error.hint} {place}".lstrip()
        raise


def key_lines(text: str) -> dict[Key, int]:
    """The line where each table and setting of a TOML document begins, counted from 1.

    ``tomllib`` tells no lines. But a document that is valid as a whole can be cut into statements
    by asking it, line after line, whether what came since the last cut is one.
    """
    lines: dict[Key, int] = {}
    header = statement = ""
    start = 1
    for number, line in enumerate(text.split("\n"), start=1):
        goes_on = bool(statement)
        statement += f"{line}\n"
        if goes_on and not _CLOSING.search(line):
            continue  # only to be quick with a long text
        try:
            tables = tomllib.loads(header + statement)
        except tomllib.TOMLDecodeError:
            continue
        for key in _keys(tables):
            lines.setdefault(key, start)
        if statement.lstrip().startswith("["):
            header = statement
        statement, start = "", number + 1
    return lines


def _checked(text: str, name: str) -> Entries:
    tables = _tables(text, name)
    lines = key_lines(text)

    def where(key: Key) -> str:
        known = (lines[key[:depth]] for depth in range(len(key), 0, -1) if key[:depth] in lines)
        return f"{name} line {next(known)}"

    return checked(tables, where, strict=True)


def _keys(tables: Mapping[str, object], above: Key = ()) -> Iterator[Key]:
    for name, value in tables.items():
        key = canonical((*above, name))
        yield key
        if isinstance(value, Mapping):
            yield from _keys(value, key)


def _text(path: Path, name: str, required: bool) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        if not required:
            return ""
        reason = error.strerror
    except OSError as error:
        reason = error.strerror
    except UnicodeDecodeError:
        reason = "it is not UTF-8 text"
    raise SettingsError(f"{name} cannot be read: {reason}.", hint=f"It is {shown_line(str(path))}.")


def _tables(text: str, name: str) -> dict[str, object]:
    try:
        return tomllib.loads(text)
    except ValueError as error:  # also a number of too many digits
        found = re.fullmatch(r"(.*) \(at (?:line (\d+), column \d+|end of document)\)", str(error))
        fault, line = found.groups() if found else (str(error), None)
    last = text.rstrip().count("\n") + 1
    raise SettingsError(f"{name} line {line or last}: {shown_line(fault[:1].lower() + fault[1:])}.")
