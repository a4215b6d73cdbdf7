"""The client: the one object a program needs."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Self

from gemchat.chat.conversation import ConfigLike, Conversation
from gemchat.chat.history import History
from gemchat.chat.message import wire_content
from gemchat.chat.tools import Approve
from gemchat.client.address import Address
from gemchat.client.attachments import Attachments
from gemchat.client.backends import Connection, connection
from gemchat.client.caches import AsyncCaches, CacheOperations, Caches
from gemchat.client.chats import AsyncChat, Chat
from gemchat.client.credentials import Asked, usable_key
from gemchat.client.files import AsyncFiles, FileOperations, Files
from gemchat.client.http import AsyncTransport, BlockingTransport
from gemchat.client.models import AsyncModels, Models
from gemchat.client.operations import Operations
from gemchat.client.originals import BlobStore, RecentUploads
from gemchat.client.renewing import RenewingTransport
from gemchat.errors import UsageError
from gemchat.protocol.backend import Backend
from gemchat.protocol.call import Transport
from gemchat.protocol.http_options import checked
from gemchat.types import Content, GenerateContentConfig, HttpOptions
from gemchat.types.base import JsonObject

HistoryLike = Sequence[Content | JsonObject]


class Client:
    """Gemini, from Python.

    Args:
        api_key: the key of the Developer API, or an express key of Vertex AI; by default
            GOOGLE_API_KEY, then GEMINI_API_KEY.
        vertexai: whether to use Vertex AI; by default as GOOGLE_GENAI_USE_VERTEXAI says.
        enterprise: another name for `vertexai`.
        project: the Google Cloud project; by default GOOGLE_CLOUD_PROJECT, then that of the login.
        location: such as ``europe-west4``; by default GOOGLE_CLOUD_LOCATION, then ``global``.
        credentials: those of google-auth; by default the application default credentials.
        http_options: how requests travel: ``base_url``, ``api_version``, ``headers``,
            ``extra_body``, ``timeout`` (milliseconds) and ``retry_options``; those of one request,
            in its config, are laid over them field by field.
        environment: where variables are read from; the process environment by default.

    On Vertex AI an argument goes before the environment, and in the environment a project or a
    location goes before a key. Where none of them names a project or a key, the login is looked
    up at once, to learn its project.

    Raises:
        CredentialsError: there is no key, or no login.
        UsageError: arguments exclude each other, the base URL is none that a key may be sent to, or
            an option is not supported.

    Connections are opened when they are first needed. A client may be closed, or used in a
    ``with`` block (``async with client.aio`` for the asynchronous face).
    """

    def __init__(
        self,
        api_key: str | None = None,
        *,
        vertexai: bool | None = None,
        enterprise: bool | None = None,
        project: str | None = None,
        location: str | None = None,
        credentials: object = None,
        http_options: HttpOptions | JsonObject | None = None,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        variables = os.environ if environment is None else environment
        options = checked(HttpOptions.of(http_options))
        address = Address(options.base_url or "", options.api_version, options=options)
        asked = Asked(
            vertex=_one_of(vertexai, enterprise),
            key=usable_key(api_key, "the argument api_key") if api_key else None,
            project=project or "",
            location=location or "",
            credentials=credentials,
        )
        made = connection(asked, address, variables)
        self._transport = BlockingTransport(made.backend.base_url)
        transport, originals = made.over(self._transport), RecentUploads()
        files = FileOperations(transport, made.backend, originals)
        asking = RenewingTransport(transport, files)
        self.chats = Chats(asking, made.backend, Attachments(files))
        self.models = Models(Operations(asking, made.backend))
        self.files = Files(files)
        self.caches = Caches(CacheOperations(transport, made.backend))
        self.aio = AsyncClient(made, originals)

    def close(self) -> None:
        """Close all connections of the blocking face."""
        self._transport.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class AsyncClient:
    """The asynchronous face of a `Client`, at ``client.aio``."""

    def __init__(self, made: Connection, originals: BlobStore) -> None:
        self._transport = AsyncTransport(made.backend.base_url)
        transport = made.over(self._transport)
        files = FileOperations(transport, made.backend, originals)
        asking = RenewingTransport(transport, files)
        self.chats = AsyncChats(asking, made.backend, Attachments(files))
        self.models = AsyncModels(Operations(asking, made.backend))
        self.files = AsyncFiles(files)
        self.caches = AsyncCaches(CacheOperations(transport, made.backend))

    async def aclose(self) -> None:
        """Close all connections of this face."""
        await self._transport.aclose()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()


class Chats:
    """Makes chats."""

    def __init__(self, transport: Transport, backend: Backend, attachments: Attachments) -> None:
        self._transport = transport
        self._backend = backend
        self._attachments = attachments

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
        conversation = _conversation(
            self._transport, self._backend, model, config, history, approve
        )
        return Chat(conversation, self._attachments)


class AsyncChats:
    """Makes chats for programs with an event loop."""

    def __init__(self, transport: Transport, backend: Backend, attachments: Attachments) -> None:
        self._transport = transport
        self._backend = backend
        self._attachments = attachments

    def create(
        self,
        *,
        model: str,
        config: ConfigLike = None,
        history: HistoryLike | None = None,
        approve: Approve | None = None,
    ) -> AsyncChat:
        """Begin a chat; see `Chats.create`. `approve` may be a coroutine function."""
        conversation = _conversation(
            self._transport, self._backend, model, config, history, approve
        )
        return AsyncChat(conversation, self._attachments)


def _conversation(
    transport: Transport,
    backend: Backend,
    model: str,
    config: ConfigLike,
    history: HistoryLike | None,
    approve: Approve | None,
) -> Conversation:
    backend.model_name(model)  # what can be no model is refused here, not at the first message
    said = History(wire_content(content) for content in history or ())
    settings = GenerateContentConfig.of(config)
    return Conversation(transport, backend, model, config=settings, history=said, approve=approve)


def _one_of(vertexai: bool | None, enterprise: bool | None) -> bool | None:
    if None not in (vertexai, enterprise) and vertexai != enterprise:
        raise UsageError("vertexai and enterprise are two names of one choice.")
    return enterprise if vertexai is None else vertexai
