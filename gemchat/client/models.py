"""Models as library users ask about them: two faces of the same operations."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Generator

from gemchat.chat.conversation import ConfigLike
from gemchat.client.operations import Contents, Operations
from gemchat.client.relay import Relay
from gemchat.client.stepping import iterate, step
from gemchat.types import CountTokensResponse, GenerateContentResponse, Model


class Models:
    """What models there are, and single questions to them."""

    def __init__(self, operations: Operations) -> None:
        self._operations = operations

    def list(self) -> Generator[Model]:
        """Give all models, over as many pages as there are."""
        return iterate(self._operations.list_models())

    def get(self, *, model: str) -> Model:
        """Ask about one model, by any form of its name."""
        return step(self._operations.get_model(model))

    def count_tokens(
        self, *, model: str, contents: Contents, config: ConfigLike = None
    ) -> CountTokensResponse:
        """Count tokens, with the system instruction and the tools of `config`."""
        return step(self._operations.count_tokens(model, contents, config))

    def generate_content(
        self, *, model: str, contents: Contents, config: ConfigLike = None
    ) -> GenerateContentResponse:
        """Ask once, outside any chat.

        Args:
            model: the model to ask.
            contents: a message as for a chat, or a list of contents and loose parts.
            config: settings of this request.
        """
        return step(self._operations.generate(model, contents, config))

    def generate_content_stream(
        self, *, model: str, contents: Contents, config: ConfigLike = None
    ) -> Generator[GenerateContentResponse]:
        """Ask once, and give the reply in the pieces in which it comes."""
        return iterate(self._operations.generate_stream(model, contents, config))


class AsyncModels:
    """What models there are, and single questions to them, for programs with an event loop."""

    def __init__(self, operations: Operations) -> None:
        self._operations = operations

    async def list(self) -> AsyncGenerator[Model]:
        """Give all models: ``async for model in await client.aio.models.list()``."""
        return self._operations.list_models()

    async def get(self, *, model: str) -> Model:
        """Ask about one model, by any form of its name."""
        return await self._operations.get_model(model)

    async def count_tokens(
        self, *, model: str, contents: Contents, config: ConfigLike = None
    ) -> CountTokensResponse:
        """Count tokens; see `Models.count_tokens`."""
        return await self._operations.count_tokens(model, contents, config)

    async def generate_content(
        self, *, model: str, contents: Contents, config: ConfigLike = None
    ) -> GenerateContentResponse:
        """Ask once, outside any chat; see `Models.generate_content`."""
        return await self._operations.generate(model, contents, config)

    async def generate_content_stream(
        self, *, model: str, contents: Contents, config: ConfigLike = None
    ) -> Relay[GenerateContentResponse]:
        """Ask once, and give the reply in pieces."""
        return Relay(self._operations.generate_stream(model, contents, config))
