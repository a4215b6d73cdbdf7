"""What happens while a turn runs, as values."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import TypeAlias

from gemchat import types
from gemchat.chat.history import Turn
from gemchat.errors import GemchatError
from gemchat.protocol.assembly import PartFinished, PartGrew, PartStarted
from gemchat.types import Content, FunctionCall, Part
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
    """A response arrived, after the events of its parts; built only when someone looks.

    Attributes:
        payload: the response in wire form.
        past: the contents it answers, if functions were called on the way to it.
    """

    payload: JsonObject
    past: Sequence[JsonObject] = ()

    @property
    def response(self) -> types.GenerateContentResponse:
        """The response as library users see it, and may change it."""
        response = types.GenerateContentResponse.from_wire(deepcopy(self.payload))
        if self.past:
            past = [Content.from_wire(content) for content in deepcopy(self.past)]
            response.automatic_function_calling_history = past
        return response


@dataclass(frozen=True, slots=True)
class ToolCalled:
    """The model wants a function to be called, and it will be, if that is approved."""

    call: FunctionCall


@dataclass(frozen=True, slots=True)
class ToolReturned:
    """A function call is answered: the part with what it returned, or with an error."""

    part: Part


@dataclass(frozen=True, slots=True)
class TurnEnded:
    """The turn is settled and recorded. A turn that fails raises its error instead."""

    turn: Turn


TurnEvent: TypeAlias = (
    TurnStarted
    | Retrying
    | PartStarted
    | PartGrew
    | PartFinished
    | ChunkArrived
    | ToolCalled
    | ToolReturned
    | TurnEnded
)

__all__ = [
    "ChunkArrived",
    "PartFinished",
    "PartGrew",
    "PartStarted",
    "Retrying",
    "ToolCalled",
    "ToolReturned",
    "TurnEnded",
    "TurnEvent",
    "TurnStarted",
]
