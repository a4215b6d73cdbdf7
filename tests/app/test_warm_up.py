from __future__ import annotations

import asyncio
import json
import threading

import pytest

from gemchat.app.warm_up import Soon, WarmTransport
from gemchat.demo import DemoServer
from gemchat.protocol.gemini import GeminiBackend
from gemchat.types import GenerateContentConfig


def test_a_value_is_built_once_in_a_thread_of_its_own() -> None:
    threads: list[threading.Thread] = []

    def build() -> int:
        threads.append(threading.current_thread())
        return 7

    async def use() -> list[int]:
        soon = Soon(build)
        assert threads == []
        soon.start()
        soon.start()
        return [await soon.get(), await soon.get()]

    assert asyncio.run(use()) == [7, 7]
    (thread,) = threads
    assert thread.daemon
    assert thread is not threading.main_thread()


def test_its_error_is_raised_where_it_is_needed() -> None:
    def build() -> int:
        raise ZeroDivisionError

    async def use() -> None:
        soon = Soon(build)
        for _ in range(2):
            with pytest.raises(ZeroDivisionError):
                await soon.get()

    asyncio.run(use())


def test_who_gives_up_waiting_spoils_it_for_nobody() -> None:
    hold = threading.Event()

    async def use() -> bool:
        soon = Soon(hold.wait)
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(soon.get(), 0.01)
        hold.set()
        return await soon.get()

    assert asyncio.run(use()) is True


def test_a_transport_that_comes_into_being_with_the_first_request(demo: DemoServer) -> None:
    backend = GeminiBackend(key="k", base_url=demo.url)
    contents = [{"role": "user", "parts": [{"text": "hello"}]}]

    async def use() -> list[bytes]:
        transport = WarmTransport(demo.url)
        config = GenerateContentConfig()
        whole = backend.generate("gemini-flash-latest", contents, config, stream=False)
        streamed = backend.generate("gemini-flash-latest", contents, config, stream=True)
        before = transport.clock()
        await transport.sleep(0)
        assert transport.clock() >= before
        bodies = [(await transport.send(whole)).body]
        async with transport.stream(streamed) as reply:
            bodies.append(b"".join([chunk async for chunk in reply.chunks]))
        return bodies

    body, stream = asyncio.run(use())
    assert json.loads(body)["candidates"][0]["finishReason"] == "STOP"
    assert stream.count(b"data: ") > 1
