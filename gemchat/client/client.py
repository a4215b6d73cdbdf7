"""The client: the one object a program needs."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Self

from gemchat.chat.conversation import ConfigLike, Conversation
from gemchat.chat.history import History
from gemchat.chat.message import wire_content
from gemchat.chat.tools import Approve
from gemchat.client.address import api_version_in, base_url_in, checked_base_url
from gemchat.client.chats import AsyncChat, Chat
from gemchat.client.credentials import key_in, no_key, usable_key, wants_vertex
from gemchat.client.http import AsyncTransport, BlockingTransport
from gemchat.client.models import AsyncModels, Models
from gemchat.client.operations import Operations
from gemchat.errors import UsageError
from gemchat.protocol.backend import Backend
from gemchat.protocol.call import Patience
from gemchat.protocol.gemini import GeminiBackend
from gemchat.types import Content, HttpOptions
from gemchat.types.base import JsonObject

HistoryLike = Sequence[Content | JsonObject]


class Client:
    """Gemini, from Python.

    Args:
        api_key: the key of the Developer API; by default GOOGLE_API_KEY, then GEMINI_API_KEY.
        vertexai: whether to use Vertex AI instead.
        http_options: where to send requests, and how long to wait (milliseconds).
        environment: where variables are read from; the process environment by default.

    Raises:
        CredentialsError: there is no key.
        UsageError: the base URL is none that a key may be sent to.

    Connections are opened when they are first needed. A client may be closed, or used in a
    ``with`` block (``async with client.aio`` for the asynchronous face).
    """

    def __init__(
        self,
        api_key: str | None = None,
        *,
        vertexai: bool | None = None,
        http_options: HttpOptions | JsonObject | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        variables = os.environ if environment is None else environment
        if wants_vertex(variables) if vertexai is None else vertexai:
            raise UsageError("Vertex AI is not supported yet.")
        options = HttpOptions.model_validate(http_options or {})
        self._backend = _gemini(api_key, options, variables)
        self._transport = BlockingTransport(self._backend.base_url)
        self.chats = Chats(self._transport, self._backend)
        self.models = Models(Operations(self._transport, self._backend))
        self.aio = AsyncClient(self._backend)

    def close(self) -> None:
        """Close all connections of the blocking face."""
        self._transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class AsyncClient:
    """The asynchronous face of a `Client`, at ``client.aio``."""

    def __init__(self, backend: GeminiBackend) -> None:
        self._transport = AsyncTransport(backend.base_url)
        self.chats = AsyncChats(self._transport, backend)
        self.models = AsyncModels(Operations(self._transport, backend))

    async def aclose(self) -> None:
        """Close all connections of this face."""
        await self._transport.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()


class Chats:
    """Makes chats."""

    def __init__(self, transport: BlockingTransport, backend: Backend) -> None:
        self._transport = transport
        self._backend = backend

    def create(
        self,
        *,
        model: str,
        config: ConfigLike = None,
        history: HistoryLike | None = None,
        approve: Approve | None = None,
    ) -> Chat:
        """Begin a chat.

        Args:
            model: the model to talk to, such as ``gemini-flash-latest``.
            config: settings for every message: a `types.GenerateContentConfig` or a dict.
            history: what was said before: `types.Content` objects or dicts, role and parts.
            approve: asked before each Python function among the tools is called, with the
                `types.FunctionCall`; a false answer tells the model that the user refused.

        Raises:
            ValueError: a content of the history has another role than user or model.
        """
        said = _said(history)
        conversation = Conversation(
            self._transport, self._backend, model, config=config, history=said, approve=approve
        )
        return Chat(conversation)


class AsyncChats:
    """Makes chats for programs with an event loop."""

    def __init__(self, transport: AsyncTransport, backend: Backend) -> None:
        self._transport = transport
        self._backend = backend

    def create(
        self,
        *,
        model: str,
        config: ConfigLike = None,
        history: HistoryLike | None = None,
        approve: Approve | None = None,
    ) -> AsyncChat:
        """Begin a chat; see `Chats.create`. `approve` may be a coroutine function."""
        said = _said(history)
        conversation = Conversation(
            self._transport, self._backend, model, config=config, history=said, approve=approve
        )
        return AsyncChat(conversation)


def _said(history: HistoryLike | None) -> History:
    return History(wire_content(content) for content in history or ())


def _gemini(
    api_key: str | None, options: HttpOptions, environment: Mapping[str, str]
) -> GeminiBackend:
    key = usable_key(api_key, "the argument api_key") if api_key else key_in(environment)
    if key is None:
        raise no_key()
    version = options.api_version
    return GeminiBackend(
        key=key.value,
        key_source=key.source,
        base_url=checked_base_url(options.base_url or base_url_in(environment)),
        version=api_version_in(environment) if version is None else version,
        patience=_patience(options),
    )


def _patience(options: HttpOptions) -> Patience:
    if not options.timeout:
        return Patience()
    seconds = options.timeout / 1000
    return Patience(first_event=seconds, event=seconds, unary=seconds)
