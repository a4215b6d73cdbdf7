"""Commands about the branches of a conversation: turns that went another way stay in the file."""

from __future__ import annotations

from collections.abc import Iterable

from gemchat.chat.history import TurnOutcome
from gemchat.commands.context import Context
from gemchat.commands.entry import Entry
from gemchat.commands.mentions import held_back
from gemchat.commands.numbers import count_from
from gemchat.commands.outcome import (
    SHOWN_AGAIN,
    Edit,
    Outcome,
    Replay,
    Say,
    Show,
    Submit,
    nothing_said,
)
from gemchat.commands.table import command, is_message
from gemchat.counted import plural
from gemchat.errors import SessionError
from gemchat.protocol.payload import as_objects, as_text
from gemchat.sessions.session import RecordedTurn, Session, title_of
from gemchat.sessions.unsaved import Unsaved
from gemchat.types import Part

GO_ON = "Go on exactly where you stopped, and repeat nothing."
"""What asks for the rest of an answer; it is part of the conversation, as everything sent is."""


def branch_numbers(context: Context, typed: str) -> Iterable[str]:
    """Give the numbers of the branches that begin with what was typed."""
    if not context.session.exists:
        return ()
    tips = _tips(context.store.read(context.session.id))
    return (name for name in map(str, range(1, len(tips) + 1)) if name.startswith(typed))


@command("/edit [n]")
async def edit(context: Context, argument: str) -> Outcome:
    """Put the last question, or the n-th last, back into the editor.

    What is sent then takes its place, and the conversation goes on from there. Nothing is taken
    back before, and the turns stay in the session file; /branches goes back to them.
    """
    turns = context.conversation.history.turns
    if not turns:
        return nothing_said(context.conversation.history)
    count = count_from(argument, most=len(turns), of="turn")
    turn = turns[-count]
    parts = as_objects(turn.user.get("parts"))
    words = next((part for part in reversed(parts) if "text" in part), {})
    along = tuple(Part.from_wire(part) for part in parts if part is not words)
    text = as_text(words.get("text"))
    held, notes = held_back(text, along)
    if along:
        notes.insert(0, "Its attachments go along again.")
    # it was a message, whatever it begins with
    first = () if is_message(Entry(text)) else tuple(text.split(maxsplit=1)[:1])
    note = Say("\n".join(notes), level="quiet") if notes else None
    return Edit(Entry(text, (*first, *held), along, turn), note)


@command("/continue")
async def continue_(context: Context, _argument: str) -> Outcome:
    """Let an answer that was cut off go on where it stopped."""
    turns = context.conversation.history.turns
    if not turns:
        return nothing_said(context.conversation.history)
    last = turns[-1]
    if not last.usable:
        return Say("There is no answer to go on with.", "/retry asks again.", "warning")
    if last.outcome is TurnOutcome.COMPLETE and not last.cut:
        return Say("The last answer is complete.", level="warning")
    return Submit(GO_ON, last.once or None, last.model)


@command("/keep")
async def keep(context: Context, _argument: str) -> Outcome:
    """Let a blocked answer go into the next request all the same."""
    turns = context.conversation.history.turns
    if not turns:
        return nothing_said(context.conversation.history)
    if turns[-1].outcome is not TurnOutcome.BLOCKED or not turns[-1].contents:
        return Say("The last answer was not blocked.", level="warning")
    context.keep()
    return Say("The blocked answer goes into the next request.")


@command("/fork")
async def fork(context: Context, _argument: str) -> Outcome:
    """Go on in a new session with a copy of this conversation."""
    said = context.conversation.history
    if not said.turns and not said.loaded:
        return nothing_said(said)
    left, way_back = _session(context).id, context.way_back
    context.fork(left)
    return Say("From here on this is a copy.", way_back)


@command("/branches [n]", complete=branch_numbers)
async def branches(context: Context, argument: str) -> Outcome:
    """List the branches of this conversation, or go on with one.

    Each /undo, /retry and /edit that is followed by another question begins one.
    """
    said = context.conversation.history
    if not said.turns and not context.session.exists:
        return nothing_said(said)
    session = _session(context)
    tips = _tips(session)
    if not tips:
        return nothing_said(said)
    if not argument:
        rows = [_row(session, number, tip) for number, tip in enumerate(tips, 1)]
        return Show(("", "turns", "last question", "leaves after"), rows, "/branches N switches.")
    tip = tips[count_from(argument, most=len(tips), of="branch") - 1]
    context.go_to(session, tip.n)
    note = f"Going on here, {plural(len(said.turns), 'turn')}."
    return Replay.of_last(SHOWN_AGAIN, said.loaded, said.turns, note)


def _session(context: Context) -> Session:
    """This session as it is on disk."""
    if isinstance(context.session, Unsaved) or not context.session.saved:
        raise SessionError("This chat is not saved, so there is nothing to go back to.")
    if not context.session.exists:
        raise SessionError(
            "This is a copy already, on disk and with branches from the next question on."
        )
    return context.store.read(context.session.id)


def _tips(session: Session) -> list[RecordedTurn]:
    """The last turn of each branch, and the one after which the next question goes."""
    parents = {each.parent for each in session.recorded.values()}
    return [each for n, each in session.recorded.items() if n not in parents or n == session.head]


def _row(session: Session, number: int, tip: RecordedTurn) -> tuple[str, ...]:
    branch = session.branch_to(tip.n)
    here = {each.n for each in session.branch}
    shared = [each for each in branch if each.n in here]
    place = (
        "" if tip.n == session.head else title_of(shared[-1].turn.user) if shared else "the start"
    )
    mark = "*" if tip.n == session.head else ""
    return f"{number}{mark}", str(len(branch)), title_of(tip.turn.user), place
