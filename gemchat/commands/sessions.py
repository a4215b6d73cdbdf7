"""Commands about the sessions on disk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from gemchat.commands.completers import session_ids
from gemchat.commands.context import Context
from gemchat.commands.outcome import (
    SHOWN_AGAIN,
    Choose,
    Confirm,
    Outcome,
    Pick,
    Pickable,
    Replay,
    Say,
    Show,
)
from gemchat.commands.table import command
from gemchat.counted import plural, size
from gemchat.errors import SessionError, UsageError
from gemchat.sessions.lock import SessionReadOnlyError
from gemchat.sessions.search import Hit
from gemchat.sessions.session import Session, text_of
from gemchat.sessions.summary import Summary

SUMMARY_HEADINGS = ("session", "last used", "turns", "title")
HIT_HEADINGS = ("session", "last used", "who", "words")

_SHOWN = 20
_PICKABLE = 1000
_SPEAKERS = {"user": "you"}


@command("/sessions [words]")
async def sessions(context: Context, argument: str) -> Outcome:
    """List the sessions on disk, or those with these words in the title."""
    found = context.store.recent(_SHOWN, argument)
    if not found:
        return Say("There are no such sessions." if argument else "There are no sessions yet.")
    rows = [
        (*cells, title + _here(context, one.id))
        for one, (*cells, title) in zip(found, summary_rows(found), strict=True)
    ]
    return Show(SUMMARY_HEADINGS, rows, "/resume goes on with one.")


@command("/resume [which]", complete=session_ids)
async def resume(context: Context, argument: str) -> Outcome:
    """Go on with a session, named by its id or its title.

    The beginning of the id will do, and a part of the title. Without a
    name there is a list to pick from.
    """
    if argument:
        return await _resume(context, context.store.find(argument))
    found = context.store.recent(_PICKABLE)
    if not found:
        return Say("There are no sessions yet.")
    entries = [
        Pickable((ago(one.changed), size(one.size), one.title), partial(_preview, context, one))
        for one in found
    ]
    return Pick(entries, lambda index: _resume(context, found[index]))


async def _resume(context: Context, found: Summary) -> Outcome:
    try:
        return going_on(context.resume(found.id))
    except SessionReadOnlyError as error:
        ways = (_fork, _read)
        answers = ("Go on with a copy of it", "Only show it")
        return Choose(error.message, answers, lambda index: ways[index](context, found))


async def _fork(context: Context, found: Summary) -> Outcome:
    return going_on(context.fork(found.id), "This is a copy of it.")


async def _read(context: Context, found: Summary) -> Outcome:
    session = context.store.read(found.id)
    note = f"That was “{session.title}”, which stays where it is."
    return Replay(session.loaded, session.turns, note)


def going_on(session: Session, note: str = "") -> Outcome:
    """Show where the session stands that the chat goes on with, and what there is to say."""
    told = f"Going on with “{session.title}”, {plural(session.asked, 'turn')}."
    note = " ".join(filter(None, (told, note, *session.problems)))
    return Replay.of_last(SHOWN_AGAIN, session.loaded, session.turns, note)


def _preview(context: Context, found: Summary) -> str:
    """The last turns of a session in plain text."""
    try:
        session = context.store.read(found.id)
    except SessionError as error:
        return error.message
    last = [session.loaded, *((turn.user, *turn.contents) for turn in session.turns)][-SHOWN_AGAIN:]
    said = [content for contents in last for content in contents]
    marks = {"user": "> "}
    return "\n\n".join(marks.get(each.get("role", ""), "") + text_of([each]) for each in said)


@command("/search words")
async def search(context: Context, argument: str) -> Outcome:
    """Find messages with all these words in any session."""
    if not argument:
        raise UsageError("Which words?", hint="/search WORDS")
    found = context.store.search(argument, _SHOWN)
    if not found:
        return Say("Nothing that was said has these words.")
    return Show(HIT_HEADINGS, hit_rows(found), "/resume goes on with one.")


@command("/delete which", complete=session_ids)
async def delete(context: Context, argument: str) -> Outcome:
    """Delete a session for good, after asking.

    Its files go, and what was typed in it goes from the input history.
    """
    if not argument:
        raise UsageError("Which session?", hint="/sessions lists them.")
    found = context.store.find(argument)
    return Confirm(delete_question(found), partial(_delete, context, found))


async def _delete(context: Context, found: Summary) -> Outcome:
    if found.id == context.session.id:
        context.begin()
    context.store.delete(found.id)
    return Say(f"Deleted “{found.title}”.")


@command("/rename title")
async def rename(context: Context, argument: str) -> Outcome:
    """Give this session a title."""
    if not argument:
        raise UsageError("What should it be called?", hint="/rename TITLE")
    context.rename(argument)
    return Say(f"This session is called “{argument}”.")


def delete_question(found: Summary) -> str:
    """Ask whether a session is to be deleted."""
    return f"Delete “{found.title}”, {plural(found.turns, 'turn')}, for good?"


def summary_rows(found: Sequence[Summary]) -> list[tuple[str, ...]]:
    """Give sessions as rows of a table under `SUMMARY_HEADINGS`."""
    return [(one.id, ago(one.changed), str(one.turns), one.title) for one in found]


def hit_rows(found: Sequence[Hit]) -> list[tuple[str, ...]]:
    """Give what was found as rows of a table under `HIT_HEADINGS`."""
    return [
        (hit.session.id, ago(hit.session.changed), _SPEAKERS.get(hit.role, hit.role), hit.line)
        for hit in found
    ]


def _here(context: Context, identity: str) -> str:
    return " (this one)" if identity == context.session.id else ""


def ago(moment: datetime) -> str:
    """Say when something was, the closer the finer."""
    local = moment.astimezone()
    now = datetime.now(local.tzinfo)
    if local.date() == now.date():
        return f"today {local:%H:%M}"
    if (now.date() - local.date()).days == 1:
        return f"yesterday {local:%H:%M}"
    return f"{local:%Y-%m-%d}"
