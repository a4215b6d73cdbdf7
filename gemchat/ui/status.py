"""The row below the prompt."""

from __future__ import annotations

from prompt_toolkit.utils import get_cwidth

from gemchat.commands.context import Context
from gemchat.commands.prices import today, total_cost
from gemchat.commands.tokens import all_tokens, held
from gemchat.sessions.unsaved import Unsaved
from gemchat.shown import shown_line

_BETWEEN = " · "
_TITLE = 30


def status_of(context: Context) -> str:
    """Tell how the chat stands, what matters most first.

    The model and whether the chat is not saved, what is attached, title, room, tools, and the
    tokens and cost so far.
    """
    told = [_model(context), _attached(context), _title(context), _share(context)]
    told += [*context.settings.tools.enabled, _tokens(context), _cost(context)]
    return _BETWEEN.join(shown_line(each) for each in told if each)


def trouble_of(context: Context) -> str:
    """Tell what has to be seen where the status would be said again at each prompt."""
    problem = context.session.problem
    return shown_line(f"NOT SAVED: {problem}") if problem else ""


def fitting(row: str, width: int) -> str:
    """Leave out what stands last in a row until the rest fits; the first stays in any case."""
    while get_cwidth(row) > width and _BETWEEN in row:
        row = row.rpartition(_BETWEEN)[0]
    return row


def _model(context: Context) -> str:
    wished = "NOT SAVED" if isinstance(context.session, Unsaved) else ""
    return ", ".join(filter(None, (context.settings.model, wished, trouble_of(context))))


def _title(context: Context) -> str:
    return shown_line(context.title, _TITLE)


def _tokens(context: Context) -> str:
    inward, outward, *_ = all_tokens(context.conversation.history.billed) or (0, 0)
    return f"used {inward:,} in, {outward:,} out" if inward or outward else ""


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
