"""Commands about the sessions on disk."""

from __future__ import annotations

from datetime import datetime

from gemchat.commands.completers import session_ids
from gemchat.commands.context import Context
from gemchat.commands.outcome import Outcome, Replay, Say, Show
from gemchat.commands.table import command
from gemchat.errors import UsageError

_SHOWN = 20
SHOWN_AGAIN = 2
"""How many turns of a resumed session are shown again."""


@command("/sessions [words]")
async def sessions(context: Context, argument: str) -> Outcome:
    """List the sessions on disk, newest first, or those with these words in their title."""
    found = context.store.recent(_SHOWN, argument)
    if not found:
        return Say("There are no such sessions." if argument else "There are no sessions yet.")
    rows = [
        (one.id, _ago(one.changed), str(one.turns), one.title + _here(context, one.id))
        for one in found
    ]
    return Show(("session", "last used", "turns", "title"), rows, "/resume goes on with one.")


@command("/resume which", complete=session_ids)
async def resume(context: Context, argument: str) -> Outcome:
    """Go on with a session, named by its id, the beginning of its id, or its title."""
    if not argument:
        raise UsageError("Which session?", hint="/sessions lists them.")
    session = context.resume(context.store.find(argument).id)
    problems = " ".join(session.problems)
    note = f"Going on with “{session.title}”, {len(session.turns)} turns. {problems}".strip()
    return Replay((), session.turns[-SHOWN_AGAIN:], note)


@command("/rename title")
async def rename(context: Context, argument: str) -> Outcome:
    """Give this session a title."""
    if not argument:
        raise UsageError("What should it be called?", hint="/rename TITLE")
    context.rename(argument)
    return Say(f"This session is called “{argument}”.")


def _here(context: Context, identity: str) -> str:
    return " (this one)" if identity == context.session.id else ""


def _ago(moment: datetime) -> str:
    """Say when something was, the closer the finer."""
    local = moment.astimezone()
    now = datetime.now(local.tzinfo)
    if local.date() == now.date():
        return f"today {local:%H:%M}"
    if (now.date() - local.date()).days == 1:
        return f"yesterday {local:%H:%M}"
    return f"{local:%Y-%m-%d}"
