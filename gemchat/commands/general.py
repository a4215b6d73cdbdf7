"""Commands about the program itself."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import get_args

from gemchat.commands.context import Context
from gemchat.commands.limits import either
from gemchat.commands.outcome import Edit, Outcome, Quit, Say, Show
from gemchat.commands.table import AS_MESSAGE, COMMANDS, command
from gemchat.commands.terminal import is_dumb
from gemchat.errors import UsageError
from gemchat.settings.schema import ThemeName

_KEYS = "keys"
_NOTE = f"/help NAME tells all about one, /help keys what keys do. {AS_MESSAGE}"
KEYS = (
    ("Enter", "sends; what is typed while a reply streams waits for the next prompt"),
    ("Ctrl-J, Alt-Enter, \\ Enter", "makes a new line"),
    ("Tab", "completes commands, models, settings, sessions, files and paths behind an @"),
    ("Up", "takes the last message that waits back; otherwise brings what you typed before"),
    ("Ctrl-R", "searches what you typed before"),
    ("Ctrl-X Ctrl-E", "opens the text in $VISUAL or $EDITOR"),
    ("Ctrl-X Ctrl-V", "shows all of a long paste, which stands as [pasted 100 lines] until then"),
    ("Ctrl-C", "stops a reply, which is kept; clears the prompt; twice at an empty prompt leaves"),
    ("Ctrl-Z", "stops gemchat until fg in the shell lets it go on"),
    ("Ctrl-D", "leaves, as the words exit, quit and :q do"),
    ("@path", "in a message lets the file go along with it"),
)
"""What the keys of the prompt do, unless the settings give them other work."""
_OF_THE_EDITOR = {
    "Ctrl-J",
    "Alt-Enter",
    "Tab",
    "Up",
    "Ctrl-R",
    "Ctrl-X Ctrl-E",
    "Ctrl-X Ctrl-V",
}
"""Keys that a terminal does not know which edits its lines by itself."""
_THEMES: tuple[str, ...] = get_args(ThemeName)


def help_names(_context: Context, typed: str) -> list[str]:
    """Give what there is help on that begins with what was typed."""
    bare = typed.removeprefix("/")
    return [name for name in (*(entry.name for entry in COMMANDS), _KEYS) if name.startswith(bare)]


def theme_names(_context: Context, typed: str) -> list[str]:
    """Give the themes whose names begin with what was typed."""
    return [name for name in _THEMES if name.startswith(typed)]


@command("/help [command, keys]", aliases=("?",), complete=help_names)
async def help_(context: Context, argument: str) -> Outcome:
    """List the commands, explain one, or tell what the keys do."""
    if not argument:
        return Show((), [(f"/{entry.name}", entry.summary) for entry in COMMANDS], _NOTE)
    if argument == _KEYS:
        return Show((), list(_keys_of(context)), "[repl.keys] in the settings gives other keys.")
    entry = COMMANDS.find(argument)
    if entry is None:
        return COMMANDS.missing(argument)
    names = [f"/{alias}" for alias in entry.aliases]
    also = f"Also {', '.join(names)}." if names else ""
    return Say("\n".join(filter(None, (entry.usage, entry.summary, entry.help, also))))


def _keys_of(context: Context) -> Iterator[tuple[str, str]]:
    """The rows of the keys that there are at this prompt."""
    gone = {"Alt-Enter"} if context.settings.repl.editing_mode == "vi" else set()
    if sys.platform != "win32" and is_dumb(context.environment):
        gone = _OF_THE_EDITOR
    for keys, does in KEYS:
        if left := [key for key in keys.split(", ") if key not in gone]:
            yield ", ".join(left), does


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
    """Write the next message in your editor: $VISUAL or $EDITOR."""
    return Edit(replace(context.entry, text=argument), elsewhere=True)


@command("/exit", aliases=("quit", "q"))
async def exit_(_context: Context, _argument: str) -> Outcome:
    """Leave; the conversation is saved: gemchat -c goes on with it."""
    return Quit()
