"""How many tokens turns took, as the service counted them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gemchat.chat.history import Turn
from gemchat.protocol.payload import as_object

COUNTS = {
    "in": "promptTokenCount",
    "out": "candidatesTokenCount",
    "thought": "thoughtsTokenCount",
    "cached": "cachedContentTokenCount",
}
"""The counts that people care about, by the names of the wire."""


def tokens(turn: Turn) -> tuple[int | None, ...]:
    """Give the token counts of a turn: in, out, thought, cached."""
    counted = as_object(turn.meta.get("usage"))
    figures = (counted.get(name) for name in COUNTS.values())
    return tuple(figure if isinstance(figure, int) else None for figure in figures)


def all_tokens(turns: Iterable[Turn]) -> tuple[int, ...]:
    """Add up the token counts of turns: in, out, thought, cached."""
    columns = zip(*map(tokens, turns), strict=True)
    return tuple(sum(filter(None, column)) for column in columns)


def held(turns: Sequence[Turn]) -> int:
    """Give how many tokens a conversation has come to: its last question and the answer."""
    counted = (tokens(turn) for turn in reversed(turns) if turn.usable)
    inward, outward, *_ = next(counted, (0, 0))
    return (inward or 0) + (outward or 0)
