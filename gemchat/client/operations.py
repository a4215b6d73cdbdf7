"""What the API can do besides chatting, each written once for both faces."""

from __future__ import annotations

import random
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from typing import TypeAlias

from gemchat import types
from gemchat.chat.conversation import ConfigLike
from gemchat.chat.events import ChunkArrived
from gemchat.chat.history import NoJournal, Turn
from gemchat.chat.message import MessagePart, is_content, user_content, wire_content
from gemchat.chat.run import Question, TurnRun
from gemchat.chat.tools import Toolbox
from gemchat.client.api import Api
from gemchat.types import Content
from gemchat.types.base import JsonObject

Contents: TypeAlias = MessagePart | Content | Sequence[MessagePart | Content]

_PAGE_SIZE = 1000


@dataclass(frozen=True, slots=True)
class Operations(Api):
    """Models and single questions to them, over one transport and one backend."""

    async def generate(
        self, model: str, contents: Contents, config: ConfigLike = None
    ) -> types.GenerateContentResponse:
        """Generate in one piece."""
        settings = types.GenerateContentConfig.of(config)
        response = types.GenerateContentResponse()
        async with aclosing(self._responses(model, contents, settings, False)) as responses:
            async for latest in responses:
                response = latest
        return response.expecting(settings.response_schema)

    async def generate_stream(
        self, model: str, contents: Contents, config: ConfigLike = None
    ) -> AsyncGenerator[types.GenerateContentResponse]:
        """Generate in pieces."""
        async with aclosing(self._responses(model, contents, config, True)) as responses:
            async for response in responses:
                yield response

    async def count_tokens(
        self, model: str, contents: Contents, config: ConfigLike = None
    ) -> types.CountTokensResponse:
        """Count the tokens of contents, system instruction and tools."""
        given = types.GenerateContentConfig.of(config)
        declared = Toolbox.of(given).declared(given)
        call = self.backend.count_tokens(model, wire_contents(contents), declared)
        return types.CountTokensResponse.from_wire(await self.ask(call))

    async def get_model(self, model: str) -> types.Model:
        """Ask about one model."""
        return types.Model.from_wire(await self.ask(self.backend.get_model(model)))

    async def list_models(self) -> AsyncGenerator[types.Model]:
        """Give all models, page after page."""
        page = partial(self.backend.list_models, _PAGE_SIZE)
        async for model in self.listed(self.backend.models_field, page):
            yield types.Model.from_wire(model)

    async def _responses(
        self, model: str, contents: Contents, config: ConfigLike, stream: bool
    ) -> AsyncGenerator[types.GenerateContentResponse]:
        wire, given = wire_contents(contents), types.GenerateContentConfig.of(config)
        question = Question(wire, given, Toolbox.of(given), stream)
        turn = Turn(user=wire[-1], model=model)
        run = TurnRun(turn, question, self.transport, self.backend, NoJournal(), random.random)
        async with aclosing(run.events()) as events:
            async for event in events:
                if isinstance(event, ChunkArrived):
                    yield event.response


def wire_contents(contents: object) -> list[JsonObject]:
    """Write contents as people give them: loose parts become one user content.

    Raises:
        ValueError: if there is nothing, or something that is no content.
    """
    if is_content(contents):
        return [wire_content(contents)]
    if not isinstance(contents, (list, tuple)):
        return [user_content(contents)]
    wire: list[JsonObject] = []
    for whole, run in groupby(contents, is_content):
        items = list(run)
        wire += map(wire_content, items) if whole else [user_content(items)]
    if not wire:
        raise ValueError("there is nothing to send")
    return wire
