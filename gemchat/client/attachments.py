"""Files and addresses that go along with a message."""

from __future__ import annotations

import io
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TypeAlias

from gemchat.chat.message import ImageLike, MessagePart, part_of, user_content
from gemchat.client.files import FileOperations
from gemchat.client.local_files import typed_path
from gemchat.client.media_types import named_type, sendable_type, signed_type
from gemchat.client.opening import BinaryFile, head, opened
from gemchat.counted import size
from gemchat.errors import UsageError
from gemchat.types import Content, FileState, Part
from gemchat.types.base import JsonObject

INLINE_LIMIT = 15 * 1024 * 1024
"""Bytes of the files of one message that travel inside it; larger ones are uploaded.

As base64 they are 20 MB, what a whole request may have everywhere. The Developer API takes more
by now, but what is inside a message goes along with each later one of the conversation too.
"""

_ADDRESS = re.compile(r"(https?|gs)://", re.IGNORECASE)
_YOUTUBE = re.compile(r"https?://(www\.|m\.)?(youtube\.com/|youtu\.be/)", re.IGNORECASE)

Attachable: TypeAlias = MessagePart | os.PathLike[str] | bytes | BinaryFile
Message: TypeAlias = Attachable | Content | Sequence[Attachable]


class Attachments:
    """Makes messages of what people give: files are read, or uploaded if they are large."""

    def __init__(self, files: FileOperations) -> None:
        self._files = files

    async def content(self, message: object) -> JsonObject:
        """Turn a message into a user content in wire form.

        Args:
            message: as for `gemchat.chat.message.user_content`; also a path, a file open for
                reading bytes, bytes of a media type that can be told, or a list with these.

        Raises:
            ValueError: it is empty or anything else.
            UsageError: a file cannot be read, or is of no type that can be sent.
            GemchatError: an upload failed.
        """
        if isinstance(message, Content):
            return user_content(message)
        parts: list[Part] = []
        room = INLINE_LIMIT
        for item in message if isinstance(message, (list, tuple)) else [message]:
            part = await self._part(item, room)
            parts.append(part)
            room -= min(room, _inline_size(part))
        return user_content(parts)

    async def _part(self, item: object, room: int) -> Part:
        match item:
            case os.PathLike():
                path = Path(item)
                with opened(path) as file:
                    return await self._file_part(file, path.name, path, room)
            case bytes():
                if not signed_type(item):
                    raise ValueError(
                        "a message holds no bytes of unknown type; see Part.from_bytes"
                    )
                return await self._file_part(io.BytesIO(item), "The data", None, room)
            case BinaryFile() if not isinstance(item, ImageLike):
                return await self._file_part(item, "The file", None, room)
            case _:
                return part_of(item)

    async def _file_part(self, file: BinaryFile, name: str, path: Path | None, room: int) -> Part:
        first = head(file)
        data = file.read(room + 1)
        if len(data) <= room:
            return data_part(data, name)
        kind = sendable_type(first, name)
        if not kind:
            raise _not_sendable(name)
        uploaded = await self._files.upload(path or file, {"mime_type": kind})
        if uploaded.state == FileState.PROCESSING and uploaded.name:
            uploaded = await self._files.wait_active(uploaded.name)
        return Part.from_uri(file_uri=uploaded.uri or "", mime_type=uploaded.mime_type)


def attached(source: str) -> Part | Path:
    """Take an attachment as people name it.

    Args:
        source: a path, or an http, https or ``gs://`` address, YouTube's among them.

    Raises:
        UsageError: it is a path, but not that of a file that can be read and is of a type that
            can be sent.
    """
    if is_address(source):
        return address_part(source)
    path = typed_path(source)
    with opened(path) as file:
        if not sendable_type(head(file), path.name):
            raise _not_sendable(path.name)
    return path


def is_address(source: str) -> bool:
    """Whether an attachment is one that the service fetches, and no path."""
    return bool(_ADDRESS.match(source))


def described(given: Part | Path) -> str:
    """Say in one line what goes along: its name or address, its type and its size."""
    match given:
        case Path():
            with opened(given) as file:
                length = file.seek(0, os.SEEK_END)
                return _listed(given.name, sendable_type(head(file), given.name), length)
        case Part(inline_data=blob) if blob:
            return _listed(blob.display_name or "data", blob.mime_type, len(blob.data or b""))
        case Part(file_data=named) if named:
            return _listed(named.file_uri, named.mime_type)
        case _:
            return f"{len(given.text or '')} characters of text"


def address_part(address: str) -> Part:
    """Make a part of an address; the service fetches it."""
    if _YOUTUBE.match(address):
        return Part.from_uri(file_uri=address)
    return Part.from_uri(file_uri=address, mime_type=named_type(address.partition("?")[0]) or None)


def data_part(data: bytes, name: str) -> Part:
    """Make a part of what a file holds, by its content first, then by its name.

    Text becomes a text part that begins with the name.

    Raises:
        UsageError: the type is not known.
    """
    if mime_type := signed_type(data):
        return Part.from_bytes(data=data, mime_type=mime_type)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = None
    if text is not None and "\0" not in text:
        return Part.from_text(text=f"{name}:\n\n{text}")
    if mime_type := sendable_type(data, name):
        return Part.from_bytes(data=data, mime_type=mime_type)
    raise _not_sendable(name)


def _listed(name: str | None, mime_type: str | None, length: int | None = None) -> str:
    amount = "" if length is None else size(length)
    return ", ".join(filter(None, (name, mime_type, amount)))


def _not_sendable(name: str) -> UsageError:
    return UsageError(f"{name} is of no type that can be sent.")


def _inline_size(part: Part) -> int:
    match part:
        case Part(text=str(text)):
            return len(text)
        case Part(inline_data=blob) if blob and blob.data:
            return len(blob.data)
        case _:
            return 0
