"""Commands about the program itself."""

from __future__ import annotations

from gemchat.commands.context import Context
from gemchat.commands.outcome import Edit, Outcome, Quit, Say, Show
from gemchat.commands.table import COMMANDS, command
from gemchat.errors import UsageError

_NOTE = (
    "Enter sends, Ctrl-J makes a new line, Ctrl-C stops a reply. "
    "With a space before its slash, a line is a message."
)


def command_names(_context: Context, typed: str) -> list[str]:
    """Give the commands whose names begin with what was typed."""
    bare = typed.removeprefix("/")
    return [entry.name for entry in COMMANDS if entry.name.startswith(bare)]


@command("/help [command]", aliases=("?",), complete=command_names)
async def help_(_context: Context, argument: str) -> Outcome:
    """List the commands, or explain one."""
    if not argument:
        rows = [(entry.usage, entry.summary) for entry in COMMANDS]
        return Show((), rows, _NOTE)
    entry = COMMANDS.find(argument)
    if entry is None:
        raise UsageError(f"There is no command {argument}.", hint="/help lists them.")
    names = [f"/{alias}" for alias in entry.aliases]
    also = f"Also {', '.join(names)}." if names else ""
    return Say("\n".join(filter(None, (entry.usage, entry.summary, entry.help, also))))


@command("/editor [text]")
async def editor(_context: Context, argument: str) -> Outcome:
    """Write the next message in the editor that $VISUAL or $EDITOR names."""
    return Edit(argument, elsewhere=True)


@command("/exit", aliases=("quit", "q"))
async def exit_(_context: Context, _argument: str) -> Outcome:
    """Leave; the conversation is saved, and gemchat -c goes on with it."""
    return Quit()
