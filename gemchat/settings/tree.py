"""Settings by key: nested tables taken apart into single settings, and put together again.

A setting is one value however deep it is, so lists and objects replace each other whole. The
exception is ``thinking_config``, whose fields people set one by one under their own names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from gemchat.settings.schema import SECTIONS

Key: TypeAlias = tuple[str, ...]
"""Where a setting stands: ``("api", "base_url")``, ``("models", "gemini-2.5-pro", "top_p")``."""

_THINKING = ("thinking_level", "thinking_budget", "include_thoughts")
_RIVALS = {"thinking_level": "thinking_budget", "thinking_budget": "thinking_level"}


@dataclass(frozen=True, slots=True)
class Entry:
    """The value of a setting, and the words for where it came from."""

    value: object
    origin: str


Entries: TypeAlias = Mapping[Key, Entry]
"""What one layer sets, or all of them together."""


def leaves(tables: Mapping[str, object], above: Key = ()) -> Iterator[tuple[Key, object]]:
    """Walk through nested tables and give each setting with its key."""
    for name, value in tables.items():
        key = canonical((*above, name))
        if isinstance(value, Mapping) and _opens(key, value):
            yield from leaves(value, key)
        else:
            yield key, value


def nested(settings: Mapping[Key, object]) -> dict[str, object]:
    """Put settings back into the tables they belong to."""
    root: dict[str, object] = {}
    # Deepest first: where a plain value stands in place of a table, it covers the table's own
    # settings, and the check that follows complains about it.
    for key in sorted(settings, key=len, reverse=True):
        _table_of(root, key[:-1])[key[-1]] = settings[key]
    return root


def laid_over(below: Entries, above: Entries) -> Entries:
    """What holds when one layer lies over another; None takes a setting away."""
    covered = [*above, *((*key[:-1], _RIVALS[key[-1]]) for key in above if key[-1] in _RIVALS)]
    seen = {
        key: entry
        for key, entry in below.items()
        if not any(key[: len(cover)] == cover for cover in covered)
    }
    return seen | {key: entry for key, entry in above.items() if entry.value is not None}


def canonical(key: Key) -> Key:
    """The key under which a setting is kept, given the short form it may be written in."""
    *above, name = key
    if name in _THINKING and is_generation(tuple(above)):
        return (*above, "thinking_config", name)
    return key


def is_generation(key: Key) -> bool:
    """Whether a table of generation settings stands at this key."""
    match key:
        case ("generation",) | ("models", _) | ("profiles", _, "generation"):
            return True
        case _:
            return False


def _opens(key: Key, table: Mapping[str, object]) -> bool:
    match key:
        case ("models" | "profiles", _):
            return bool(table)  # an empty one is kept, so that its name stays known
        case (name,):
            return name in SECTIONS or name in ("generation", "models", "profiles")
        case (*above, "thinking_config"):
            return is_generation(tuple(above))
        case _:
            return is_generation(key)


def _table_of(root: dict[str, object], key: Key) -> dict[str, object]:
    for name in key:
        inner = root.setdefault(name, {})
        assert isinstance(inner, dict)
        root = inner
    return root
