"""The command that makes a long conversation short."""

from __future__ import annotations

from itertools import chain

from gemchat.chat.conversation import Conversation
from gemchat.chat.history import History
from gemchat.chat.message import user_content
from gemchat.commands.context import Context
from gemchat.commands.exchanges import exchanges
from gemchat.commands.outcome import Outcome, Say
from gemchat.commands.table import command
from gemchat.counted import plural
from gemchat.errors import IncompleteReplyError
from gemchat.protocol.finish import Verdict, block_sentence, finish_of
from gemchat.sessions.session import text_of, title_of

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
    """Go on in a new session, with a summary of what was said.

    The model writes it, with what is to be kept; the last two turns stay word for word, and the
    old session stays as it is.
    """
    here = context.conversation
    turns = [turn for turn in here.history.turns if turn.usable]
    said = exchanges(here.history.loaded)
    said += [[turn.user, *turn.answer_for(here.model)] for turn in turns]
    before, last = said[:-_KEPT], said[-_KEPT:]
    if not before:
        return Say("There is too little to make shorter.", level="warning")
    older = History(chain.from_iterable(before))
    older.refused = here.history.refused
    summary = await _summary(here, older, argument)
    way_back = context.way_back
    title = context.title or title_of(here.history.contents()[0])
    context.load("/compact", [user_content(_BEFORE + summary), *chain.from_iterable(last)])
    here.history.billed += older.billed  # of the new session, too
    if way_back:
        context.rename(title)
    length = plural(len(summary.split()), "word")
    words = f"Going on with a summary of {length} and the last {_KEPT} turns."
    return Say(words, way_back)


async def _summary(here: Conversation, older: History, keep: str) -> str:
    """Let the model write what the older part of a conversation comes to."""
    ask = _ASK + _KEEP + keep if keep else _ASK
    aside = Conversation(here.transport, here.backend, here.model, history=older)
    try:
        await aside.send(user_content(ask))
    finally:
        here.history.billed += older.billed
    turn = older.turns[-1]
    if turn.finish and finish_of(turn.finish).verdict is Verdict.WHOLE:
        return text_of(turn.contents)
    why = finish_of(turn.finish).sentence if turn.finish else block_sentence(turn.reason)
    raise IncompleteReplyError(f"There is no whole summary, so all is as it was. {why}")
