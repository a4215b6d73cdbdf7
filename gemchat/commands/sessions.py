"""Commands about the sessions on disk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from gemchat.commands.completers import sessions as sessions_named
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
from gemchat.shown import shown_line

SUMMARY_HEADINGS = ("session", "last used", "turns", "title")
HIT_HEADINGS = ("session", "title", "who", "words")

_SHOWN = 20
_PICKABLE = 1000
_TITLE = 24
_SPEAKERS = {"user": "you"}


@command("/sessions [words]")
async def sessions(context: Context, argument: str) -> Outcome:
    """List the sessions on disk, or those with these words in the title."""
    found = context.store.recent(None, argument)
    if not found:
        return Say("There are no such sessions." if argument else "There are no sessions yet.")
    shown, more = found[:_SHOWN], len(found) - _SHOWN
    rows = summary_rows(shown, context.store.short_ids(), context.session.id)
    note = f"and {more} more: /sessions WORDS finds one" if more > 0 else ""
    return Show(SUMMARY_HEADINGS, rows, note or "/resume goes on with one.")


@command("/resume [which]", complete=sessions_named)
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
        Pickable(
            (one.when, size(one.size), _titled(one, context.session.id)),
            partial(_preview, context, one),
        )
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
    found = context.store.search(argument, _SHOWN + 1)
    if not found:
        return Say("Nothing that was said has these words.")
    more = "There is more: further words narrow it down. " if len(found) > _SHOWN else ""
    rows = hit_rows(found[:_SHOWN], context.store.short_ids())
    return Show(HIT_HEADINGS, rows, f"{more}/resume goes on with one.")


@command("/delete which", complete=sessions_named)
async def delete(context: Context, argument: str) -> Outcome:
    """Delete a session for good, after asking.

    Its files go, and what was typed in it goes from the input history.
    """
    if not argument:
        raise UsageError("Which session?", hint="/sessions lists them.")
    found = context.store.find(argument)
    return Confirm(delete_question(found), partial(_delete, context, found))


async def _delete(context: Context, found: Summary) -> Outcome:
    here = found.id == context.session.id
    if here:
        context.begin()
    context.store.delete(found.id)
    return Say(f"Deleted “{found.title}”.", "A new conversation." if here else "")


@command("/rename title")
async def rename(context: Context, argument: str) -> Outcome:
    """Give this session a title."""
    if not argument:
        raise UsageError("What should it be called?", hint="/rename TITLE")
    context.rename(argument)
    return Say(f"This session is called “{argument}”.")


def delete_question(found: Summary) -> str:
    """Ask whether a session is to be deleted."""
    return f"Delete “{found.title}”, {plural(found.turns, 'question')}, for good?"


def summary_rows(
    found: Sequence[Summary], short: Mapping[str, str], here: str = ""
) -> list[tuple[str, ...]]:
    """Give sessions as rows of a table under `SUMMARY_HEADINGS`.

    Args:
        short: their short ids; one that has none stands in full.
        here: the session of this chat.
    """
    return [
        (short.get(one.id, one.id), one.when, str(one.turns), _titled(one, here)) for one in found
    ]


def hit_rows(found: Sequence[Hit], short: Mapping[str, str]) -> list[tuple[str, ...]]:
    """Give what was found as rows of a table under `HIT_HEADINGS`; as `summary_rows` does."""
    return [
        (
            short.get(hit.session.id, hit.session.id),
            shown_line(hit.session.title, _TITLE),
            _SPEAKERS.get(hit.role, hit.role),
            hit.line,
        )
        for hit in found
    ]


def _titled(one: Summary, here: str) -> str:
    return f"(this one) {one.title}" if one.id == here else one.title
