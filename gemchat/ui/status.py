"""The row below the prompt."""

from __future__ import annotations

from gemchat.commands.context import Context
from gemchat.commands.prices import today, total_cost
from gemchat.commands.tokens import all_tokens, held
from gemchat.shown import shown_line

_TITLE = 30


def status_of(context: Context) -> str:
    """Tell model, title, tokens and cost so far, room, tools, and whether the chat is not saved."""
    told = [_trouble(context), context.settings.model, _title(context), _tokens(context)]
    told += [_cost(context), _share(context), _attached(context), *context.settings.tools.enabled]
    return " · ".join(shown_line(each) for each in told if each)


def _trouble(context: Context) -> str:
    problem = context.session.problem
    return f"NOT SAVED: {problem}" if problem else ""


def _title(context: Context) -> str:
    return shown_line(context.title, _TITLE)


def _tokens(context: Context) -> str:
    billed = context.conversation.history.billed
    if not billed:
        return ""
    inward, outward, *_ = all_tokens(billed)
    return f"used {inward:,} in, {outward:,} out"


def _cost(context: Context) -> str:
    if not context.paid:
        return ""
    cost = total_cost(context.conversation.history.billed, today())
    return str(cost) if cost.known else ""


def _share(context: Context) -> str:
    """How much of what the model can take is used, once that is a percent."""
    used = held(context.conversation.history.turns)
    listed = context.catalogue.find(context.settings.model) if used else None
    most = listed.input_token_limit if listed else None
    percent = round(100 * used / most) if most else 0
    return f"{percent} % of context" if percent else ""


def _attached(context: Context) -> str:
    count = len(context.attached)
    return f"{count} attached" if count else ""
