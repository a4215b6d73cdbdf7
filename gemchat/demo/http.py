"""HTTP/1.1 on asyncio streams: one request read, one answer written, broken on purpose if asked.

An answer is a value: a head and the steps of its body. Faults are therefore ordinary answers with
unusual steps, and only this module touches sockets.
"""

from __future__ import annotations

import asyncio
import json
import socket
import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from email.utils import formatdate
from http import HTTPStatus
from typing import Any, ClassVar, TypeAlias, assert_never
from urllib.parse import parse_qsl

# JSON as it lies on the wire; what is in it is for the reader to check.
Json: TypeAlias = dict[str, Any]

PHRASES = {status.value: status.phrase for status in HTTPStatus}
LARGEST_BODY = 100 * 1024 * 1024


class BadRequestError(Exception):
    """The bytes received are no HTTP request that this server reads."""


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request as it arrived: header names in lower case, `body` is None unless JSON."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: Any = None
    raw: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Unframed:
    """Bytes to send as they are, also inside a chunked body."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Pause:
    """Silence for a number of seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Chunks:
    """Silence for as long as a number of chunks take."""

    count: int


@dataclass(frozen=True, slots=True)
class Hold:
    """Silence until the client goes away."""


@dataclass(frozen=True, slots=True)
class HangUp:
    """The end of the connection, in the middle of whatever was being sent."""

    reset: bool = False


# Plain bytes are one piece of the body: one chunk, where the body is chunked.
Step: TypeAlias = bytes | Unframed | Pause | Chunks | Hold | HangUp


@dataclass(frozen=True, slots=True)
class Answer:
    """A response: its head, and its body step by step; chunked if the headers say so."""

    status: int
    headers: Mapping[str, str]
    steps: Iterable[Step] = ()

    @property
    def chunked(self) -> bool:
        """Whether each piece of the body travels as a chunk."""
        return "transfer-encoding" in self.headers

    @property
    def framed(self) -> bool:
        """Whether the client can tell where the body ends, so that the connection may go on."""
        return self.chunked or "content-length" in self.headers


@dataclass(frozen=True, slots=True)
class Headless:
    """What a peer sends that does not answer in HTTP at all."""

    steps: Iterable[Step] = ()
    chunked: ClassVar[bool] = False
    framed: ClassVar[bool] = False


def whole(status: int, body: bytes, content_type: str, **headers: str) -> Answer:
    """Build an answer of known length; `x_y` as a keyword is the header `x-y`."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    length = {"content-type": content_type, "content-length": str(len(body))}
    return Answer(status, length | named, (body,) if body else ())


def chunked(status: int, steps: Iterable[Step], content_type: str, **headers: str) -> Answer:
    """Build an answer whose body is sent piece by piece."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    coding = {"content-type": content_type, "transfer-encoding": "chunked"}
    return Answer(status, coding | named, steps)


@dataclass(frozen=True, slots=True)
class Connection:
    """One client's connection: requests come in, answers go out with `pace` after each chunk."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    pace: float = 0

    async def receive(self) -> Request | None:
        """Read the next request, or None when the client has closed the connection."""
        try:
            head = await self.reader.readuntil(b"\r\n\r\n")
        except asyncio.IncompleteReadError as error:
            if error.partial.strip():
                raise BadRequestError("the request ends in its head") from error
            return None
        request_line, *lines = head.decode("latin-1").strip().split("\r\n")
        match request_line.split(" "):
            case [method, target, "HTTP/1.1"]:
                path, _, query = target.partition("?")
            case _:
                raise BadRequestError("malformed request line")
        headers = dict(_header(line) for line in lines)
        raw = await self._body(headers)
        asked = dict(parse_qsl(query, keep_blank_values=True))
        return Request(method, path, asked, headers, _parsed(raw), raw)

    async def _body(self, headers: Mapping[str, str]) -> bytes:
        if headers.get("transfer-encoding", "").lower() == "chunked":
            return await self._chunks()
        length = _size(headers.get("content-length", "0"), 10)
        if length > LARGEST_BODY:
            raise BadRequestError("the body is too large")
        return await self.reader.readexactly(length)

    async def _chunks(self) -> bytes:
        body = bytearray()
        while size := await self._chunk_size():
            if len(body) + size > LARGEST_BODY:
                raise BadRequestError("the body is too large")
            body += (await self.reader.readexactly(size + 2))[:size]
        await self.reader.readuntil(b"\r\n")
        return bytes(body)

    async def _chunk_size(self) -> int:
        line = await self.reader.readuntil(b"\r\n")
        return _size(line.decode("latin-1").partition(";")[0].strip(), 16)

    async def send(self, answer: Answer | Headless) -> bool:
        """Send an answer step by step; tell whether the connection can go on."""
        if isinstance(answer, Answer):
            self.writer.write(_head(answer))
        for step in answer.steps:
            await self._take(step, answer.chunked)
            if self.writer.is_closing():
                return False
            await self.writer.drain()
        if answer.chunked:
            self.writer.write(b"0\r\n\r\n")
        await self.writer.drain()
        return answer.framed

    async def _take(self, step: Step, chunked: bool) -> None:
        match step:
            case b"":
                pass  # as a chunk it would end the body
            case bytes() if chunked:
                self.writer.write(b"%x\r\n%b\r\n" % (len(step), step))
                await asyncio.sleep(self.pace)
            case bytes():
                self.writer.write(step)
            case Unframed(data):
                self.writer.write(data)
            case Pause(seconds):
                await asyncio.sleep(seconds)
            case Chunks(count):
                await asyncio.sleep(count * self.pace)
            case Hold():
                await self.reader.read()
            case HangUp(reset):
                await self._hang_up(reset)
            case _:
                assert_never(step)

    async def _hang_up(self, reset: bool) -> None:
        await self.writer.drain()
        if reset:
            # A linger time of zero makes close() send RST in place of FIN.
            raw: socket.socket = self.writer.get_extra_info("socket")
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.writer.close()


def _header(line: str) -> tuple[str, str]:
    name, colon, value = line.partition(":")
    if not colon:
        raise BadRequestError("malformed header")
    return name.strip().lower(), value.strip()


def _size(digits: str, base: int) -> int:
    # int() alone would take a sign and underscores, and choke on thousands of digits.
    if not digits.isalnum() or len(digits) > len(str(LARGEST_BODY)):
        raise BadRequestError("unusable size of a body or chunk")
    try:
        return int(digits, base)
    except ValueError as error:
        raise BadRequestError("malformed size of a body or chunk") from error


def _parsed(raw: bytes) -> Any:
    try:
        return json.loads(raw)
    except (ValueError, RecursionError):
        return None


def _head(answer: Answer) -> bytes:
    lines = [f"HTTP/1.1 {answer.status} {PHRASES.get(answer.status, 'Unknown')}"]
    headers = {"date": formatdate(usegmt=True), **answer.headers}
    lines += [f"{name}: {value}" for name, value in headers.items()]
    if not answer.framed:
        lines.append("connection: close")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")
