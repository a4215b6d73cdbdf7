"""The command that makes a long conversation short."""

from __future__ import annotations

from gemchat.chat.history import History
from gemchat.chat.message import user_content
from gemchat.commands.context import Context
from gemchat.commands.outcome import Outcome, Say
from gemchat.commands.table import command
from gemchat.counted import plural
from gemchat.errors import EmptyReplyError
from gemchat.sessions.session import title_of
from gemchat.types import Content
from gemchat.types.base import JsonObject

_KEPT = 2
"""How many turns stay word for word."""
_ASK = (
    "Summarise this conversation so that it can go on without its beginning: facts, decisions, "
    "names, numbers, open questions, and code that is still needed. Write the summary only."
)
_KEEP = " Above all, keep this: "
_BEFORE = "This is what we said so far, in short:\n\n"


@command("/compact [what to keep]")
async def compact(context: Context, argument: str) -> Outcome:
    """Go on in a new session, with a summary of what was said and the last two turns.

    The model writes the summary; the old session stays as it is.
    """
    history, model = context.conversation.history, context.settings.model
    turns = [turn for turn in history.turns if turn.usable]
    before, last = turns[:-_KEPT], turns[-_KEPT:]
    if not before and not history.loaded:
        return Say("There is too little to make shorter.", level="warning")
    older = History(history.loaded)
    older.turns = before
    summary = await _summary(context, older, argument)
    left = context.session.id if context.session.exists else ""
    said: list[JsonObject] = [user_content(_BEFORE + summary)]
    for turn in last:
        said += [turn.user, *turn.answer_for(model)]
    title = context.title or title_of(history.contents()[0])
    context.load("/compact", said)
    if left:
        context.rename(title)
    kept = {0: "", 1: " and the last turn"}.get(len(last), f" and the last {len(last)} turns")
    words = f"Going on with a summary of {plural(len(summary.split()), 'word')}{kept}."
    return Say(words, f"/resume {left} goes back." if left else "")


async def _summary(context: Context, older: History, keep: str) -> str:
    """Let the model write what a conversation comes to."""
    ask = _ASK + _KEEP + keep if keep else _ASK
    model = context.settings.model
    contents = map(Content.from_wire, older.request(user_content(ask), model))
    response = await context.operations.generate(model, list(contents))
    if not response.text:
        raise EmptyReplyError("The model wrote no summary; all is as it was.")
    return response.text
