"""What a transport is given and what it gives back."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Protocol

from gemchat.types import HttpRetryOptions


@dataclass(frozen=True, slots=True)
class Patience:
    """How many seconds of silence are borne, and where.

    Attributes:
        connect: until a connection stands.
        first_event: until a stream says its first word; thinking models are silent for long.
        event: between two events of a stream.
        unary: until an answer that comes in one piece.
    """

    connect: float = 10.0
    first_event: float = 180.0
    event: float = 60.0
    unary: float = 300.0


@dataclass(frozen=True, slots=True)
class HttpCall:
    """One request. Headers and body stay out of its `repr`: they hold the key and the talk.

    Attributes:
        patience: how long silence is borne.
        retry: when to send it again, if somebody asked for other than the usual.
    """

    method: str
    url: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(default=b"", repr=False)
    patience: Patience = Patience()
    retry: HttpRetryOptions | None = None


@dataclass(frozen=True, slots=True)
class HttpAnswer:
    """What every answer begins with; header names are lower-case."""

    status: int
    headers: Mapping[str, str]

    @property
    def ok(self) -> bool:
        """Whether it is what was asked for, no error."""
        return 200 <= self.status < 300


@dataclass(frozen=True, slots=True)
class HttpReply(HttpAnswer):
    """A whole answer."""

    body: bytes


@dataclass(frozen=True, slots=True)
class HttpStream(HttpAnswer):
    """An answer whose body is still coming."""

    chunks: AsyncIterator[bytes]


class Transport(Protocol):
    """The network and the clock, as the core sees them.

    Whatever goes wrong on the way is raised as `NetworkError`. A blocking implementation has
    the same methods and never suspends.
    """

    async def send(self, call: HttpCall) -> HttpReply:
        """Send a request and read its whole answer."""

    def stream(self, call: HttpCall) -> AbstractAsyncContextManager[HttpStream]:
        """Send a request and hand over its answer while it comes."""

    async def offload(self, call: Callable[[], object]) -> object:
        """Call a function of somebody else, and wait for its result if it is a coroutine's.

        What it raises is raised here. An asynchronous implementation calls it in a thread, so
        that it may block, and awaits on its own loop; a blocking one has a private loop for that.
        """

    async def sleep(self, seconds: float) -> None:
        """Let time pass."""

    def clock(self) -> float:
        """Seconds since some fixed moment."""
