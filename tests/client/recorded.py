"""Recorded traffic: its exchanges, and a transport that replays them in pieces."""

from __future__ import annotations

import json
import os
import random
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from gemchat.protocol.backend import Backend
from gemchat.protocol.call import HttpCall, HttpReply, HttpStream
from gemchat.protocol.gemini import GeminiBackend
from gemchat.protocol.vertex import VertexBackend

Json = dict[str, Any]

FOLDER = os.environ.get("GEMCHAT_RECORDINGS")
BESIDE = ("systemInstruction", "safetySettings", "tools", "toolConfig", "cachedContent", "labels")


@dataclass(frozen=True)
class Exchange:
    """A request and its answer, as recorded."""

    name: str
    host: str
    path: str
    body: Json
    status: int
    answer: str

    @property
    def method(self) -> str:
        """What is called, or the path of a resource."""
        return self.path.partition("?")[0].rpartition(":")[2]

    @property
    def model(self) -> str:
        return self.path.rpartition("/")[2].partition(":")[0]

    @property
    def backend(self) -> Backend:
        if "aiplatform" in self.host:
            return VertexBackend(project="p")
        return GeminiBackend("key")

    @property
    def config(self) -> Json:
        """The settings of the request, in one flat object as callers give them."""
        generation = self.body.get("generationConfig") or {}
        beside = (*BESIDE, "modelArmorConfig")
        return {**generation, **{name: self.body[name] for name in beside if name in self.body}}

    @property
    def payloads(self) -> list[Json]:
        """The objects of the answer, of one JSON text or of an event stream."""
        if self.answer.startswith("data:"):
            return [json.loads(line[5:]) for line in self.answer.split("\r\n") if line]
        value = json.loads(self.answer)
        return value if isinstance(value, list) else [value]


def exchanges(*methods: str) -> list[Exchange]:
    """The recorded calls of these methods; none where there are no recordings."""
    found: list[Exchange] = []
    for file in sorted(Path(FOLDER).glob("*.json")) if FOLDER else ():
        for number, one in enumerate(json.loads(file.read_bytes())["exchanges"]):
            asked, answered = one["request"], one["response"]
            exchange = Exchange(
                f"{file.stem}#{number}",
                asked["host"],
                asked["path"],
                asked["body"] if isinstance(asked["body"], dict) else {},
                answered["status"],
                answered["body"],
            )
            if exchange.method in methods:
                found.append(exchange)
    return found


class ReplayTransport:
    """Answers every call with the same recorded answer, cut at random places.

    Args:
        exchange: what is replayed.
        suspends: whether awaiting it really gives way to the event loop.
    """

    def __init__(self, exchange: Exchange, *, suspends: bool) -> None:
        self.calls: list[HttpCall] = []
        self._exchange = exchange
        self._suspends = suspends
        self._random = random.Random(exchange.name)

    async def send(self, call: HttpCall) -> HttpReply:
        self.calls.append(call)
        return HttpReply(self._exchange.status, {}, self._exchange.answer.encode())

    @asynccontextmanager
    async def stream(self, call: HttpCall) -> AsyncIterator[HttpStream]:
        self.calls.append(call)
        yield HttpStream(self._exchange.status, {}, self._pieces())

    async def offload(self, call: Callable[[], object]) -> object:
        raise AssertionError("a recording calls no function of ours")

    async def sleep(self, seconds: float) -> None:
        pass

    def clock(self) -> float:
        return 0.0

    async def _pieces(self) -> AsyncGenerator[bytes]:
        body = self._exchange.answer.encode()
        cuts = sorted(self._random.choices(range(len(body) + 1), k=40))
        for start, end in pairwise([0, *cuts, len(body)]):
            yield body[start:end]
