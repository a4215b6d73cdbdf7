"""The transport for programs without an event loop; its coroutines never suspend."""

from __future__ import annotations

import asyncio
import inspect
import time
import weakref
from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, closing, contextmanager
from itertools import islice

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
from gemchat.client.http.silence import Listener
from gemchat.protocol.call import HttpCall, HttpReply, HttpStream


class BlockingTransport:
    """Asks over httpx's blocking client.

    Args:
        base_url: where the calls will go, which decides about certificates and proxies.
    """

    def __init__(self, base_url: str) -> None:
        self._base_url = base_url
        self._client: httpx.Client | None = None

    async def send(self, call: HttpCall) -> HttpReply:
        """Send a request and read its whole answer."""
        with self._opened(call, call.patience.unary) as response:
            body = body_of(call, response, _stepwise(response.iter_raw()))
            return await whole_reply(response, body)

    @asynccontextmanager
    async def stream(self, call: HttpCall) -> AsyncGenerator[HttpStream]:
        """Send a request and hand over its answer while it comes."""
        with (
            self._opened(call, call.patience.first_event) as response,
            closing(_patient(call, response)) as chunks,
        ):
            body = body_of(call, response, _stepwise(chunks))
            yield HttpStream(response.status_code, headers_of(response), body)

    async def offload(self, call: Callable[[], object]) -> object:
        """Call a function; what it returns may be awaited on a private loop."""
        result = call()
        return _on_private_loop(result) if inspect.isawaitable(result) else result

    async def sleep(self, seconds: float) -> None:
        """Let time pass."""
        time.sleep(seconds)

    def clock(self) -> float:
        """Seconds since some fixed moment."""
        return time.monotonic()

    def close(self) -> None:
        """Close all connections."""
        client, self._client = self._client, None
        if client is not None:
            client.close()

    @contextmanager
    def _opened(self, call: HttpCall, silence: float) -> Iterator[httpx.Response]:
        client = self._built()
        began = time.monotonic()
        try:
            response = client.send(request_of(client, call, silence), stream=True)
        except httpx.HTTPError as error:
            raise network_error(call, error) from error
        log_answer(call, response.status_code, time.monotonic() - began)
        try:
            yield response
        finally:
            response.close()

    def _built(self) -> httpx.Client:
        if self._client is None:
            with setup_faults():
                self._client = httpx.Client(**client_options(self._base_url))
            weakref.finalize(self, self._client.close)
        return self._client


def _patient(call: HttpCall, response: httpx.Response) -> Generator[bytes]:
    """Bear less silence once the first bytes have come."""
    chunks = response.iter_raw()
    yield from islice(chunks, 1)
    connection = response.extensions["network_stream"].get_extra_info("socket")
    with Listener(connection, call.patience.event) as listener:
        yield from listener.heard(chunks)


def _on_private_loop(awaitable: Awaitable[object]) -> object:
    """Wait in this thread, where ^C is heard, unless the caller has a loop running in it."""

    async def awaited() -> object:
        return await awaitable

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(awaited())
    with ThreadPoolExecutor(1) as executor:
        return executor.submit(asyncio.run, awaited()).result()


async def _stepwise(chunks: Iterator[bytes]) -> AsyncGenerator[bytes]:
    for chunk in chunks:
        yield chunk
