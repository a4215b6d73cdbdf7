from __future__ import annotations

import asyncio
import gc
import subprocess
import sys
from collections.abc import AsyncGenerator
from contextlib import suppress

import pytest

from gemchat.client.relay import Relay
from gemchat.demo import DemoServer

LEFT = """
import asyncio, sys
from gemchat import Client

async def main():
    client = Client(api_key="any", http_options={"base_url": sys.argv[1]}).aio
    chat = client.chats.create(model="gemini-2.5-flash")
    stream = await chat.send_message_stream("long 20")
    questions = await client.models.generate_content_stream(model="gemini-2.5-flash", contents="hi")
    async for chunk in questions:
        break
    async for chunk in stream:
        print(len(chat.get_history()))
        return

asyncio.run(main())
"""


class Source:
    """Counts to three, and tells what became of it."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.given = 0
        self.ended: list[object] = []

    async def items(self) -> AsyncGenerator[int]:
        try:
            for number in range(1, 4):
                self.given = number
                yield number
                await asyncio.sleep(0)
            if self.error:
                raise self.error
        except BaseException as stop:
            self.ended = [type(stop), *stop.args]
            raise
        else:
            self.ended = ["whole"]


def test_the_items_come_one_by_one_as_they_are_asked_for() -> None:
    source = Source()

    async def walk() -> None:
        relay = Relay(source.items())
        assert await anext(relay) == 1
        await asyncio.sleep(0)
        assert source.given == 1
        assert [number async for number in relay] == [2, 3]
        with pytest.raises(StopAsyncIteration):
            await anext(relay)
        await relay.aclose()

    asyncio.run(walk())
    assert source.ended == ["whole"]


def test_an_error_is_raised_where_the_item_was_asked_for() -> None:
    source = Source(ValueError("no fourth"))

    async def walk() -> list[int]:
        numbers: list[int] = []
        with pytest.raises(ValueError, match="no fourth"):
            async for number in Relay(source.items()):
                numbers.append(number)  # noqa: PERF401 - those before the error count
        return numbers

    assert asyncio.run(walk()) == [1, 2, 3]


@pytest.mark.parametrize("begun", [True, False])
def test_closing_ends_the_stream_at_once(begun: bool) -> None:
    source = Source()

    async def walk() -> None:
        relay = Relay(source.items())
        if begun:
            assert await anext(relay) == 1
        await relay.aclose()
        assert source.ended == ([GeneratorExit] if begun else [])
        with pytest.raises(StopAsyncIteration):
            await anext(relay)

    asyncio.run(walk())


def test_who_is_cancelled_while_waiting_waits_for_the_end_and_says_why() -> None:
    ended: list[object] = []

    async def endless() -> AsyncGenerator[int]:
        try:
            await asyncio.Event().wait()
            yield 0
        except asyncio.CancelledError as stop:
            ended.extend(stop.args)
            raise

    async def walk() -> None:
        waiting = asyncio.ensure_future(anext(Relay(endless())))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        waiting.cancel("enough")
        with suppress(asyncio.CancelledError):
            await waiting
        assert ended == ["enough"]

    asyncio.run(walk())


def test_a_stream_that_is_forgotten_is_closed_in_order(caplog: pytest.LogCaptureFixture) -> None:
    closed: list[bool] = []

    async def careful() -> AsyncGenerator[int]:
        try:
            yield 1
        finally:
            await asyncio.sleep(0)
            closed.append(True)

    async def walk() -> None:
        relay = Relay(careful())
        ring: list[object] = [relay]
        ring.append(ring)  # only the garbage collector finds that nobody holds it
        assert await anext(relay) == 1
        del relay, ring
        gc.collect()
        while not closed:
            await asyncio.sleep(0)

    asyncio.run(asyncio.wait_for(walk(), 10))
    assert not caplog.records


def test_who_waits_while_it_is_closed_elsewhere_comes_to_the_end() -> None:
    async def endless() -> AsyncGenerator[int]:
        await asyncio.Event().wait()
        yield 0

    async def walk() -> list[int]:
        relay = Relay(endless())

        async def all_of_it() -> list[int]:
            return [number async for number in relay]

        waiting = asyncio.ensure_future(all_of_it())
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        await relay.aclose()
        return await waiting

    assert asyncio.run(walk()) == []


def test_an_error_while_closing_is_raised() -> None:
    async def broken() -> AsyncGenerator[int]:
        try:
            yield 1
        finally:
            raise ValueError("not closed")

    async def walk() -> None:
        relay = Relay(broken())
        assert await anext(relay) == 1
        with pytest.raises(ValueError, match="not closed"):
            await relay.aclose()

    asyncio.run(walk())


def test_a_program_may_end_in_the_middle_of_its_streams() -> None:
    with DemoServer(pace=0.02) as server:
        done = subprocess.run(
            [sys.executable, "-X", "dev", "-c", LEFT, server.url],
            capture_output=True,
            timeout=30,
            check=False,
        )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"2\n", b"")
