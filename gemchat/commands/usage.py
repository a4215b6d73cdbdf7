"""The command that tells what a conversation takes."""

from __future__ import annotations

from gemchat.commands.context import Context
from gemchat.commands.outcome import Outcome, Show, nothing_said
from gemchat.commands.prices import PRICED, cost_of, dollars, sum_of, today
from gemchat.commands.table import command
from gemchat.commands.tokens import COUNTS, tokens


@command("/usage")
async def usage(context: Context, _argument: str) -> Outcome:
    """Count the tokens of this conversation and what they cost: per turn, and together."""
    turns = context.conversation.history.turns
    if not turns:
        return nothing_said(context.conversation.history)
    day = today()
    counted = [tokens(turn) for turn in turns]
    costs = [cost_of(turn, day) if context.paid else None for turn in turns]
    rows = [
        (str(number), *map(_figure, figures), _cost(cost))
        for number, (figures, cost) in enumerate(zip(counted, costs, strict=True), start=1)
    ]
    total = [sum(figure or 0 for figure in column) for column in zip(*counted, strict=True)]
    rows.append(("all", *map(_figure, total), _cost(sum_of(costs))))
    note = f"List prices of {PRICED:%d %B %Y}." if context.paid else "The demo costs nothing."
    return Show(("turn", *COUNTS, "cost"), rows, note)


def _figure(count: int | None) -> str:
    return f"{count:,}" if count else "–"


def _cost(cost: float | None) -> str:
    return "–" if cost is None else dollars(cost)
