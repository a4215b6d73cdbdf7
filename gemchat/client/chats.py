"""Chats as library users hold them: two faces of one conversation, no logic of their own."""

from __future__ import annotations

from collections.abc import Generator
from copy import deepcopy

from gemchat.chat.conversation import ConfigLike, Conversation
from gemchat.client.attachments import Attachments, Message
from gemchat.client.relay import Relay
from gemchat.client.stepping import iterate, step
from gemchat.types import Content, GenerateContentConfig, GenerateContentResponse


class Chat:
    """A conversation with a model; each message carries what was said before.

    A message may be sent while the stream of another is open: it comes after that one in the
    history, and carries what has come of its reply. A chat is for one thread at a time.
    """

    def __init__(self, conversation: Conversation, attachments: Attachments) -> None:
        self._conversation = conversation
        self._attachments = attachments

    def send_message(self, message: Message, config: ConfigLike = None) -> GenerateContentResponse:
        """Send a message and wait for the whole reply.

        Args:
            message: text, a `types.Part` or a dict like one, an uploaded `types.File`, a Pillow
                image, a path, a file open for reading bytes, the bytes of a picture or the like,
                or a list. Files over 15 MB are uploaded first.
            config: settings for this message, merged over the chat's field by field; a field
                given as None is left to the API.

        Raises:
            ValueError: the message is an empty list or of another kind; nothing was sent. An
                empty text goes out as it is, and the model answers it.
            UsageError: a file cannot be read, or is of no type that can be sent.
            GemchatError: the request failed, or the reply broke off; `get_history` has what came.
        """
        user = step(self._attachments.content(message))
        return step(self._conversation.send(user, config))

    def send_message_stream(
        self, message: Message, config: ConfigLike = None
    ) -> Generator[GenerateContentResponse]:
        """Send a message and give the reply in the pieces in which it comes.

        A reply that is not read to its end is kept as interrupted.

        Args:
            message: as for `send_message`.
            config: as for `send_message`.

        Raises:
            ValueError: the message is an empty list or of another kind, or a setting is wrong;
                raised here, nothing was sent.
            GemchatError: while iterating, as for `send_message`.
        """
        once = GenerateContentConfig.of(config)
        user = step(self._attachments.content(message))
        return iterate(self._conversation.chunks(user, once))

    def get_history(self, curated: bool = False) -> list[Content]:
        """Give what was said, as a copy.

        Args:
            curated: only what the next request will carry.
        """
        return _history(self._conversation, curated)


class AsyncChat:
    """A `Chat` for programs with an event loop."""

    def __init__(self, conversation: Conversation, attachments: Attachments) -> None:
        self._conversation = conversation
        self._attachments = attachments

    async def send_message(
        self, message: Message, config: ConfigLike = None
    ) -> GenerateContentResponse:
        """Send a message and wait for the whole reply; see `Chat.send_message`."""
        user = await self._attachments.content(message)
        return await self._conversation.send(user, config)

    async def send_message_stream(
        self, message: Message, config: ConfigLike = None
    ) -> Relay[GenerateContentResponse]:
        """Send a message and give the reply in pieces; see `Chat.send_message_stream`.

        Await the call, then iterate: ``async for chunk in await chat.send_message_stream(...)``.
        """
        once = GenerateContentConfig.of(config)
        user = await self._attachments.content(message)
        return Relay(self._conversation.chunks(user, once))

    def get_history(self, curated: bool = False) -> list[Content]:
        """Give what was said, as a copy; see `Chat.get_history`."""
        return _history(self._conversation, curated)


def _history(conversation: Conversation, curated: bool) -> list[Content]:
    history = conversation.caught_up()
    contents = deepcopy(history.curated(conversation.model)) if curated else history.contents()
    return [Content.from_wire(content) for content in contents]
