"""Commands about the program itself."""

from __future__ import annotations

from gemchat.chat.history import Turn
from gemchat.commands.context import Context
from gemchat.commands.outcome import Outcome, Quit, Say, Show
from gemchat.commands.table import COMMANDS, command
from gemchat.errors import UsageError
from gemchat.protocol.payload import as_object

_TOKENS = {
    "in": "promptTokenCount",
    "out": "candidatesTokenCount",
    "thought": "thoughtsTokenCount",
    "cached": "cachedContentTokenCount",
}


def command_names(_context: Context, typed: str) -> list[str]:
    """Give the commands whose names begin with what was typed."""
    bare = typed.removeprefix("/")
    return [entry.name for entry in COMMANDS if entry.name.startswith(bare)]


@command("/help [command]", aliases=("?",), complete=command_names)
async def help_(_context: Context, argument: str) -> Outcome:
    """List the commands, or explain one."""
    if not argument:
        rows = [(entry.usage, entry.summary) for entry in COMMANDS]
        return Show((), rows, "Enter sends, Ctrl-J makes a new line, Ctrl-C stops a reply.")
    entry = COMMANDS.find(argument)
    if entry is None:
        raise UsageError(f"There is no command {argument}.", hint="/help lists them.")
    names = [f"/{alias}" for alias in entry.aliases]
    also = f"Also {', '.join(names)}." if names else ""
    return Say("\n".join(filter(None, (entry.usage, entry.summary, entry.help, also))))


@command("/usage")
async def usage(context: Context, _argument: str) -> Outcome:
    """Count the tokens of this conversation: per turn, and together."""
    turns = context.conversation.history.turns
    if not turns:
        return Say("Nothing has been said yet.")
    counted = [tokens(turn) for turn in turns]
    rows = [
        (str(number), *map(_figure, figures)) for number, figures in enumerate(counted, start=1)
    ]
    total = [sum(figure or 0 for figure in column) for column in zip(*counted, strict=True)]
    rows.append(("all", *map(_figure, total)))
    return Show(("turn", *_TOKENS), rows)


@command("/exit", aliases=("quit", "q"))
async def exit_(_context: Context, _argument: str) -> Outcome:
    """Leave; the conversation is saved, and gemchat -c goes on with it."""
    return Quit()


def tokens(turn: Turn) -> tuple[int | None, ...]:
    """Give the token counts of a turn: in, out, thought, cached."""
    counted = as_object(turn.meta.get("usage"))
    figures = (counted.get(name) for name in _TOKENS.values())
    return tuple(figure if isinstance(figure, int) else None for figure in figures)


def _figure(count: int | None) -> str:
    return f"{count:,}" if count else "–"
