"""One request for a reply: its attempts, and what has come of the reply."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing
from copy import deepcopy
from typing import NoReturn

from gemchat.chat.events import ChunkArrived, Retrying, TurnEvent
from gemchat.chat.generation import Generation
from gemchat.chat.history import Journal
from gemchat.chat.signatures import signatures_in
from gemchat.errors import (
    ApiError,
    BrokenReplyError,
    EmptyReplyError,
    GemchatError,
    IncompleteReplyError,
    NetworkError,
)
from gemchat.protocol.assembly import ReplyBuilder, first_candidate, is_visible, pieces, tells
from gemchat.protocol.backend import Backend
from gemchat.protocol.call import HttpReply, HttpStream, Transport
from gemchat.protocol.failures import signature_refused
from gemchat.protocol.finish import Verdict, finish_of
from gemchat.protocol.payload import as_text
from gemchat.protocol.retry import retry_policy
from gemchat.protocol.sse import PayloadReader
from gemchat.types.base import JsonObject

_AGAIN = "/retry asks again."
_ERROR_BODY_LIMIT = 1024 * 1024


class Request:
    """A request on its way, sent anew with each attempt, and going on where an answer is cut.

    Args:
        asked: what is asked for.
        transport: the network and the clock.
        backend: how requests are written and errors are read.
        journal: told of everything that arrives, before anybody sees it.
        jitter: gives a number from 0 to 1 for the pauses between attempts.

    Attributes:
        attempts: how often something was sent.
        reply: what has come, failed attempts left out.
        refused: the signatures that the service did not take.
        whole: whether the reply came to its end.
    """

    def __init__(
        self,
        asked: Generation,
        transport: Transport,
        backend: Backend,
        journal: Journal,
        jitter: Callable[[], float],
    ) -> None:
        self.attempts = 0
        self.reply = ReplyBuilder()
        self.refused: set[str] = set()
        self.whole = False
        self._transport = transport
        self._backend = backend
        self._journal = journal
        self._shown = False
        self._held: list[TurnEvent] = []
        self._unseen: list[JsonObject] = []
        self._ask(asked)
        self._retry = retry_policy(self._call, jitter)

    async def events(self) -> AsyncGenerator[TurnEvent]:
        """Ask until the answer is whole, or there is no sense in asking again.

        Raises:
            GemchatError: what went wrong with the last attempt.
        """
        while not self.whole:
            before = deepcopy(self.reply)
            try:
                async with aclosing(self._attempt()) as events:
                    async for event in events:
                        self._shown = True
                        yield event
                continue
            except GemchatError as error:
                failure = error
            delay = self._pause(failure)
            if delay is None:
                for event in self._held if self._tells else ():
                    yield event
                self._give_up(failure)
            self.reply = before
            yield Retrying(self.attempts, delay, failure)
            await self._transport.sleep(delay)

    def _ask(self, asked: Generation) -> None:
        self._asked = asked
        self._call = asked.call(self._backend)

    async def _attempt(self) -> AsyncGenerator[TurnEvent]:
        self.attempts += 1
        self._shown = False
        self._held, self._unseen = [], []
        known = self.reply.parts
        payloads = self._streamed() if self._asked.stream else self._unary()
        async with aclosing(payloads):
            async for payload in payloads:
                if error := self._backend.failure_in_stream(payload):
                    if self.reply.finish:
                        break
                    raise error
                self._held += self.reply.feed(payload)
                self._unseen += pieces(payload)
                if not self._asked.stream:
                    continue
                self._held.append(ChunkArrived(self._seamless(payload)))
                if not self._tells:
                    continue
                await self._journal.progress(self._unseen)
                for event in self._held:
                    yield event
                self._held, self._unseen = [], []
        self._check()
        if self._goes_on and self.reply.parts != known:
            self._ask(self._asked.continued(self.reply.token))
            self.reply.go_on()
        else:
            self.whole = True
            self._held += self.reply.close()
            self._held += [] if self._asked.stream else [ChunkArrived(self.reply.response)]
        for event in self._held:
            yield event

    @property
    def _tells(self) -> bool:
        """Whether what is held back has anything to show."""
        return any(map(tells, self._unseen))

    @property
    def _goes_on(self) -> bool:
        wanted = self._asked.config.automatic_continuation is not False
        return wanted and self.reply.finish == "CONTINUATION" and bool(self.reply.token)

    def _seamless(self, payload: JsonObject) -> JsonObject:
        """Hide that the answer was cut, where it goes on by itself."""
        if not self._goes_on:
            return payload
        candidate = {**first_candidate(payload)}
        candidate.pop("finishReason", None)
        return {**payload, "candidates": [candidate]}

    def _pause(self, failure: GemchatError) -> float | None:
        """Seconds to wait before the next attempt, which may leave out what was refused.

        None if there is to be none: after what was shown, or an answer in one piece that broke off.
        """
        broke_off = self._tells and isinstance(failure, NetworkError | ApiError)
        if self._shown or broke_off:
            return None
        if signature_refused(failure):
            repaired = self._asked.repaired()
            if repaired != self._asked:
                self.refused |= signatures_in(self._asked.contents)
                self._ask(repaired)
                return 0.0
        return self._retry.delay(failure)

    async def _unary(self) -> AsyncGenerator[JsonObject]:
        reply = await self._transport.send(self._call)
        if not reply.ok:
            raise self._backend.failure(reply)
        reader = PayloadReader()
        for payload in [*reader.feed(reply.body), *reader.finish()]:
            yield payload

    async def _streamed(self) -> AsyncGenerator[JsonObject]:
        async with self._transport.stream(self._call) as reply:
            if not reply.ok:
                raise self._backend.failure(await _whole_reply(reply))
            reader = PayloadReader()
            async with aclosing(self._watched(reply.chunks, reader)) as payloads:
                async for payload in payloads:
                    yield payload

    async def _watched(
        self, chunks: AsyncIterator[bytes], reader: PayloadReader
    ) -> AsyncGenerator[JsonObject]:
        """Read events; bytes that never make one are silence too."""
        patience = self._call.patience.first_event
        heard = self._transport.clock()
        async for chunk in chunks:
            now = self._transport.clock()
            payloads = reader.feed(chunk)
            if payloads:
                heard, patience = now, self._call.patience.event
            elif now - heard > patience:
                raise NetworkError(f"The service sent nothing of use for {patience:g} s.")
            for payload in payloads:
                yield payload
        for payload in reader.finish():
            yield payload

    def _check(self) -> None:
        """Raise if what came is no answer."""
        builder = self.reply
        if builder.blocked and not builder.parts:
            return
        if builder.finish is None:
            if not builder.parts:
                raise EmptyReplyError("The service sent an empty answer.", hint=_AGAIN)
            raise NetworkError("The reply ended without a finish mark.")
        finish = finish_of(builder.finish)
        if finish.verdict is Verdict.BROKEN:
            raise BrokenReplyError(finish.sentence, hint=finish.advice)
        if finish.verdict is Verdict.WHOLE and not any(map(is_visible, builder.parts)):
            raise EmptyReplyError("The model gave an empty answer.", hint=_AGAIN)

    def _give_up(self, error: GemchatError) -> NoReturn:
        """Raise, and say what is left of a reply that broke off in the middle."""
        visible = [part for part in self.reply.parts if is_visible(part)]
        if not visible:
            raise error
        words = sum(len(as_text(part.get("text")).split()) for part in visible)
        kept = "1 word is kept" if words == 1 else f"{words} words are kept"
        hint = f"/continue goes on from there, {_AGAIN}"
        raise IncompleteReplyError(f"{error.message} {kept}.", hint=hint) from error


async def _whole_reply(reply: HttpStream) -> HttpReply:
    body = b""
    async for chunk in reply.chunks:
        body += chunk
        if len(body) > _ERROR_BODY_LIMIT:
            break
    return HttpReply(reply.status, reply.headers, body)
