"""What is slow to build, built in a thread while the prompt already stands."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncGenerator, Callable
from concurrent.futures import Future
from contextlib import asynccontextmanager
from threading import Thread
from typing import TYPE_CHECKING, Generic, TypeVar

from gemchat.protocol.call import HttpCall, HttpReply, HttpStream

if TYPE_CHECKING:
    from gemchat.client.http.asynchronous import AsyncTransport

T = TypeVar("T")


class Soon(Generic[T]):
    """A value that a daemon thread builds once it is told to; leaving never waits for it.

    Args:
        build: gives the value; its error is raised wherever the value is needed.
    """

    def __init__(self, build: Callable[[], T]) -> None:
        self._build = build
        self._value: Future[T] = Future()
        self._started = False

    def start(self) -> None:
        """Begin to build, if nobody has begun yet."""
        if not self._started:
            self._started = True
            self._value.set_running_or_notify_cancel()  # who gives up waiting spoils it for nobody
            Thread(target=self._run, name="gemchat-warm-up", daemon=True).start()

    async def get(self) -> T:
        """Wait for the value."""
        self.start()
        return await asyncio.wrap_future(self._value)

    def _run(self) -> None:
        try:
            self._value.set_result(self._build())
        except BaseException as error:  # noqa: BLE001 - raised again where the value is needed
            self._value.set_exception(error)


class WarmTransport:
    """A `Transport` over httpx that need not be there before the first request."""

    def __init__(self, base_url: str) -> None:
        self._real = Soon(lambda: _built(base_url))

    def start(self) -> None:
        """Begin to load httpx and certificates."""
        self._real.start()

    async def send(self, call: HttpCall) -> HttpReply:
        """Send a request and read its whole answer."""
        return await (await self._real.get()).send(call)

    @asynccontextmanager
    async def stream(self, call: HttpCall) -> AsyncGenerator[HttpStream]:
        """Send a request and hand over its answer while it comes."""
        real = await self._real.get()
        async with real.stream(call) as stream:
            yield stream

    async def offload(self, call: Callable[[], object]) -> object:
        """Call a function of somebody else."""
        return await (await self._real.get()).offload(call)

    async def sleep(self, seconds: float) -> None:
        """Let time pass."""
        await asyncio.sleep(seconds)

    def clock(self) -> float:
        """Seconds since some fixed moment."""
        return time.monotonic()


def _built(base_url: str) -> AsyncTransport:
    from gemchat.client.http.asynchronous import AsyncTransport  # noqa: PLC0415 - slow to load

    transport = AsyncTransport(base_url)
    transport.warm_up()
    return transport
