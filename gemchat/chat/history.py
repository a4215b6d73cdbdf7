"""What was said: turns with their outcomes, and what of them the next request carries.

Contents are kept in wire form, exactly as they were sent or received: unknown fields and
thought signatures survive, and nothing is built that nobody looks at.
"""

from __future__ import annotations

from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol, assert_never

from gemchat.chat.calls import without_half_calls
from gemchat.chat.curation import curated
from gemchat.chat.signatures import same_family, unsigned, without
from gemchat.protocol.assembly import is_visible
from gemchat.protocol.payload import as_text
from gemchat.types.base import JsonObject


class TurnOutcome(StrEnum):
    """How a turn ended."""

    COMPLETE = "complete"
    INTERRUPTED = "interrupted"
    BLOCKED = "blocked"
    FAILED = "failed"


@dataclass(slots=True)
class Turn:
    """One user message and the contents that answered it.

    Attributes:
        user: the user content as it goes over the wire.
        contents: the answer, one model content a request; with function calls
            model, user, model, ...
        outcome: how it ended; until it is settled, what it would be if it broke off now.
        reason: why it was not simply complete: ``user``, ``network``, ``exit``, ``crash``, or
            the name the API gave for a block.
        finish: the last finish reason the API gave, if any.
        meta: usage, grounding and the like, in wire form under the names of the session file.
        once: the settings given for this message alone, snake_case, or empty.
        model: the model that was asked.
        attempts: how many requests it took.
        seconds: how long it took.
        kept: whether a blocked reply goes into the next request all the same.
    """

    user: JsonObject
    contents: list[JsonObject] = field(default_factory=list)
    outcome: TurnOutcome = TurnOutcome.INTERRUPTED
    reason: str = ""
    finish: str | None = None
    meta: JsonObject = field(default_factory=dict)
    once: JsonObject = field(default_factory=dict)
    model: str = ""
    attempts: int = 0
    seconds: float = 0.0
    kept: bool = False

    @property
    def usable(self) -> bool:
        """Whether the next request carries this turn."""
        said = (without_half_calls(content.get("parts") or ()) for content in self.contents)
        parts = [part for parts in said for part in parts]
        match self.outcome:
            case TurnOutcome.COMPLETE:
                return bool(parts)
            case TurnOutcome.INTERRUPTED:
                return any(map(is_visible, parts))
            case TurnOutcome.BLOCKED:
                return self.kept and bool(parts)
            case TurnOutcome.FAILED:
                return False
            case unknown:
                assert_never(unknown)

    def answer_for(self, model: str) -> list[JsonObject]:
        """The contents as they go to a model; signatures only to the family that made them."""
        made_by = as_text(self.meta.get("model_version")) or self.model
        if same_family(made_by, model):
            return self.contents
        return [unsigned(content) for content in self.contents]

    @property
    def cut(self) -> bool:
        """Whether the reply stopped at its token limit."""
        return self.finish == "MAX_TOKENS"


class Journal(Protocol):
    """Where a turn leaves its trace while it runs; awaited by the turn itself."""

    async def began(self, turn: Turn) -> None:
        """The message is about to be sent; it must be safe when this returns."""

    async def progress(self, parts: list[JsonObject]) -> None:
        """Parts arrived, as received."""

    async def stepped(self, index: int, contents: list[JsonObject]) -> None:
        """The calls of the `index`-th round are answered; both must be safe when this returns."""

    async def ended(self, turn: Turn) -> None:
        """The turn is settled; it must be safe when this returns."""


class NoJournal:
    """Leaves no trace."""

    async def began(self, turn: Turn) -> None:
        """Do nothing."""

    async def progress(self, parts: list[JsonObject]) -> None:
        """Do nothing."""

    async def stepped(self, index: int, contents: list[JsonObject]) -> None:
        """Do nothing."""

    async def ended(self, turn: Turn) -> None:
        """Do nothing."""


class History:
    """The conversation so far.

    Args:
        loaded: contents that were there before the first turn, in wire form.

    Attributes:
        turns: what was said since then.
        billed: all turns that were asked, also those that were taken back since.
        refused: signatures that the service did not take; no request carries them again, while
            the turns keep what they received.
    """

    def __init__(self, loaded: Iterable[JsonObject] = ()) -> None:
        self.loaded: list[JsonObject] = deepcopy(list(loaded))
        self.turns: list[Turn] = []
        self.billed: list[Turn] = []
        self.refused: set[str] = set()

    def add(self, turn: Turn) -> None:
        """Take in a turn that begins."""
        self.turns.append(turn)
        self.billed.append(turn)

    def contents(self) -> list[JsonObject]:
        """Everything, answered or not, in order; the caller's to keep."""
        said = list(self.loaded)
        for turn in self.turns:
            said += [turn.user, *turn.contents]
        return deepcopy(said)

    def curated(self, model: str = "") -> list[JsonObject]:
        """What the next request to `model` carries before its own message."""
        said = list(self.loaded)
        for turn in self.turns:
            if turn.usable:
                said += [turn.user, *turn.answer_for(model)]
        return curated(without(said, self.refused))

    def request(self, user: JsonObject, model: str = "") -> list[JsonObject]:
        """The contents of the request that asks `user` of `model`."""
        return curated([*self.curated(model), user])
