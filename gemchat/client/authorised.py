"""Access tokens on requests: a transport that adds them, and renews them when that is due."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from typing import Protocol

from gemchat.client.passing import PassingTransport
from gemchat.protocol.call import HttpCall, HttpReply, HttpStream, Transport

_UNAUTHENTICATED = 401


class AccessTokens(Protocol):
    """Who is asking, for as long as the service believes it."""

    @property
    def due(self) -> bool:
        """Whether there is no token yet, or one that soon expires."""

    @property
    def headers(self) -> Mapping[str, str]:
        """What goes with a request."""

    def renew(self, refused: Mapping[str, str]) -> None:
        """Get a token, unless there is one by now; may block.

        Args:
            refused: the headers that the service did not believe; empty if it saw none.

        Raises:
            GemchatError: there is none to be had.
        """


class AuthorisedTransport(PassingTransport):
    """A `Transport` that says who is asking, and once more if the service does not believe it.

    Args:
        transport: the network.
        tokens: who is asking.
    """

    def __init__(self, transport: Transport, tokens: AccessTokens) -> None:
        super().__init__(transport)
        self._tokens = tokens

    async def send(self, call: HttpCall) -> HttpReply:
        """Send a request and read its whole answer."""
        headers = await self._headers()
        reply = await self._transport.send(_with(headers, call))
        if reply.status != _UNAUTHENTICATED:
            return reply
        return await self._transport.send(_with(await self._headers(headers), call))

    @asynccontextmanager
    async def stream(self, call: HttpCall) -> AsyncGenerator[HttpStream]:
        """Send a request and hand over its answer while it comes."""
        headers = await self._headers()
        async with self._transport.stream(_with(headers, call)) as stream:
            if stream.status != _UNAUTHENTICATED:
                yield stream
                return
        headers = await self._headers(headers)
        async with self._transport.stream(_with(headers, call)) as stream:
            yield stream

    async def _headers(self, refused: Mapping[str, str] | None = None) -> Mapping[str, str]:
        if self._tokens.due or self._tokens.headers == refused:
            await self._transport.offload(partial(self._tokens.renew, refused or {}))
        return self._tokens.headers


def _with(headers: Mapping[str, str], call: HttpCall) -> HttpCall:
    return replace(call, headers={**headers, **call.headers})  # a caller's own goes first
