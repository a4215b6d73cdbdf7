"""Slash commands: each is one function that gives back what should happen.

The table is filled by the modules named here; nothing else needs to know a command.
"""

from __future__ import annotations

from gemchat.commands import files, general, models, options, sessions, talk
from gemchat.commands.table import COMMANDS, Command, CommandTable, is_command

__all__ = [
    "COMMANDS",
    "Command",
    "CommandTable",
    "files",
    "general",
    "is_command",
    "models",
    "options",
    "sessions",
    "talk",
]
