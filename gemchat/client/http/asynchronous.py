"""The transport for programs with an event loop."""

from __future__ import annotations

import asyncio
import inspect
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager

import httpx

from gemchat.client.http.exchange import (
    body_of,
    client_options,
    headers_of,
    log_answer,
    request_of,
    whole_reply,
)
from gemchat.client.http.faults import network_error, setup_faults
from gemchat.client.http.silence import silence_of
from gemchat.protocol.call import HttpCall, HttpReply, HttpStream


class AsyncTransport:
    """Asks over httpx's asynchronous client, one for each event loop that comes along.

    Args:
        base_url: where the calls will go, which decides about certificates and proxies.
    """

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url
        self._client: httpx.AsyncClient | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._lease: AsyncGenerator[None] | None = None

    def warm_up(self) -> httpx.AsyncClient:
        """Build the client, which loads certificates; may run ahead, in another thread."""
        if self._client is None:
            with setup_faults():
                self._client = httpx.AsyncClient(**client_options(self._base_url))
        return self._client

    async def send(self, call: HttpCall) -> HttpReply:
        """Send a request and read its whole answer."""
        async with self._opened(call, call.patience.unary) as response:
            return await whole_reply(response, body_of(call, response, response.aiter_raw()))

    @asynccontextmanager
    async def stream(self, call: HttpCall) -> AsyncGenerator[HttpStream]:
        """Send a request and hand over its answer while it comes."""
        async with self._opened(call, call.patience.first_event) as response:
            body = body_of(call, response, _patient(call, response.aiter_raw()))
            yield HttpStream(response.status_code, headers_of(response), body)

    async def offload(self, call: Callable[[], object]) -> object:
        """Call a function in a thread; what it returns may be awaited here."""
        result = await asyncio.to_thread(call)
        return await result if inspect.isawaitable(result) else result

    async def sleep(self, seconds: float) -> None:
        """Let time pass."""
        await asyncio.sleep(seconds)

    def clock(self) -> float:
        """Seconds since some fixed moment."""
        return time.monotonic()

    async def aclose(self) -> None:
        """Close all connections."""
        client, self._client, self._loop = self._client, None, None
        if client is not None:
            await client.aclose()

    @asynccontextmanager
    async def _opened(self, call: HttpCall, silence: float) -> AsyncGenerator[httpx.Response]:
        client = await self._of_this_loop()
        began = time.monotonic()
        try:
            response = await client.send(request_of(client, call, silence), stream=True)
        except httpx.HTTPError as error:
            raise network_error(call, error) from error
        log_answer(call, response.status_code, time.monotonic() - began)
        try:
            yield response
        finally:
            await response.aclose()

    async def _of_this_loop(self) -> httpx.AsyncClient:
        """Connections belong to the loop that opened them; a new loop gets a new client."""
        loop = asyncio.get_running_loop()
        if self._loop is not loop:
            if self._loop:
                self._client = None
            self._loop = loop
            self._lease = _lease(self.warm_up())
            await anext(self._lease)
        return self.warm_up()


async def _lease(client: httpx.AsyncClient) -> AsyncGenerator[None]:
    """Close the client with its loop: a loop that ends closes the generators begun in it."""
    try:
        yield
    finally:
        await client.aclose()


async def _patient(call: HttpCall, chunks: AsyncIterator[bytes]) -> AsyncGenerator[bytes]:
    """Bear less silence once the first bytes have come."""
    patience = call.patience.first_event
    while True:
        try:
            async with asyncio.timeout(patience):
                chunk = await anext(chunks)
        except StopAsyncIteration:
            return
        except TimeoutError as error:
            raise silence_of(patience) from error
        yield chunk
        patience = call.patience.event
