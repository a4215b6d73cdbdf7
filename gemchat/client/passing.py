"""Transports over another one."""

from __future__ import annotations

from collections.abc import Callable

from gemchat.protocol.call import Transport


class PassingTransport:
    """What every `Transport` over another passes on to it as it is.

    Args:
        transport: the other one.
    """

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    async def offload(self, call: Callable[[], object]) -> object:
        """Call a function of somebody else."""
        return await self._transport.offload(call)

    async def sleep(self, seconds: float) -> None:
        """Let time pass."""
        await self._transport.sleep(seconds)

    def clock(self) -> float:
        """Seconds since some fixed moment."""
        return self._transport.clock()
