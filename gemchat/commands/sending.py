"""From what was typed to what is sent: the files it names, and what is asked about first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

from gemchat.chat.history import Turn
from gemchat.client.local_files import looks_secret
from gemchat.commands.context import Context
from gemchat.commands.entry import Entry
from gemchat.commands.mentions import mentioned, missed
from gemchat.commands.outcome import Confirm, Send, Submit
from gemchat.commands.prices import dollars, today, total_cost
from gemchat.commands.tokens import held
from gemchat.errors import GemchatError
from gemchat.protocol.payload import as_object, as_objects, as_text
from gemchat.types import Content
from gemchat.types.base import JsonObject

_BYTES_A_TOKEN = 40


def typed(context: Context, entry: Entry, once: JsonObject | None = None) -> Submit:
    """Make a message of an entry, with what was attached before and the files it names.

    Args:
        context: the chat.
        entry: what was written; one that takes the place of a turn is worded already.
        once: settings for this message alone.
    """
    return Submit(
        entry.text if entry.replaces else context.settings.worded(entry.text),
        once,
        along=(*entry.along, *context.attached, *mentioned(entry)),
        missed=missed(entry),
        entry=entry,
        replaces=_count_from(entry.replaces, context.conversation.history.turns),
    )


async def checked(context: Context, submit: Submit) -> Send | Confirm:
    """Give a message as it can be sent, or ask what a person may want to be asked before."""
    files = (one for one in submit.along if isinstance(one, Path))
    doubts = [f"{path.name} looks like a secret." for path in files if looks_secret(path)]
    if spent := _overspent(context):
        doubts.append(spent)
    if doubts:
        return Confirm(" ".join((*doubts, "Send it?")), partial(_weighed, context, submit))
    return await _weighed(context, submit)


async def _weighed(context: Context, submit: Submit) -> Send | Confirm:
    """Make the content to send; ask if the model cannot take that much."""
    message = submit.message
    if isinstance(message, dict):
        user = message
    else:
        words = [message] if message else []
        user = await context.attachments.content([*submit.along, *words])
    ready = Send(user, submit)
    model = submit.model or context.settings.model
    listed = context.catalogue.find(model)
    most = listed.input_token_limit if listed else None
    size = await _size(context, model, user, most) if most else 0
    if not most or size <= most:
        return ready
    question = f"This comes to about {size:,} tokens, and {model} takes {most:,}. Send it?"
    return Confirm(question, partial(_as_it_is, ready))


async def _as_it_is(message: Send) -> Send:
    return message


def _overspent(context: Context) -> str:
    most = context.settings.repl.max_cost
    cost = total_cost(context.conversation.history.billed, today())
    if most is None or cost.known < most or not context.paid:
        return ""
    return f"This chat has cost {cost}, and repl.max_cost is {dollars(most)}."


async def _size(context: Context, model: str, user: JsonObject, most: int) -> int:
    """Estimate the tokens of the next request; where it may get close, the service counts them."""
    history = context.conversation.history
    before = held(history.turns) or sum(map(_weight, _parts(history.loaded)))
    rough = before + sum(map(_weight, user["parts"]))
    uploaded = any("fileData" in part for part in user["parts"])
    if rough < most // 2 and not uploaded:
        return rough
    contents = [Content.from_wire(one) for one in history.request(user, model)]
    try:
        counted = await context.operations.count_tokens(model, contents)
    except GemchatError:
        return rough
    return counted.total_tokens or rough


def _parts(contents: Iterable[JsonObject]) -> Iterator[JsonObject]:
    return (part for content in contents for part in as_objects(content.get("parts")))


def _weight(part: JsonObject) -> int:
    """A rough number of tokens: four characters of text make one; of media nobody can tell."""
    if text := as_text(part.get("text")):
        return len(text) // 4
    return len(as_text(as_object(part.get("inlineData")).get("data"))) // _BYTES_A_TOKEN


def _count_from(first: Turn | None, turns: Sequence[Turn]) -> int:
    """Count the turns from this one on; none if it is not in the conversation any more."""
    return next((len(turns) - place for place, turn in enumerate(turns) if turn is first), 0)
