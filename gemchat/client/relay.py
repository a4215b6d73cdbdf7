"""A stream that a task of its own walks, so that it can be left in the middle.

An async generator that is left is closed by the event loop; and a loop that ends closes all those
inside of it at the same time, which then get into each other's way, with a traceback each. A task
is cancelled and waited for, and closes them from the inside out.
"""

from __future__ import annotations

import asyncio
import weakref
from collections.abc import AsyncGenerator
from contextlib import aclosing, suppress
from typing import Generic, Self, TypeAlias, TypeVar

T = TypeVar("T")

_Requests: TypeAlias = "asyncio.Queue[asyncio.Future[T]]"


class Relay(Generic[T]):
    """Gives the items of an async generator, one for each that is asked for.

    It ends with whoever holds it: closed, cancelled, or forgotten.
    """

    def __init__(self, items: AsyncGenerator[T]) -> None:
        self._items = items
        self._requests: _Requests[T] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> T:
        task = self._task or self._begin()
        if task.done():
            raise StopAsyncIteration
        item: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._requests.put_nowait(item)
        try:
            await asyncio.wait((item, task), return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError as stop:
            await _ended(task, *stop.args)
            raise
        if item.done():
            return item.result()
        if not task.cancelled():  # or it was closed meanwhile, by somebody else
            task.result()
        raise StopAsyncIteration

    async def aclose(self) -> None:
        """End the stream; what has come of it stays."""
        if self._task is None:
            await self._items.aclose()
        elif not self._task.done():
            await _ended(self._task)

    def _begin(self) -> asyncio.Task[None]:
        task = self._task = asyncio.create_task(_serve(self._items, self._requests))
        # Not __del__: a task in a cycle with this would be gone before it could be cancelled.
        weakref.finalize(self, _cancel_soon, task).atexit = False
        return task


async def _ended(task: asyncio.Task[None], *why: object) -> None:
    task.cancel(*why)
    await asyncio.wait((task,))
    if not task.cancelled():
        task.result()


def _cancel_soon(task: asyncio.Task[None]) -> None:
    if not task.done():
        with suppress(RuntimeError):  # the loop is closed, and its tasks with it
            task.get_loop().call_soon_threadsafe(task.cancel)


async def _serve(items: AsyncGenerator[T], requests: _Requests[T]) -> None:
    async with aclosing(items):
        asked = await requests.get()
        async for item in items:
            asked.set_result(item)
            asked = await requests.get()
