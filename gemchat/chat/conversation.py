"""One conversation with a model: the core that every face of gemchat drives."""

from __future__ import annotations

import random
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing
from typing import TypeAlias

from gemchat import types
from gemchat.chat.events import ChunkArrived, TurnEnded, TurnEvent, TurnStarted
from gemchat.chat.history import History, Journal, NoJournal, Turn
from gemchat.chat.run import Question, TurnRun
from gemchat.chat.tools import Approve, Toolbox
from gemchat.protocol.backend import Backend
from gemchat.protocol.call import Transport
from gemchat.types.base import JsonObject

ConfigLike: TypeAlias = "types.GenerateContentConfig | Mapping[str, object] | None"


class Conversation:
    """Asks, retries, assembles, remembers.

    Args:
        transport: the network and the clock.
        backend: how requests are written.
        model: the model to ask; may be changed between turns.
        config: what holds for every message; may be changed between turns.
        history: what was said before.
        journal: where turns leave their trace.
        approve: asked before a Python function is called; without it all may be.
        jitter: gives a number from 0 to 1 for the pauses between attempts.
    """

    def __init__(
        self,
        transport: Transport,
        backend: Backend,
        model: str,
        *,
        config: ConfigLike = None,
        history: History | None = None,
        journal: Journal | None = None,
        approve: Approve | None = None,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self.transport = transport
        self.backend = backend
        self.model = model
        self.config: ConfigLike = config
        self.history = history or History()
        self.journal = journal or NoJournal()
        self.approve = approve
        self._jitter = jitter
        self._running: list[TurnRun] = []

    def caught_up(self) -> History:
        """Give the history, with the turns that are on their way as far as they have come.

        A stream that is left without being closed stays on its way, and some day ends.
        """
        for run in tuple(self._running):
            run.catch_up()
            self.history.refused |= run.refused
        return self.history

    async def events(
        self,
        user: JsonObject,
        once: ConfigLike = None,
        *,
        model: str = "",
        stream: bool = True,
    ) -> AsyncGenerator[TurnEvent]:
        """Send a message and say what happens.

        The turn takes its place in the history when it begins, and is settled there and in the
        journal when this ends, however it ends. A message that is sent meanwhile comes after it
        and carries what has come of it.

        Args:
            user: the message, a user content in wire form.
            once: settings for this message, merged over the conversation's field by field.
            model: the model to ask this once, if it is another.
            stream: whether the reply may come in pieces.

        Raises:
            GemchatError: the turn failed, or broke off; the history says which.
        """
        own = types.GenerateContentConfig.of(once)
        config = types.GenerateContentConfig.of(self.config).merged(own)
        toolbox = Toolbox.of(config, self.approve)
        turn = Turn(user=user, model=model or self.model, once=own.to_settings())
        contents = self.caught_up().request(user, turn.model)
        question = Question(contents, config, toolbox, stream)
        run = TurnRun(turn, question, self.transport, self.backend, self.journal, self._jitter)
        await self.journal.began(turn)
        self.history.add(turn)
        self._running.append(run)
        try:
            yield TurnStarted(turn)
            async with aclosing(run.events()) as events:
                async for event in events:
                    yield event
        except BaseException as stop:
            run.break_off(stop)
            raise
        finally:
            run.settle()
            self._running.remove(run)
            self.history.refused |= run.refused
            await self.journal.ended(turn)
        yield TurnEnded(turn)

    async def send(
        self, user: JsonObject, once: ConfigLike = None
    ) -> types.GenerateContentResponse:
        """Send a message and give the whole response.

        Args:
            user: the message, a user content in wire form.
            once: settings for this message.
        """
        own = types.GenerateContentConfig.of(once)
        response = types.GenerateContentResponse()
        async with aclosing(self.events(user, own, stream=False)) as events:
            async for event in events:
                if isinstance(event, ChunkArrived):
                    response = event.response
        return response.expecting(
            types.GenerateContentConfig.of(self.config).merged(own).response_schema
        )

    async def chunks(
        self, user: JsonObject, once: ConfigLike = None
    ) -> AsyncGenerator[types.GenerateContentResponse]:
        """Send a message and give the response in the pieces in which it comes.

        Args:
            user: the message, a user content in wire form.
            once: settings for this message.
        """
        async with aclosing(self.events(user, once)) as events:
            async for event in events:
                if isinstance(event, ChunkArrived):
                    yield event.response
