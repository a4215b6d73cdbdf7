"""Requests that outlive the files they name."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from gemchat.client.files import GONE, FileOperations
from gemchat.client.passing import PassingTransport
from gemchat.errors import AccessError
from gemchat.protocol.call import HttpCall, HttpReply, HttpStream, Transport


class RenewingTransport(PassingTransport):
    """A `Transport` that uploads files again when a request is refused for the lack of them.

    It says so by an error after which the request is simply to be repeated; whoever repeats
    requests also tells people about it.

    Args:
        transport: the network.
        files: knows what was uploaded.
    """

    def __init__(self, transport: Transport, files: FileOperations) -> None:
        super().__init__(transport)
        self._files = files

    async def send(self, call: HttpCall) -> HttpReply:
        """Send a request and read its whole answer."""
        reply = await self._transport.send(call)
        await self._check(call, reply.status)
        return reply

    @asynccontextmanager
    async def stream(self, call: HttpCall) -> AsyncGenerator[HttpStream]:
        """Send a request and hand over its answer while it comes."""
        async with self._transport.stream(call) as stream:
            await self._check(call, stream.status)
            yield stream

    async def _check(self, call: HttpCall, status: int) -> None:
        if status in GONE and (names := await self._files.renewed(call)):
            raise AccessError(
                f"Uploaded {', '.join(names)} again.", code=status, retryable=True, retry_after=0.0
            )
