"""Functions called over real sockets, by both faces of a client."""

from __future__ import annotations

import asyncio
import threading
from contextvars import ContextVar
from typing import Any

import pytest

from gemchat.client.http import AsyncTransport, BlockingTransport
from gemchat.client.stepping import step
from gemchat.demo import DemoServer
from gemchat.types import Content, FunctionCall
from tests.client.faces import Face

Json = dict[str, Any]
MODEL = "gemini-3.8-flash"


def weather(city: str, days: int = 1) -> Json:
    """Tell the weather.

    Args:
        city: where
        days: how many
    """
    return {"city": city, "days": days, "sun": True}


async def news(topic: str) -> list[str]:
    await asyncio.sleep(0)
    return [topic]


def config(**automatic: Any) -> Json:
    return {"tools": [weather, news], "automatic_function_calling": automatic or None}


def kinds(contents: list[Content]) -> list[list[str]]:
    return [[part.kind for part in content.parts or ()] for content in contents]


def test_all_functions_are_called_and_the_chat_goes_on(face: Face) -> None:
    chat = face.chat(model=MODEL, config=config())
    assert "Thank you" in "".join(chat.stream("calls"))
    assert kinds(chat.history())[:3] == [
        ["text"],
        ["function_call", "function_call"],
        ["function_response", "function_response"],
    ]
    asked, answered = chat.history()[1:3]
    assert [part.function_call.id for part in asked.parts or () if part.function_call] == [
        part.function_response.id for part in answered.parts or () if part.function_response
    ]
    assert chat.send("recall").text.startswith("You have sent 2 messages")


def test_one_question_outside_a_chat(face: Face) -> None:
    response = face.ask("generate_content", model=MODEL, contents="call news", config=config())
    assert "`news` returned" in response.text
    assert kinds(response.automatic_function_calling_history) == [
        ["text"],
        ["function_call"],
        ["function_response"],
    ]
    chunks = face.stream(model=MODEL, contents="call news", config=config())
    assert [call.name for chunk in chunks for call in chunk.function_calls] == ["news"]
    assert "".join(chunk.text for chunk in chunks) == response.text


def test_calls_left_to_the_caller(face: Face) -> None:
    response = face.ask(
        "generate_content", model=MODEL, contents="call news", config=config(disable=True)
    )
    assert [call.name for call in response.function_calls] == ["news"]


def test_functions_count_as_tokens_of_the_prompt(face: Face, demo: DemoServer) -> None:
    face.ask("count_tokens", model=MODEL, contents="hi", config=config())
    tools = demo.requests[-1].body["generateContentRequest"]["tools"]
    assert [one["name"] for one in tools[0]["functionDeclarations"]] == ["weather", "news"]


def test_a_chat_asks_before_it_calls(face: Face) -> None:
    asked: list[FunctionCall] = []

    def approve(call: FunctionCall) -> bool:
        asked.append(call)
        return False

    chat = face.chat(model=MODEL, config=config(), approve=approve)
    assert "refused by the user" in chat.send("call weather").text
    assert [call.name for call in asked] == ["weather"]


def test_a_blocking_function_does_not_hold_up_the_loop() -> None:
    released = threading.Event()

    async def both() -> object:
        transport = AsyncTransport("http://127.0.0.1")
        waiting = asyncio.create_task(transport.offload(lambda: released.wait(30)))
        await asyncio.sleep(0)
        released.set()
        return await waiting

    assert asyncio.run(both()) is True


WHO: ContextVar[str] = ContextVar("WHO", default="nobody")


def test_a_coroutine_function_runs_on_the_loop_of_the_caller() -> None:
    async def where() -> tuple[object, str]:
        return asyncio.get_running_loop(), WHO.get()

    async def offloaded() -> None:
        WHO.set("the caller")
        transport = AsyncTransport("http://127.0.0.1")
        assert await transport.offload(where) == (asyncio.get_running_loop(), "the caller")
        assert await transport.offload(WHO.get) == "the caller"

    asyncio.run(offloaded())


def test_a_blocking_client_calls_in_its_own_thread() -> None:
    transport = BlockingTransport("http://127.0.0.1")

    async def where() -> int:
        await asyncio.sleep(0)
        return threading.get_ident()

    for function in (threading.get_ident, where):
        assert stepped(transport, function) == threading.get_ident()


def test_a_blocking_client_under_a_loop_has_a_loop_of_its_own() -> None:
    async def where() -> object:
        await asyncio.sleep(0)
        return asyncio.get_running_loop()

    async def under_a_loop() -> object:
        return stepped(BlockingTransport("http://127.0.0.1"), where)

    assert isinstance(asyncio.run(under_a_loop()), asyncio.AbstractEventLoop)


@pytest.mark.parametrize("running", [False, True])
def test_a_failure_reaches_the_caller(running: bool) -> None:
    async def failing() -> None:
        await asyncio.sleep(0)
        raise KeyError("x")

    transport = BlockingTransport("http://127.0.0.1")

    async def under_a_loop() -> object:
        return stepped(transport, failing)

    with pytest.raises(KeyError):
        asyncio.run(under_a_loop()) if running else stepped(transport, failing)


def stepped(transport: BlockingTransport, function: Any) -> object:
    return step(transport.offload(function))
