"""What the arguments of commands may become."""

from __future__ import annotations

from collections.abc import Iterable

from gemchat.commands.context import Context
from gemchat.settings.generation import fields


def model_names(context: Context, typed: str) -> Iterable[str]:
    """Give the chat models whose names begin with what was typed, or contain it."""
    names = context.catalogue.names
    begun = [name for name in names if name.startswith(typed)]
    return begun or [name for name in names if typed in name]


def field_names(_context: Context, typed: str) -> Iterable[str]:
    """Give the generation settings whose names begin with what was typed."""
    return () if " " in typed else (name for name in fields() if name.startswith(typed))


def set_field_names(context: Context, typed: str) -> Iterable[str]:
    """Give the generation settings that are set and begin with what was typed."""
    return (name for name in context.settings.generation if name.startswith(typed))


def session_ids(context: Context, typed: str) -> Iterable[str]:
    """Give the ids of the newest sessions that begin with what was typed."""
    return (one.id for one in context.store.recent() if one.id.startswith(typed))
