"""The command that tells what a conversation takes."""

from __future__ import annotations

from collections.abc import Sequence

from gemchat.chat.history import Turn
from gemchat.commands.context import Context
from gemchat.commands.outcome import Outcome, Show, nothing_said
from gemchat.commands.prices import PRICED, Total, today, total_cost
from gemchat.commands.table import command
from gemchat.commands.tokens import COUNTS, all_tokens
from gemchat.counted import plural


@command("/usage")
async def usage(context: Context, _argument: str) -> Outcome:
    """Count the tokens of this conversation, and what they cost."""
    said = context.conversation.history
    if not said.billed:
        return nothing_said(said)
    rows = [_row(context, str(number), [turn]) for number, turn in enumerate(said.turns, 1)]
    rows.append(_row(context, "all", said.billed))
    notes = [f"List prices of {PRICED:%d %B %Y}." if context.paid else "The demo costs nothing."]
    if more := len(said.billed) - len(said.turns):
        notes.append(f"“all” counts {plural(more, 'turn')} more than the conversation shows.")
    return Show(("turn", *COUNTS, "cost"), rows, " ".join(notes))


def _row(context: Context, name: str, turns: Sequence[Turn]) -> tuple[str, ...]:
    figures = (f"{count:,}" if count else "–" for count in all_tokens(turns))
    return name, *figures, _words(total_cost(turns, today())) if context.paid else "–"


def _words(cost: Total) -> str:
    return str(cost) if cost.whole or cost.known else "–"
