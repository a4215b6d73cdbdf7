"""The row below the prompt."""

from __future__ import annotations

from gemchat.commands.context import Context
from gemchat.commands.tokens import tokens
from gemchat.shown import shown_line

_TITLE = 30


def status_of(context: Context) -> str:
    """Tell model, title, tokens so far, tools, and whether the chat is not saved."""
    told = [_trouble(context), context.settings.model, _title(context), _tokens(context)]
    told += context.settings.tools.enabled
    return " · ".join(shown_line(each) for each in told if each)


def _trouble(context: Context) -> str:
    problem = context.session.problem
    return f"NOT SAVED: {problem}" if problem else ""


def _title(context: Context) -> str:
    return shown_line(context.title, _TITLE)


def _tokens(context: Context) -> str:
    turns = [tokens(turn) for turn in context.conversation.history.turns]
    if not turns:
        return ""
    inward, outward = (sum(turn[index] or 0 for turn in turns) for index in (0, 1))
    return f"{inward:,} in, {outward:,} out"
