"""From what was typed to what is sent: the files it names, and what is asked about first."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from functools import partial
from pathlib import Path

from gemchat.client.attachments import described
from gemchat.client.local_files import looks_secret
from gemchat.commands.context import Context
from gemchat.commands.outcome import Confirm, Edit, Send, Submit
from gemchat.commands.prices import dollars, today, total_cost
from gemchat.commands.tokens import held
from gemchat.errors import GemchatError
from gemchat.protocol.payload import as_object, as_objects, as_text
from gemchat.types import Content, Part
from gemchat.types.base import JsonObject

_MENTION = re.compile(r'(?<!\S)@("[^"\n]+"|(?:\\ |\S)+)')
_BYTES_A_TOKEN = 40
_PUNCTUATION = ".,;:!?)\"'"
_NEW = Edit("")


def typed(
    context: Context,
    text: str,
    once: JsonObject | None = None,
    *,
    pasted: Collection[str] = (),
    edited: Edit = _NEW,
) -> Submit:
    """Make a message of what was typed, with what was attached before and the files it names.

    Args:
        context: the chat.
        text: as typed; ``@path`` in it names a file.
        once: settings for this message alone.
        pasted: texts that were pasted into it; what they mention stays where it is.
        edited: what it was before the person edited it.
    """
    words = context.settings.worded(text)
    files: list[Part | Path | str] = [
        *edited.files,
        *context.attached,
        *mentioned(text, pasted),
    ]
    message = [*files, words] if files else words
    return Submit(message, once, typed=text, replaces=edited.replaces)


def sent_along(submit: Submit) -> list[str]:
    """Say what goes along with the words of a message, a line for each."""
    return [described(one) for one in _along(submit)]


async def checked(context: Context, submit: Submit) -> Send | Confirm:
    """Give a message as it can be sent, or ask what a person may want to be asked before."""
    files = (one for one in _along(submit) if isinstance(one, Path))
    doubts = [f"{path.name} looks like a secret." for path in files if looks_secret(path)]
    if spent := _overspent(context):
        doubts.append(spent)
    if doubts:
        return Confirm(" ".join((*doubts, "Send it?")), partial(_weighed, context, submit))
    return await _weighed(context, submit)


async def _weighed(context: Context, submit: Submit) -> Send | Confirm:
    """Make the content to send; ask if the model cannot take that much."""
    message = submit.message
    user = message if isinstance(message, dict) else await context.attachments.content(message)
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


def _along(submit: Submit) -> list[Part | Path]:
    given = submit.message if isinstance(submit.message, list) else []
    return [one for one in given if isinstance(one, Part | Path)]


def mentioned(text: str, pasted: Collection[str] = ()) -> list[Path]:
    """Find the files that a text names, each once.

    Args:
        text: as typed; ``@path`` in it names a file.
        pasted: texts that were pasted into it; what they mention does not count.
    """
    found: dict[Path, None] = {}
    for match in _MENTION.finditer(text):
        if any(match[0] in each for each in pasted):
            continue
        name = match[1].strip('"').replace("\\ ", " ")
        paths = (Path(each).expanduser() for each in (name, name.rstrip(_PUNCTUATION)))
        if path := next(filter(_is_file, paths), None):
            found[path] = None
    return list(found)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False
