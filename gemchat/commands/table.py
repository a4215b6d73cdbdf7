"""The registry of slash commands: parsing, help and completion all read it."""

from __future__ import annotations

import inspect
import re
from collections.abc import Awaitable, Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, TypeAlias

from gemchat.commands.entry import Entry
from gemchat.commands.outcome import Edit, Outcome, Say

if TYPE_CHECKING:
    from gemchat.commands.context import Context

Action: TypeAlias = "Callable[[Context, str], Awaitable[Outcome]]"
Completer: TypeAlias = "Callable[[Context, str], Iterable[str | Suggestion]]"

_CALL = re.compile(r"/(?:[\w?][^/\s]*(?:\s.*)?)?", re.DOTALL)
"""A slash alone, or before a word; a second slash in it makes it a path."""
AS_MESSAGE = "With a space before its slash, a line is a message."
"""What helps those who meant no command."""
_GOODBYES = {"exit", "quit", ":q"}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What an argument may become.

    Attributes:
        text: the whole of it.
        shown: what stands for it in a list; nothing if that is the text.
        about: what it is.
    """

    text: str
    shown: str = ""
    about: str = ""


def nothing(_context: Context, _typed: str) -> Iterable[str]:
    """Complete no argument."""
    return ()


@dataclass(frozen=True, slots=True)
class Command:
    """A slash command: its first docstring line is the help line, the rest the full help."""

    name: str
    usage: str
    summary: str
    help: str
    action: Action
    complete: Completer
    aliases: tuple[str, ...]

    @property
    def takes_words(self) -> bool:
        """Whether its usage has something behind the name."""
        return self.usage != f"/{self.name}"


@dataclass(slots=True)
class CommandTable:
    """All commands, in the order in which they were declared."""

    _commands: list[Command] = field(default_factory=list)
    _names: dict[str, Command] = field(default_factory=dict)

    def command(
        self, usage: str, *, aliases: tuple[str, ...] = (), complete: Completer = nothing
    ) -> Callable[[Action], Action]:
        """Declare a command.

        Args:
            usage: the command as a person types it, such as ``/model [name]``.
            aliases: further names.
            complete: gives what the argument typed so far may become.
        """

        def declare(action: Action) -> Action:
            text = inspect.getdoc(action) or ""
            summary, _, rest = text.partition("\n")
            name = usage.split(maxsplit=1)[0].removeprefix("/")
            entry = Command(name, usage, summary, rest.strip(), action, complete, aliases)
            for key in (name, *aliases):
                if key in self._names:
                    raise ValueError(f"/{key} is declared twice")
                self._names[key] = entry
            self._commands.append(entry)
            return action

        return declare

    def __iter__(self) -> Iterator[Command]:
        return iter(self._commands)

    def find(self, name: str) -> Command | None:
        """Look a command up by its name or an alias."""
        return self._names.get(name.removeprefix("/").lower())

    def missing(self, name: str) -> Say:
        """Say that there is no such command, and which one was probably meant."""
        bare = name.removeprefix("/")
        close = get_close_matches(bare, self._names, n=1)
        hint = f"Did you mean /{close[0]}?" if close else "/help lists what there is."
        return Say(f"There is no command /{bare}.", hint, "error")

    async def run(self, context: Context, line: str) -> Outcome:
        """Run the command that a line holds; a slash alone asks which there are.

        A line that calls none goes back into the editor: it may be a slip, or a message.
        """
        name, *argument = line.strip().removeprefix("/").split(maxsplit=1) or ["help"]
        entry = self.find(name)
        if entry is None:
            said = self.missing(name)
            return Edit(context.entry, replace(said, hint=f"{said.hint} {AS_MESSAGE}"))
        if argument and not entry.takes_words:
            return Say(f"/{name} takes nothing after it.", f"/help {entry.name}", "error")
        return await entry.action(context, "".join(argument))


def is_command(line: str) -> bool:
    """Whether a line calls a command, rather than being a message that begins with a path."""
    return bool(_CALL.fullmatch(line.strip())) and line.startswith("/")


def is_goodbye(entry: Entry) -> bool:
    """Whether an entry is one of the words that leave."""
    return entry.text.strip() in _GOODBYES and not entry.pasted


def is_message(entry: Entry) -> bool:
    """Whether an entry is for the model: it calls no command, and leaves not."""
    return not is_goodbye(entry) and (entry.pasted or not is_command(entry.text))


NOTHING = ("none", "off")
"""What takes a setting away; either will do."""

COMMANDS = CommandTable()
command = COMMANDS.command
