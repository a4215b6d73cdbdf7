"""Run the asynchronous core without an event loop, over a transport that never suspends."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Coroutine, Generator
from typing import Any, TypeVar

T = TypeVar("T")


def step(coroutine: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine that never suspends, and give its result.

    Raises:
        RuntimeError: if it did try to suspend, which is a bug of ours.
    """
    try:
        coroutine.send(None)
    except StopIteration as done:
        result: T = done.value
        return result
    coroutine.close()
    raise RuntimeError("a blocking call tried to suspend")


def iterate(stream: AsyncGenerator[T]) -> Generator[T]:
    """Walk an asynchronous generator that never suspends, and close it whatever happens.

    What the consumer throws in, the generator gets; so it can know why it is broken off.
    """
    try:
        while True:
            try:
                item = step(_next(stream))
            except StopAsyncIteration:
                return
            try:
                yield item
            except GeneratorExit:
                raise
            except BaseException as error:  # noqa: BLE001 - it belongs to the generator
                step(stream.athrow(error))
    finally:
        step(stream.aclose())


async def _next(stream: AsyncGenerator[T]) -> T:
    return await anext(stream)
