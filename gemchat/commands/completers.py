"""What the arguments of commands may become."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace

from gemchat.client.local_files import typed_path
from gemchat.commands.context import Context
from gemchat.commands.limits import flattened, thinking_of
from gemchat.commands.table import Suggestion
from gemchat.errors import UsageError
from gemchat.sessions.short_ids import is_short_of
from gemchat.settings.generation import choices, fields
from gemchat.settings.text import assignment
from gemchat.shown import shown_line

BARE = "--contents"
"""What lets /save write the bare list of contents."""

_TITLE = 48


def model_names(context: Context, typed: str) -> Iterable[str]:
    """Give the chat models whose names begin with what was typed, or contain it."""
    names = context.catalogue.names
    begun = [name for name in names if name.startswith(typed)]
    return begun or [name for name in names if typed in name]


def field_names(context: Context, typed: str) -> Iterable[Suggestion]:
    """Give the generation settings that begin with what was typed, or the values of one."""
    name, space, value = typed.partition(" ")
    if not space:
        return (Suggestion(name) for name in fields() if name.startswith(typed))
    return _values(context, name, value, f"{name} ")


def once_fields(context: Context, typed: str) -> Iterable[Suggestion]:
    """Give the generation settings that may come next, as long as there is no message yet."""
    rest = typed
    while (given := assignment(rest)) and given != rest:
        rest = rest[len(given) :].lstrip()
    if " " in rest:
        return ()
    before = typed[: len(typed) - len(rest)]
    name, equals, value = rest.partition("=")
    if equals:
        return _values(context, name, value, f"{before}{name}=")
    begun = (f"{name}=" for name in fields() if name.startswith(rest))
    return (Suggestion(before + name, name) for name in begun)


def _values(context: Context, name: str, typed: str, before: str) -> Iterable[Suggestion]:
    """What a setting may be that begins with what was typed of it."""
    thinking = thinking_of(context.settings.model)
    known = thinking.levels if thinking and name == "thinking_level" else choices(name)
    begun = (one for one in known if one.lower().startswith(typed.lower()))
    return (Suggestion(before + one, one) for one in begun)


def set_field_names(context: Context, typed: str) -> Iterable[str]:
    """Give the generation settings that are set and begin with what was typed."""
    return (name for name in flattened(context.settings.generation) if name.startswith(typed))


def sessions(context: Context, typed: str) -> Iterable[Suggestion]:
    """Give the newest sessions with these words in their title, or with this beginning of an id."""
    found = context.store.recent(words=typed)
    found = found or [one for one in context.store.recent() if is_short_of(typed, one.id)]
    short = context.store.short_ids()
    return (
        Suggestion(short.get(one.id, one.id), "", f"{one.when}  {shown_line(one.title, _TITLE)}")
        for one in found
    )


def profile_names(context: Context, typed: str) -> Iterable[str]:
    """Give the profiles whose names begin with what was typed."""
    return (name for name in (*sorted(context.settings.profiles), "none") if name.startswith(typed))


def files_to_save(context: Context, typed: str) -> Iterable[Suggestion]:
    """Give the paths that /save may write to, behind its option if that was typed."""
    option, space, path = typed.partition(" ")
    if space and option == BARE:
        return _behind(f"{BARE} ", paths(context, path))
    options = [Suggestion(f"{BARE} ", BARE)] if BARE.startswith(typed) else []
    return (*options, *paths(context, typed))


def system_files(context: Context, typed: str) -> Iterable[Suggestion]:
    """Give the files that an @ may name for /system, or the word that takes it away."""
    if typed.startswith("@"):
        return _behind("@", paths(context, typed[1:]))
    return (Suggestion("off"),) if "off".startswith(typed) else ()


def _behind(words: str, found: Iterable[Suggestion]) -> Iterable[Suggestion]:
    return (replace(one, text=words + one.text) for one in found)


def paths(_context: Context | None, typed: str) -> Iterable[Suggestion]:
    """Give the files and folders that a path may become; hidden ones if a dot was typed."""
    folder, name = os.path.split(typed)
    try:
        with os.scandir(typed_path(folder or ".")) as entries:
            found = sorted((each.name, each.is_dir()) for each in entries)
    except (OSError, ValueError, UsageError):
        return ()  # what cannot be looked up is not offered
    begun = (
        each + "/" * is_folder
        for each, is_folder in found
        if each.startswith(name) and (name or not each.startswith("."))
    )
    before = typed.removesuffix(name)  # keeps ~ and ./ as they were typed
    return (Suggestion(before + each, each) for each in begun)
