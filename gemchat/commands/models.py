"""Commands about models."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gemchat.commands.catalogue import is_for_chat, short_name
from gemchat.commands.completers import model_names
from gemchat.commands.context import Context
from gemchat.commands.limits import either, misfits
from gemchat.commands.outcome import Outcome, Say, Show
from gemchat.commands.table import command

if TYPE_CHECKING:
    from gemchat.types import Model

MODEL_HEADINGS = ("model", "input", "output", "thinks")
"""What stands in the row of a model."""


@command("/model [name]", complete=model_names)
async def model(context: Context, argument: str) -> Outcome:
    """Show the model, or switch to another; the conversation goes on.

    Any name the API knows will do; /models lists them. Settings that the model does not take are
    left to it, and named.
    """
    if not argument:
        return Say(f"Talking to {context.settings.model}.", _limits(context))
    context.conversation.backend.model_name(argument)  # refused before it is taken
    context.change("/model", {"model": argument})
    refused = misfits(argument, context.catalogue.find(argument), context.settings.generation)
    if refused:
        context.change("/model", {"generation": dict.fromkeys(refused)})
    left_out = (f"Left out: {words}" for words in refused.values())
    hint = " ".join(filter(None, (_limits(context), *left_out)))
    return Say(f"Now talking to {argument}.", hint)


@command("/models [filter]")
async def models(context: Context, argument: str) -> Outcome:
    """List the models one can talk to, with their limits.

    The list comes fresh from the API. With a filter, only those whose names contain it.
    """
    listed = await context.catalogue.refresh()
    found = [one for one in listed if is_for_chat(one) and argument in short_name(one)]
    if not found:
        return Say(f"No model's name contains “{argument}”.", level="warning")
    current = context.settings.model.removeprefix("models/")
    rows = [(name + "*" * (name == current), *limits) for name, *limits in map(model_row, found)]
    return Show(MODEL_HEADINGS, rows, "Limits in tokens. * is the one you talk to.")


def model_row(one: Model) -> tuple[str, str, str, str]:
    """Give the row of a model, for a table of them."""
    sizes = (one.input_token_limit, one.output_token_limit)
    inward, outward = (f"{size:,}" if size else "" for size in sizes)
    return short_name(one), inward, outward, "yes" if one.thinking else ""


def _limits(context: Context) -> str:
    """What is known of the model, and which settings it does not take."""
    name, generation = context.settings.model, context.settings.generation
    known = context.catalogue.find(name)
    told = list(misfits(name, known, generation).values())
    if context.catalogue.known and not known:
        near = context.catalogue.nearest(name)
        meant = f" Did you mean {either(near)}?" if near else ""
        told.insert(0, f"It is not in the API's last list of models.{meant}")
    if known and (most := known.input_token_limit):
        told.insert(0, f"It takes {most:,} tokens and gives {known.output_token_limit:,}.")
    return " ".join(told)
