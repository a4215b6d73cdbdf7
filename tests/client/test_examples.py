"""The examples of the official page on `client.chats.create`, with only their imports changed.

Each also in its other twin.
"""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

import gemchat as genai
from gemchat import types
from gemchat.demo import DemoServer

pytestmark = pytest.mark.usefixtures("environment")

HISTORY: list[types.Content] = [
    types.Content(role="user", parts=[types.Part(text="What is Python?")]),
    types.Content(
        role="model", parts=[types.Part(text="Python is a high-level programming language...")]
    ),
]
CONFIG: dict[str, Any] = {
    "temperature": 0.7,
    "max_output_tokens": 1024,
    "system_instruction": "You are a helpful coding assistant.",
}


def test_basic_chat_session(demo: DemoServer, capsys: pytest.CaptureFixture[str]) -> None:
    client = genai.Client(api_key="your-api-key")

    # Create a new chat session
    chat = client.chats.create(model="gemini-2.0-flash")

    # Send messages
    response = chat.send_message("Hello! How are you?")
    print(response.text)

    response = chat.send_message("Tell me a joke")
    print(response.text)

    assert capsys.readouterr().out
    check_basic(demo, chat.get_history())


def test_basic_chat_session_async(demo: DemoServer) -> None:
    async def chat_example() -> list[types.Content]:
        client = genai.Client(api_key="your-api-key")
        chat = client.aio.chats.create(model="gemini-2.0-flash")
        response = await chat.send_message("Hello! How are you?")
        assert response.text
        response = await chat.send_message("Tell me a joke")
        assert response.text
        await client.aio.aclose()
        return chat.get_history()

    check_basic(demo, asyncio.run(chat_example()))


def check_basic(demo: DemoServer, history: list[types.Content]) -> None:
    assert [content.role for content in history] == ["user", "model", "user", "model"]
    assert [texts_of(content) for content in history[::2]] == [
        "Hello! How are you?",
        "Tell me a joke",
    ]
    request = demo.requests[-1]
    assert request.headers["x-goog-api-key"] == "your-api-key"
    assert request.path == "/v1beta/models/gemini-2.0-flash:generateContent"
    assert request.body["contents"] == [content.to_wire() for content in history[:3]]


def texts_of(content: types.Content) -> str:
    return "".join(part.text or "" for part in content.parts or [])


def test_chat_with_configuration(demo: DemoServer, capsys: pytest.CaptureFixture[str]) -> None:
    client = genai.Client(api_key="your-api-key")

    # Create chat with custom config
    chat = client.chats.create(
        model="gemini-1.5-pro",
        config={
            "temperature": 0.7,
            "max_output_tokens": 1024,
            "system_instruction": "You are a helpful coding assistant.",
        },
    )

    response = chat.send_message("How do I write a Python decorator?")
    print(response.text)

    assert capsys.readouterr().out.strip() == response.text.strip()
    check_configuration(demo)


@pytest.mark.parametrize("config", [CONFIG, types.GenerateContentConfig(**CONFIG)])
def test_chat_with_configuration_async(demo: DemoServer, config: Any) -> None:
    async def chat_example() -> None:
        async with genai.Client(api_key="your-api-key").aio as client:
            chat = client.chats.create(model="gemini-1.5-pro", config=config)
            assert (await chat.send_message("How do I write a Python decorator?")).text

    asyncio.run(chat_example())
    check_configuration(demo)


def check_configuration(demo: DemoServer) -> None:
    body = demo.requests[-1].body
    assert body["generationConfig"] == {"temperature": 0.7, "maxOutputTokens": 1024}
    assert body["systemInstruction"]["parts"] == [{"text": "You are a helpful coding assistant."}]


def test_chat_with_history(demo: DemoServer, capsys: pytest.CaptureFixture[str]) -> None:
    client = genai.Client(api_key="your-api-key")

    # Resume a previous conversation
    history = [
        types.Content(role="user", parts=[types.Part(text="What is Python?")]),
        types.Content(
            role="model", parts=[types.Part(text="Python is a high-level programming language...")]
        ),
    ]

    chat = client.chats.create(model="gemini-2.0-flash", history=history)

    # Continue the conversation
    response = chat.send_message("What are its main features?")
    print(response.text)

    assert capsys.readouterr().out.strip() == response.text.strip()
    check_history(demo)


@pytest.mark.parametrize("history", [HISTORY, [content.to_wire() for content in HISTORY]])
def test_chat_with_history_async(demo: DemoServer, history: Any) -> None:
    async def chat_example() -> None:
        async with genai.Client(api_key="your-api-key").aio as client:
            chat = client.chats.create(model="gemini-2.0-flash", history=history)
            assert (await chat.send_message("What are its main features?")).text

    asyncio.run(chat_example())
    check_history(demo)


def check_history(demo: DemoServer) -> None:
    asked = types.Content(role="user", parts=[types.Part(text="What are its main features?")])
    assert demo.requests[-1].body["contents"] == [one.to_wire() for one in [*HISTORY, asked]]


def test_async_chat_session(capsys: pytest.CaptureFixture[str]) -> None:
    client = genai.Client(api_key="your-api-key")

    async def chat_example() -> None:
        # Create async chat
        chat = client.aio.chats.create(model="gemini-2.0-flash")

        # Send message asynchronously
        response = await chat.send_message("Hello!")
        print(response.text)

    asyncio.run(chat_example())
    assert capsys.readouterr().out.strip()


def test_async_chat_session_blocking() -> None:
    with genai.Client(api_key="your-api-key") as client:
        assert client.chats.create(model="gemini-2.0-flash").send_message("Hello!").text
