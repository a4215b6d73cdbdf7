"""A client by either of its faces, so that one test body runs over both."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractContextManager
from operator import attrgetter
from typing import Any

from gemchat import Client
from gemchat.client import AsyncChat, Chat
from gemchat.types import Content, GenerateContentResponse, Model


class Face(AbstractContextManager["Face"]):
    """The blocking or the asynchronous face of a client; gives values, never coroutines."""

    def __init__(self, client: Client, runner: asyncio.Runner | None) -> None:
        self.client = client
        self._runner = runner

    def __exit__(self, *_: object) -> None:
        if self._runner:
            self._runner.run(self.client.aio.aclose())
        self.client.close()

    def chat(self, **arguments: Any) -> FaceChat:
        chats = self.client.aio.chats if self._runner else self.client.chats
        return FaceChat(chats.create(**arguments), self._runner)

    def models(self) -> list[Model]:
        models = self.client.aio.models
        if not self._runner:
            return list(self.client.models.list())

        async def listed() -> list[Model]:
            return [model async for model in await models.list()]

        return self._runner.run(listed())

    def ask(self, operation: str, **arguments: Any) -> Any:
        """Call an operation of the models that gives one value."""
        if not self._runner:
            return getattr(self.client.models, operation)(**arguments)
        return self._runner.run(getattr(self.client.aio.models, operation)(**arguments))

    def call(self, operation: str, **arguments: Any) -> Any:
        """Call an operation such as ``files.get``; a list comes whole."""
        client = self.client.aio if self._runner else self.client
        called = attrgetter(operation)(client)(**arguments)
        if not self._runner:
            return list(called) if isinstance(called, Iterator) else called

        async def awaited() -> Any:
            result = await called
            return [one async for one in result] if isinstance(result, AsyncIterator) else result

        return self._runner.run(awaited())

    def stream(self, **arguments: Any) -> list[GenerateContentResponse]:
        if not self._runner:
            return list(self.client.models.generate_content_stream(**arguments))

        async def streamed() -> list[GenerateContentResponse]:
            stream = await self.client.aio.models.generate_content_stream(**arguments)
            return [chunk async for chunk in stream]

        return self._runner.run(streamed())


class FaceChat:
    """A chat by either face."""

    def __init__(self, chat: Chat | AsyncChat, runner: asyncio.Runner | None) -> None:
        self._chat = chat
        self._runner = runner

    def send(self, message: Any, config: Any = None) -> GenerateContentResponse:
        sent = self._chat.send_message(message, config)
        if isinstance(sent, GenerateContentResponse):
            return sent
        assert self._runner
        return self._runner.run(sent)

    def stream(self, message: Any, config: Any = None, most: int | None = None) -> list[str]:
        """The texts of the chunks; of the first `most`, if that is given."""
        if isinstance(self._chat, Chat):
            stream = self._chat.send_message_stream(message, config)
            texts = list(_first(stream, most))
            stream.close()
            return texts
        assert self._runner
        return self._runner.run(self._streamed(message, config, most))

    def history(self, *, curated: bool = False) -> list[Content]:
        return self._chat.get_history(curated)

    async def _streamed(self, message: Any, config: Any, most: int | None) -> list[str]:
        assert isinstance(self._chat, AsyncChat)
        stream = await self._chat.send_message_stream(message, config)
        texts: list[str] = []
        async for chunk in stream:
            texts.append(chunk.text)
            if len(texts) == most:
                break
        await stream.aclose()
        return texts


def _first(stream: Iterator[GenerateContentResponse], most: int | None) -> Iterator[str]:
    for number, chunk in enumerate(stream, 1):
        yield chunk.text
        if number == most:
            return
