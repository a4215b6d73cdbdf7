"""Slash commands: each is one function that gives back what should happen.

The table is filled by the modules named here; nothing else needs to know a command.
"""

from __future__ import annotations

# in the order in which /help lists them
from gemchat.commands import (  # isort: skip
    talk,
    branches,
    compacting,
    models,
    options,
    thinking,
    profiles,
    attaching,
    copying,
    sessions,
    files,
    doctor,
    usage,
    general,
)
from gemchat.commands.table import COMMANDS, Command, CommandTable, is_goodbye, is_message

__all__ = [
    "COMMANDS",
    "Command",
    "CommandTable",
    "attaching",
    "branches",
    "compacting",
    "copying",
    "doctor",
    "files",
    "general",
    "is_goodbye",
    "is_message",
    "models",
    "options",
    "profiles",
    "sessions",
    "talk",
    "thinking",
    "usage",
]
