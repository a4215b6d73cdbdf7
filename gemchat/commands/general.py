"""Commands about the program itself."""

from __future__ import annotations

from dataclasses import replace
from typing import get_args

from gemchat.commands.context import Context
from gemchat.commands.limits import either
from gemchat.commands.outcome import Edit, Outcome, Quit, Say, Show
from gemchat.commands.table import COMMANDS, command
from gemchat.errors import UsageError
from gemchat.settings.schema import ThemeName

_NOTE = (
    "Enter sends, Ctrl-J makes a new line, Ctrl-C stops a reply. "
    "With a space before its slash, a line is a message."
)
_THEMES: tuple[str, ...] = get_args(ThemeName)


def command_names(_context: Context, typed: str) -> list[str]:
    """Give the commands whose names begin with what was typed."""
    bare = typed.removeprefix("/")
    return [entry.name for entry in COMMANDS if entry.name.startswith(bare)]


def theme_names(_context: Context, typed: str) -> list[str]:
    """Give the themes whose names begin with what was typed."""
    return [name for name in _THEMES if name.startswith(typed)]


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


@command("/theme [name]", complete=theme_names)
async def theme(context: Context, argument: str) -> Outcome:
    """Show or choose the colours: light, dark, terminal or auto.

    terminal takes the sixteen colours of the terminal itself, as one that has no more always
    does; auto goes by the background, where the terminal tells it.
    """
    if argument:
        if argument not in _THEMES:
            raise UsageError(
                f"There is no theme {argument}.", hint=f"/theme takes {either(_THEMES)}."
            )
        context.change("/theme", {"display": {"theme": argument}})
    return Say(f"The theme is {context.settings.display.theme}.")


@command("/editor [text]")
async def editor(context: Context, argument: str) -> Outcome:
    """Write the next message in the editor that $VISUAL or $EDITOR names."""
    return Edit(replace(context.entry, text=argument), elsewhere=True)


@command("/exit", aliases=("quit", "q"))
async def exit_(_context: Context, _argument: str) -> Outcome:
    """Leave; the conversation is saved, and gemchat -c goes on with it."""
    return Quit()
