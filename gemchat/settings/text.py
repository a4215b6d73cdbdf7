"""Settings written as text: environment variables and ``FIELD=VALUE`` options."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress

from gemchat.errors import SettingsError
from gemchat.settings.check import checked, said
from gemchat.settings.schema import SECTIONS
from gemchat.settings.tree import Entries, Entry, Key, nested

_PREFIX = "GEMCHAT_"
_TOP = ("model", "system", "timeout", "profile")
_USER = re.compile(r"(^|//)[^/?#]*@")
_QUERY = re.compile(r"(?<=[?#]).+", re.DOTALL)


def environment(environ: Mapping[str, str]) -> Entries:
    """Read the settings that stand in the environment; an empty variable sets nothing.

    A variable that names no section, such as ``GEMCHAT_HOME``, is somebody else's business.

    Raises:
        SettingsError: a variable names an unknown setting of a section, or has a wrong value.
    """
    entries: dict[Key, Entry] = {}
    for variable, text in environ.items():
        if text and (key := _key(variable)):
            entries |= _read(key, text, variable)
    return entries


def parse_option(text: str, origin: str = "-o") -> tuple[str, object]:
    """Read one generation setting, such as ``top_p=0.9`` or ``stop_sequences=["END"]``.

    Args:
        text: a field of ``GenerateContentConfig`` or of its ``thinking_config``, an equals sign,
            and the value; lists and objects are JSON.
        origin: what the person used, as they will find it in an error.

    Returns:
        The field of ``GenerateContentConfig`` and its value: ``thinking_level=high`` gives
        ``("thinking_config", {"thinking_level": "high"})``.

    Raises:
        SettingsError: the field is unknown, or the value can never be right.
    """
    field, equals, value = text.partition("=")
    if not equals:
        raise SettingsError(f"{origin}: {said(text)} is not of the form FIELD=VALUE.")
    entries = _read(("generation", field.strip()), value.strip(), origin)
    found = nested({key[1:]: entry.value for key, entry in entries.items()})
    return next(iter(found.items()))


def assignment(text: str) -> str:
    """Give the ``FIELD=VALUE`` that a text begins with, or nothing; JSON may have spaces in it."""
    name = re.match(r"\w+=", text)
    if name is None:
        return ""
    with suppress(ValueError, RecursionError):
        if text.startswith(("[", "{"), name.end()):
            return text[: json.JSONDecoder().raw_decode(text, name.end())[1]]
    return text.split(maxsplit=1)[0]


def written(value: object) -> str:
    """Write a value as `parse_option` takes it."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def without_secrets(address: str) -> str:
    """Give an address without its user, and without what it asks for."""
    return _QUERY.sub("…", _USER.sub(r"\1", address))


def _key(variable: str) -> Key | None:
    """The setting that an environment variable names."""
    if not variable.startswith(_PREFIX):
        return None
    name = variable.removeprefix(_PREFIX).lower()
    if name in _TOP:
        return (name,)
    section, *field = name.split("_", maxsplit=1)
    return (section, *field) if section in SECTIONS or section == "generation" else None


def _read(key: Key, text: str, origin: str) -> Entries:
    """Check a value written as text, by the type of its setting."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise SettingsError(f"{origin}: the value is not UTF-8 text.") from None
    faults = []
    for value in _readings(text):
        try:
            return checked(nested({key: value}), lambda _: origin)
        except SettingsError as error:
            faults.append(error)
    raise faults[0]


def _readings(text: str) -> Iterator[object]:
    """What a text may stand for: JSON where it looks like a list or an object, else itself."""
    if text.startswith(("[", "{")):
        with suppress(ValueError, RecursionError):
            yield json.loads(text)
    yield text
