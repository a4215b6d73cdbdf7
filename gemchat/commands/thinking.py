"""Commands about what the model does besides answering: thinking, and Gemini's own tools."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import get_args

from gemchat.commands.context import Context
from gemchat.commands.limits import either, flattened, limits_of, thinking_of
from gemchat.commands.options import change_generation
from gemchat.commands.outcome import Outcome, Say
from gemchat.commands.table import NOTHING, Suggestion, command
from gemchat.errors import UsageError
from gemchat.settings.generation import choices
from gemchat.settings.schema import ToolName

_VIEWS = {
    "brief": ("Thoughts are shown while they come.", None),
    "show": ("Thoughts are shown, and stay.", True),
    "hide": ("Thoughts are not shown.", None),
}
_TOOLS: tuple[str, ...] = get_args(ToolName)
_BETWEEN = re.compile(r"[,\s]+")
_LEFT = "How much it thinks is left to the model."


def ways_to_think(context: Context, typed: str) -> Iterable[str]:
    """Give what /thinking takes for this model."""
    how = thinking_of(context.settings.model)
    levels = how.levels if how else choices("thinking_level")
    off = () if how and not how.off else ("off",)
    words = (*off, *(level.lower() for level in levels), *_VIEWS)
    return (word for word in words if word.startswith(typed))


def tool_names(_context: Context, typed: str) -> Iterable[Suggestion]:
    """Give the tools that begin with the last word typed and are not named before it."""
    *named, last = _BETWEEN.split(typed)
    before = typed.removesuffix(last)
    known = [name for name in (_TOOLS if named else (*_TOOLS, "none")) if name not in named]
    return (Suggestion(before + name, name) for name in known if name.startswith(last))


@command(
    "/thinking [off, minimal, low, medium, high, N, brief, show, hide]", complete=ways_to_think
)
async def thinking(context: Context, argument: str) -> Outcome:
    """Say how much the model thinks, and whether thoughts are shown.

    How much is a level or a number of tokens. Thoughts are shown in brief while they come, or
    stay (show), or are not shown (hide).
    """
    word = argument.lower()
    if not word:
        view, _ = _VIEWS[context.settings.display.thoughts]
        return Say(f"{_present(context)} {view}", _taken(context))
    if word in _VIEWS:
        said, wanted = _VIEWS[word]
        values = {"display": {"thoughts": word}, "generation": {"include_thoughts": wanted}}
        context.change("/thinking", values)
        return Say(said)
    field, value = _asked(context, word)
    change_generation(context, "/thinking", field, value)
    return Say(_present(context))


@command("/tools [names, none]", complete=tool_names)
async def tools(context: Context, argument: str) -> Outcome:
    """Show or choose which of Gemini's own tools the model may use.

    There are search, url, code and maps: /tools search code
    """
    if argument:
        names = [] if argument in NOTHING else _BETWEEN.split(argument)
        if unknown := [name for name in names if name not in _TOOLS]:
            raise UsageError(
                f"There is no tool {unknown[0]}.", hint=f"There are {', '.join(_TOOLS)}."
            )
        context.change("/tools", {"tools": {"enabled": names}})
    enabled = context.settings.tools.enabled
    return Say(f"Tools that are on: {', '.join(enabled)}." if enabled else "No tools are on.")


def _asked(context: Context, word: str) -> tuple[str, str | int]:
    """The setting a word stands for, and its value."""
    if word in NOTHING:
        how = thinking_of(context.settings.model)
        if how and how.levels:
            least = how.levels[0].lower()
            raise UsageError(
                f"{context.settings.model} always thinks.", hint=f"/thinking {least} is the least."
            )
        return "thinking_budget", 0
    if re.fullmatch(r"-?\d+", word):
        return "thinking_budget", int(word)
    if word.upper() not in choices("thinking_level"):
        ways = either([*ways_to_think(context, ""), "a number of tokens"])
        raise UsageError(f"/thinking does not take “{word}”.", hint=f"It takes {ways}.")
    return "thinking_level", word.upper()


def _present(context: Context) -> str:
    values = flattened(context.settings.generation)
    level, budget = values.get("thinking_level"), values.get("thinking_budget")
    match budget:
        case None:
            return f"The model thinks at level {level}." if level else _LEFT
        case 0:
            return "The model does not think."
        case -1:
            return "The model thinks as much as it wants."
        case tokens:
            return f"The model thinks with up to {tokens:,} tokens."


def _taken(context: Context) -> str:
    model = context.settings.model
    limits = limits_of(model, context.catalogue.find(model))
    known = (limits[name] for name in ("thinking_level", "thinking_budget") if name in limits)
    words = " or ".join(limit.words for limit in known if limit.words)
    return f"{model} takes {words}." if words else ""
