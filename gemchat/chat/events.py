"""What happens while a turn runs, as values."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from typing import TypeAlias

from gemchat.chat.history import Turn
from gemchat.errors import GemchatError
from gemchat.protocol.assembly import PartFinished, PartGrew, PartStarted
from gemchat.types import GenerateContentResponse
from gemchat.types.base import JsonObject


@dataclass(frozen=True, slots=True)
class TurnStarted:
    """The message is safe, and the request is on its way."""

    turn: Turn


@dataclass(frozen=True, slots=True)
class Retrying:
    """An attempt failed with nothing shown; the next one starts after `delay` seconds."""

    attempt: int
    delay: float
    error: GemchatError


@dataclass(frozen=True, slots=True)
class ChunkArrived:
    """A response arrived, after the events of its parts; built only when someone looks."""

    payload: JsonObject

    @property
    def response(self) -> GenerateContentResponse:
        """The response as library users see it, and may change it."""
        return GenerateContentResponse.from_wire(deepcopy(self.payload))


@dataclass(frozen=True, slots=True)
class TurnEnded:
    """The turn is settled and recorded. A turn that fails raises its error instead."""

    turn: Turn


TurnEvent: TypeAlias = (
    TurnStarted | Retrying | PartStarted | PartGrew | PartFinished | ChunkArrived | TurnEnded
)

__all__ = [
    "ChunkArrived",
    "PartFinished",
    "PartGrew",
    "PartStarted",
    "Retrying",
    "TurnEnded",
    "TurnEvent",
    "TurnStarted",
]
