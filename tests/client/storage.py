"""A Files API that keeps no bytes: it counts them, and fails where a script says so."""

from __future__ import annotations

import hashlib
import json
from contextlib import AbstractAsyncContextManager
from typing import Any

from gemchat.errors import NetworkError
from gemchat.protocol.call import HttpCall, HttpReply, HttpStream

GRANULARITY = 256 * 1024
START = "https://generativelanguage.googleapis.com/upload/v1beta/files"


class FakeStorage:
    """A `Transport` to a service that takes one upload.

    Args:
        faults: what happens to each chunk in turn; ``""`` is nothing, ``lost`` takes nothing in,
            ``half`` takes a part in and breaks off, ``deaf`` takes all in and breaks off, a number
            is an HTTP status. After the last of them all goes well.

    Attributes:
        commands: what was asked, in order: the command, and the offset and size of a chunk.
        headers: what came along with each.
        received: how many bytes have arrived.
        digest: their SHA-256.
        waits: the pauses between attempts.
    """

    def __init__(self, *faults: str, granularity: int = GRANULARITY) -> None:
        self.commands: list[tuple[str, int, int]] = []
        self.headers: list[dict[str, str]] = []
        self.about: dict[str, Any] = {}
        self.received = 0
        self.waits: list[float] = []
        self._faults = iter(faults)
        self._granularity = granularity
        self._hash = hashlib.sha256()
        self._done = False

    @property
    def digest(self) -> str:
        return self._hash.hexdigest()

    @property
    def offsets(self) -> list[int]:
        return [offset for command, offset, _ in self.commands if command.startswith("upload")]

    async def send(self, call: HttpCall) -> HttpReply:
        command = call.headers["x-goog-upload-command"]
        offset = int(call.headers.get("x-goog-upload-offset", 0))
        self.commands.append((command, offset, len(call.body)))
        self.headers.append(dict(call.headers))
        match command:
            case "start":
                self.about = json.loads(call.body)["file"]
                return _reply(
                    x_goog_upload_status="active",
                    x_goog_upload_url=f"{call.url}?upload_id=1",
                    x_goog_upload_chunk_granularity=str(self._granularity),
                )
            case "query":
                return self._state(x_goog_upload_size_received=str(self.received))
            case _:
                return self._take(call.body, offset, final="finalize" in command)

    def stream(self, call: HttpCall) -> AbstractAsyncContextManager[HttpStream]:
        raise AssertionError("uploads have no streams")

    async def offload(self, call: Any) -> object:
        return call()

    async def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)

    def clock(self) -> float:
        return 0.0

    def _take(self, data: bytes, offset: int, *, final: bool) -> HttpReply:
        assert offset == self.received
        assert final or (data and len(data) % self._granularity == 0)
        fault = next(self._faults, "")
        if fault.isdecimal():
            return HttpReply(int(fault), {}, b'{"error":{"message":"no"}}')
        kept = {"lost": 0, "half": len(data) // 2 // GRANULARITY * GRANULARITY}
        taken = data[: kept.get(fault, len(data))]
        self._hash.update(taken)
        self.received += len(taken)
        self._done = final and taken == data
        if fault:
            raise NetworkError("The connection was lost.")
        return self._state()

    def _state(self, **headers: str) -> HttpReply:
        if not self._done:
            return _reply(x_goog_upload_status="active", **headers)
        file = {"name": "files/1", "uri": "u", "state": "ACTIVE", "sizeBytes": str(self.received)}
        body = json.dumps({"file": file | self.about}).encode()
        return _reply(body, x_goog_upload_status="final")


def _reply(body: bytes = b"", /, **headers: str) -> HttpReply:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return HttpReply(200, named, body)
