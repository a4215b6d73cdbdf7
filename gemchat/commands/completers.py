"""What the arguments of commands may become."""

from __future__ import annotations

import os
from collections.abc import Iterable

from gemchat.client.local_files import typed_path
from gemchat.commands.context import Context
from gemchat.commands.limits import flattened, thinking_of
from gemchat.errors import UsageError
from gemchat.settings.generation import choices, fields
from gemchat.settings.text import assignment


def model_names(context: Context, typed: str) -> Iterable[str]:
    """Give the chat models whose names begin with what was typed, or contain it."""
    names = context.catalogue.names
    begun = [name for name in names if name.startswith(typed)]
    return begun or [name for name in names if typed in name]


def field_names(context: Context, typed: str) -> Iterable[str]:
    """Give the generation settings that begin with what was typed, or the values of one."""
    name, space, value = typed.partition(" ")
    if not space:
        return (name for name in fields() if name.startswith(typed))
    thinking = thinking_of(context.settings.model)
    known = thinking.levels if thinking and name == "thinking_level" else choices(name)
    return (f"{name} {one}" for one in known if one.lower().startswith(value.lower()))


def once_fields(_context: Context, typed: str) -> Iterable[str]:
    """Give the generation settings that may come next, as long as there is no message yet."""
    rest = typed
    while given := assignment(rest):
        rest = rest[len(given) :].lstrip()
    if " " in rest:
        return ()
    before = typed[: len(typed) - len(rest)]
    return (f"{before}{name}=" for name in fields() if name.startswith(rest))


def set_field_names(context: Context, typed: str) -> Iterable[str]:
    """Give the generation settings that are set and begin with what was typed."""
    return (name for name in flattened(context.settings.generation) if name.startswith(typed))


def session_ids(context: Context, typed: str) -> Iterable[str]:
    """Give the ids of the newest sessions that begin with what was typed."""
    return (one.id for one in context.store.recent() if one.id.startswith(typed))


def profile_names(context: Context, typed: str) -> Iterable[str]:
    """Give the profiles whose names begin with what was typed."""
    return (name for name in (*sorted(context.settings.profiles), "none") if name.startswith(typed))


def paths(_context: Context | None, typed: str) -> Iterable[str]:
    """Give the files and folders that a path may become; hidden ones if a dot was typed."""
    folder, name = os.path.split(typed)
    try:
        with os.scandir(typed_path(folder or ".")) as entries:
            found = sorted((each.name, each.is_dir()) for each in entries)
    except (OSError, ValueError, UsageError):
        return ()  # what cannot be looked up is not offered
    return (
        os.path.join(folder, each) + "/" * is_folder  # noqa: PTH118 - keeps ~ and ./ as typed
        for each, is_folder in found
        if each.startswith(name) and (name or not each.startswith("."))
    )
