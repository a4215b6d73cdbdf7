"""The run of one turn: its requests, the calls between them, and what is left when it stops."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gemchat.chat.events import ChunkArrived, ToolCalled, ToolReturned, TurnEvent
from gemchat.chat.generation import Generation
from gemchat.chat.history import Journal, Turn, TurnOutcome
from gemchat.chat.request import Request
from gemchat.chat.signatures import without
from gemchat.chat.tools import Toolbox
from gemchat.errors import (
    ApiError,
    EmptyReplyError,
    GemchatError,
    IncompleteReplyError,
    NetworkError,
)
from gemchat.protocol.backend import Backend
from gemchat.protocol.call import Transport
from gemchat.protocol.finish import Verdict, finish_of
from gemchat.protocol.usage import sum_of_usages
from gemchat.types import FunctionCall, Part
from gemchat.types.base import JsonObject

if TYPE_CHECKING:
    from gemchat.types import GenerateContentConfig


@dataclass(frozen=True, slots=True)
class Question:
    """What a turn asks.

    Attributes:
        contents: the conversation up to the question, in wire form.
        config: how to answer.
        toolbox: the functions that the model may call.
        stream: whether the reply may come in pieces.
    """

    contents: list[JsonObject]
    config: GenerateContentConfig
    toolbox: Toolbox
    stream: bool


@dataclass(slots=True)
class _Round:
    """A request, and our answers to the calls in its reply."""

    request: Request
    answers: list[JsonObject] = field(default_factory=list)

    @property
    def contents(self) -> list[JsonObject]:
        said = self.request.reply.content
        replied = [{"role": "user", "parts": self.answers}] if self.answers else []
        return ([said] if said else []) + replied


class TurnRun:
    """One turn on its way.

    Args:
        turn: the turn to fill in.
        question: what it asks.
        transport: the network and the clock.
        backend: how requests are written and errors are read.
        journal: told of everything that arrives, before anybody sees it.
        jitter: gives a number from 0 to 1 for the pauses between attempts.
    """

    def __init__(
        self,
        turn: Turn,
        question: Question,
        transport: Transport,
        backend: Backend,
        journal: Journal,
        jitter: Callable[[], float],
    ) -> None:
        self._turn = turn
        self._question = question
        self._transport = transport
        self._backend = backend
        self._journal = journal
        self._jitter = jitter
        self._began = transport.clock()
        self._rounds: list[_Round] = []
        self._rounds.append(self._next_round([]))

    async def events(self) -> AsyncGenerator[TurnEvent]:
        """Ask, answer the calls of the model and ask again, until it has no more of them.

        Raises:
            GemchatError: what went wrong with the last attempt.
        """
        while True:
            async with aclosing(self._reply()) as events:
                async for event in events:
                    yield event
            calls = self._unanswered()
            if not calls:
                return
            for call in calls:
                yield ToolCalled(FunctionCall.from_wire(call))
                answer = await self._question.toolbox.answer(call, self._transport)
                self._rounds[-1].answers.append(answer)
                yield ToolReturned(Part.from_wire(answer))
            await self._journal.stepped(len(self._rounds) - 1, self._rounds[-1].contents)
            self._rounds.append(self._next_round(self._contents()))

    @property
    def refused(self) -> set[str]:
        """The signatures that the service did not take."""
        return set().union(*(each.request.refused for each in self._rounds))

    def break_off(self, stop: BaseException) -> None:
        """Note why the turn did not come to its end."""
        reply = self._rounds[-1].request.reply
        came = bool(reply.parts) and not isinstance(stop, EmptyReplyError)
        partial = came or len(self._rounds) > 1
        self._turn.outcome = TurnOutcome.INTERRUPTED if partial else TurnOutcome.FAILED
        self._turn.reason = _why(stop)

    def catch_up(self) -> None:
        """Put the contents that came until now into the turn."""
        self._turn.contents = self._contents()

    def settle(self) -> None:
        """Put all that came into the turn."""
        last = self._rounds[-1].request
        last.reply.close()
        self.catch_up()
        self._turn.finish = last.reply.finish
        self._turn.meta = self._meta()
        self._turn.attempts = sum(one.request.attempts for one in self._rounds)
        self._turn.seconds = self._transport.clock() - self._began
        if not last.whole or self._unanswered():
            return
        finish = self._turn.finish or ""
        blocked = not finish or finish_of(finish).verdict is Verdict.BLOCKED
        self._turn.outcome = TurnOutcome.BLOCKED if blocked else TurnOutcome.COMPLETE
        self._turn.reason = (finish or last.reply.blocked) if blocked else ""

    async def _reply(self) -> AsyncGenerator[TurnEvent]:
        """Run the last request; its responses tell of the calls that led to it."""
        asked, past = self._question, self._contents()
        told = [*asked.contents, *past] if past and asked.toolbox.tells else []
        async with aclosing(self._rounds[-1].request.events()) as events:
            async for event in events:
                if isinstance(event, ChunkArrived):
                    yield ChunkArrived(event.payload, told)
                else:
                    yield event

    def _next_round(self, past: list[JsonObject]) -> _Round:
        asked = self._question
        config = asked.toolbox.declared(asked.config)
        contents = without([*asked.contents, *past], self.refused)
        generation = Generation(self._turn.model, contents, config, asked.stream)
        ports = self._transport, self._backend, self._journal
        return _Round(Request(generation, *ports, self._jitter))

    def _unanswered(self) -> list[JsonObject]:
        """Give the calls at the end of the turn that are for us to answer."""
        last = self._rounds[-1].request
        if not last.whole or last.reply.finish != "STOP":
            return []
        if len(self._rounds) >= self._question.toolbox.most_requests:
            return []
        return self._question.toolbox.calls(last.reply.content)

    def _contents(self) -> list[JsonObject]:
        return [content for each in self._rounds for content in each.contents]

    def _meta(self) -> JsonObject:
        """The last reply counts, but tokens are paid for in all."""
        metas = [each.request.reply.meta for each in self._rounds]
        usages = [meta["usage"] for meta in metas if "usage" in meta]
        return metas[-1] | ({"usage": sum_of_usages(usages)} if usages else {})


def _why(stop: BaseException) -> str:
    """Name the reason for the record; a cancellation may bring its own word."""
    match stop:
        case ApiError():
            return stop.status or f"HTTP {stop.code}"
        case GemchatError():
            cause = stop.__cause__ if isinstance(stop, IncompleteReplyError) else stop
            return "network" if isinstance(cause, NetworkError) else "service"
        case Exception():
            return "crash"
        case _:
            return str(stop.args[0]) if stop.args and isinstance(stop.args[0], str) else "user"
