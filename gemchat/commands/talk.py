"""Commands that shape the conversation; nothing on disk is destroyed by them."""

from __future__ import annotations

from gemchat.commands.completers import model_names
from gemchat.commands.context import Context
from gemchat.commands.numbers import count_from
from gemchat.commands.outcome import Outcome, Replay, Say, Submit, nothing_said
from gemchat.commands.table import command
from gemchat.counted import plural
from gemchat.sessions.session import title_of


@command("/new")
async def new(context: Context, _argument: str) -> Outcome:
    """Begin a new conversation with the same settings.

    The old one stays on disk; /resume goes back to it.
    """
    hint = context.way_back
    context.begin()
    return Say("A new conversation.", hint)


@command("/undo [n]")
async def undo(context: Context, argument: str) -> Outcome:
    """Take back the last question and its answer, or the last n.

    They stay in the session file; the next request no longer carries them.
    """
    turns = context.conversation.history.turns
    if not turns:
        return nothing_said(context.conversation.history)
    count = count_from(argument, most=len(turns), of="turn")
    question = title_of(turns[-count].user)
    context.undo(count)
    taken = plural(count, "turn")
    return Say(f"Took back {taken}, from “{question}” on.")


@command("/retry [model]", complete=model_names)
async def retry(context: Context, argument: str) -> Outcome:
    """Ask the last question again, of another model if one is named.

    The answer it had stays until there is another one.
    """
    turns = context.conversation.history.turns
    if not turns:
        return nothing_said(context.conversation.history)
    if argument:
        context.conversation.backend.model_name(argument)  # refused before it is asked
    last = turns[-1]
    return Submit(last.user, last.once or None, argument, replaces=1)


@command("/history [n]")
async def history(context: Context, argument: str) -> Outcome:
    """Show the conversation again, or its last n turns."""
    said = context.conversation.history
    if not said.turns and not said.loaded:
        return nothing_said(said)
    if not argument:
        return Replay(said.loaded, said.turns)
    return Replay.of_last(count_from(argument), said.loaded, said.turns)
