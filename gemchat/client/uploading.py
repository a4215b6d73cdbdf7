"""One upload: chunk after chunk, taken up again where it broke off."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from typing import TypeAlias

from gemchat.client.api import Api
from gemchat.client.opening import BinaryFile
from gemchat.errors import GemchatError, UsageError
from gemchat.protocol.call import HttpReply
from gemchat.protocol.files import Upload, announced, begun, finished
from gemchat.protocol.retry import RetryPolicy
from gemchat.types.base import JsonObject

Progress: TypeAlias = Callable[[int, int], None]
"""Told after each chunk how many bytes of how many have arrived."""

_LARGEST = 2 * 1024**3


async def send_file(
    api: Api, file: BinaryFile, about: JsonObject, mime_type: str, progress: Progress
) -> JsonObject:
    """Send a file, a chunk at a time, and give what the service says about it.

    Args:
        api: where to.
        file: the bytes, from the first to the last.
        about: what the service is to know about it, in wire form.
        mime_type: its media type.
        progress: told how far it is.

    Raises:
        UsageError: the file is too large, or changes while it is read.
        GemchatError: the upload failed, also after being taken up again.
    """
    size = file.seek(0, os.SEEK_END)
    upload = await _begin(api, size, about, mime_type)
    offset, retry = 0, RetryPolicy()
    while True:
        data = _read(file, offset, min(upload.chunk_size, size - offset))
        try:
            stored = finished(await api.once(upload.chunk(data, offset)))
            arrived = offset + len(data)
        except GemchatError as error:
            delay = retry.delay(error)
            if delay is None:
                raise
            await api.transport.sleep(delay)
            stored, arrived = await api.asked(upload.question(), partial(_state, upload))
        if stored is not None:
            progress(size, size)
            return stored
        if arrived > offset:
            retry = RetryPolicy()
        offset = arrived
        progress(offset, size)


async def _begin(api: Api, size: int, about: JsonObject, mime_type: str) -> Upload:
    if size > _LARGEST:
        raise UsageError(f"A file of {size / 1024**3:.1f} GB is too large; 2 GB can be uploaded.")
    call = announced(api.backend.upload({**about, "sizeBytes": str(size)}), size, mime_type)
    return await api.asked(call, partial(begun, call, size=size))


def _state(upload: Upload, reply: HttpReply) -> tuple[JsonObject | None, int]:
    """Read the answer to the question how far an upload is."""
    stored = finished(reply)
    return stored, upload.size if stored is not None else upload.received(reply)


def _read(file: BinaryFile, offset: int, size: int) -> bytes:
    file.seek(offset)
    data = file.read(size)
    if len(data) != size:
        raise UsageError("The file changed while it was read.")
    return data
