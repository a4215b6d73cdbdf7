from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Generator
from typing import Any

import pytest

from gemchat.client.stepping import iterate, step


async def value() -> int:
    return 7


async def suspending() -> int:
    await asyncio.sleep(0)
    return 7


class Counting:
    """An asynchronous generator that notes how it ends."""

    def __init__(self, *, suspends: bool = False) -> None:
        self.ended: list[str] = []
        self._suspends = suspends

    async def numbers(self) -> AsyncGenerator[int]:
        try:
            for number in range(3):
                if self._suspends:
                    await asyncio.sleep(0)
                yield number
            self.ended.append("whole")
        except BaseException as stop:
            self.ended.append(type(stop).__name__)
            raise
        finally:
            self.ended.append("closed")


def test_a_coroutine_is_run_to_its_result() -> None:
    assert step(value()) == 7


def test_its_error_is_raised() -> None:
    async def failing() -> None:
        raise KeyError("x")

    with pytest.raises(KeyError):
        step(failing())


def test_a_suspension_is_a_bug() -> None:
    with pytest.raises(RuntimeError, match="suspend"):
        step(suspending())


def test_a_generator_is_walked() -> None:
    counting = Counting()
    assert list(iterate(counting.numbers())) == [0, 1, 2]
    assert counting.ended == ["whole", "closed"]


def test_a_generator_that_suspends_is_a_bug() -> None:
    with pytest.raises(RuntimeError):
        list(iterate(Counting(suspends=True).numbers()))


@pytest.mark.parametrize("stop", [KeyboardInterrupt(), ValueError("x")])
def test_what_is_thrown_in_arrives(stop: BaseException) -> None:
    counting = Counting()
    walk: Generator[Any] = iterate(counting.numbers())
    next(walk)
    with pytest.raises(type(stop)):
        walk.throw(stop)
    assert counting.ended == [type(stop).__name__, "closed"]


def test_a_walk_that_is_left_closes_what_it_walked() -> None:
    counting = Counting()
    walk = iterate(counting.numbers())
    next(walk)
    walk.close()
    assert counting.ended == ["GeneratorExit", "closed"]
