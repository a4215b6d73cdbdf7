"""A network and a clock that follow a script.

    ScriptedTransport(
        ["error: 503 UNAVAILABLE overloaded"],
        ["text: Hel", "text: lo", "finish: STOP", "usage: 3 2"],
    )

Each list answers one request, in order; each of its lines is one event of the answer:

    text: WORDS             a piece of the reply
    think: WORDS            a piece of a thought
    sign: BASE64            a thought signature on an empty text part
    call: NAME {"a": 1}     a function call; without arguments just NAME
    finish: REASON          the finish reason
    usage: PROMPT REPLY     token counts
    raw: JSON               a payload exactly as given, well-formed or not
    error: CODE STATUS ...  as the first line an HTTP error, further down one inside the stream
    http: CODE BODY         first line only: an HTTP answer with this body
    header: NAME VALUE      a header of the answer, wherever it stands
    cut                     the connection breaks; as the first line, before any answer
    stall                   silence: until it is cancelled, or (blocking) until patience ends

A stream comes as server-sent events, one chunk an event. A whole answer (`send`) is all payloads
merged into one response, or the body of a single `raw` line as it is.
"""

from __future__ import annotations

import asyncio
import inspect
import json
from collections.abc import (
    AsyncGenerator,
    AsyncIterator,
    Awaitable,
    Callable,
    Coroutine,
    Sequence,
)
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

from gemchat.client.stepping import step
from gemchat.errors import NetworkError
from gemchat.protocol.call import HttpCall, HttpReply, HttpStream
from gemchat.types.base import JsonObject

T = TypeVar("T")


class ScriptedTransport:
    """A `Transport` that answers from a script and remembers what it was asked.

    Args:
        exchanges: one list of lines for each request.
        suspends: whether awaiting it really gives way to the event loop.

    Attributes:
        calls: the requests, in order.
        sleeps: the seconds of each `sleep`; they pass on the fake clock only.
        open_streams: how many streams were entered and not left yet.
        stalled: set when a `stall` is reached.
    """

    def __init__(self, *exchanges: Sequence[str], suspends: bool = True) -> None:
        self.calls: list[HttpCall] = []
        self.sleeps: list[float] = []
        self.open_streams = 0
        self.stalled = asyncio.Event()
        self._script = iter([_Exchange.parse(lines) for lines in exchanges])
        self._suspends = suspends
        self._now = 0.0

    @property
    def bodies(self) -> list[JsonObject]:
        """The JSON bodies of the requests that have one."""
        return [json.loads(call.body) for call in self.calls if call.body]

    async def send(self, call: HttpCall) -> HttpReply:
        exchange = await self._open(call)
        for line in exchange.lines:
            await self._trouble(line, call.patience.unary)
        return HttpReply(exchange.status, exchange.headers, exchange.body or _merged(exchange))

    @asynccontextmanager
    async def stream(self, call: HttpCall) -> AsyncIterator[HttpStream]:
        exchange = await self._open(call)
        headers = {"content-type": "text/event-stream"} | exchange.headers
        self.open_streams += 1
        try:
            async with aclosing(self._chunks(exchange, call)) as chunks:
                yield HttpStream(exchange.status, headers, chunks)
        finally:
            self.open_streams -= 1

    async def offload(self, call: Callable[[], object]) -> object:
        await self._give_way()
        result = call()
        if not inspect.isawaitable(result):
            return result
        return await result if self._suspends else asyncio.run(_awaited(result))

    async def sleep(self, seconds: float) -> None:
        await self._give_way()
        self.sleeps.append(seconds)
        self._now += seconds

    def clock(self) -> float:
        return self._now

    async def _open(self, call: HttpCall) -> _Exchange:
        self.calls.append(call)
        await self._give_way()
        exchange = next(self._script, None)
        assert exchange is not None, f"request {len(self.calls)} is not in the script"
        if exchange.lines[:1] == [("cut", "")]:
            raise NetworkError("the connection was refused", fresh_connection=True)
        return exchange

    async def _chunks(self, exchange: _Exchange, call: HttpCall) -> AsyncGenerator[bytes, None]:
        if exchange.body:
            yield exchange.body
        patience = call.patience.first_event
        for line in exchange.lines:
            await self._give_way()
            await self._trouble(line, patience)
            patience = call.patience.event
            yield f"data: {_payload(*line)}\r\n\r\n".encode()

    async def _trouble(self, line: tuple[str, str], patience: float) -> None:
        if line == ("cut", ""):
            raise NetworkError("the connection broke")
        if line == ("stall", ""):
            self.stalled.set()
            if self._suspends:
                await asyncio.Event().wait()
            self._now += patience
            raise NetworkError(f"silence for {patience:g} seconds")

    async def _give_way(self) -> None:
        if self._suspends:
            await asyncio.sleep(0)


@dataclass(frozen=True, slots=True)
class Twin:
    """One of the two ways in which the same core code runs: on an event loop, or in one step."""

    suspends: bool

    def transport(self, *exchanges: Sequence[str]) -> ScriptedTransport:
        """A scripted transport that suits `run`."""
        return ScriptedTransport(*exchanges, suspends=self.suspends)

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """The result of `coroutine`; where nothing may suspend, a suspension is an error."""
        return asyncio.run(coroutine) if self.suspends else step(coroutine)


@dataclass(frozen=True, slots=True)
class _Exchange:
    status: int
    headers: dict[str, str]
    lines: list[tuple[str, str]]
    body: bytes = b""  # of an answer that is no stream of events

    @staticmethod
    def parse(script: Sequence[str]) -> _Exchange:
        lines = [(kind, value) for kind, _, value in (line.partition(": ") for line in script)]
        headers = dict(value.split(" ", 1) for kind, value in lines if kind == "header")
        lines = [line for line in lines if line[0] != "header"]
        match lines:
            case [("error", value), *rest]:
                status, body = value.split()[0], _payload("error", value)
            case [("http", value), *rest]:
                status, _, body = value.partition(" ")
            case _:
                return _Exchange(200, headers, lines)
        assert not rest, f"nothing follows an HTTP error: {rest}"
        return _Exchange(int(status), headers, [], body.encode())


async def _awaited(awaitable: Awaitable[T]) -> T:
    return await awaitable


def _payload(kind: str, value: str) -> str:
    return value if kind == "raw" else json.dumps(_event(kind, value), ensure_ascii=False)


def _event(kind: str, value: str) -> JsonObject:
    match kind:
        case "text":
            return _said({"text": value})
        case "think":
            return _said({"text": value, "thought": True})
        case "sign":
            return _said({"text": "", "thoughtSignature": value})
        case "call":
            name, _, arguments = value.partition(" ")
            return _said({"functionCall": {"name": name, "args": json.loads(arguments or "{}")}})
        case "finish":
            return {"candidates": [{"finishReason": value, "index": 0}]}
        case "usage":
            prompt, reply = map(int, value.split())
            counts = {"promptTokenCount": prompt, "candidatesTokenCount": reply}
            return {"usageMetadata": counts | {"totalTokenCount": prompt + reply}}
        case "error":
            code, status, message = value.split(" ", 2)
            return {"error": {"code": int(code), "status": status, "message": message}}
        case _:
            raise AssertionError(f"no line of the script language: {kind!r}")


def _said(part: JsonObject) -> JsonObject:
    return {"candidates": [{"content": {"role": "model", "parts": [part]}, "index": 0}]}


def _merged(exchange: _Exchange) -> bytes:
    payloads = [_payload(*line) for line in exchange.lines]
    if len(payloads) == 1:
        return payloads[0].encode()
    parts: list[JsonObject] = []
    whole: JsonObject = {}
    candidate: JsonObject = {"content": {"role": "model", "parts": parts}}
    for payload in map(json.loads, payloads):
        for piece in payload.pop("candidates", []):
            parts += piece.pop("content", {}).get("parts", [])
            candidate |= piece
        whole |= payload
    return json.dumps({"candidates": [candidate]} | whole).encode()
