"""The message of a one-shot run: what was piped, what was attached, what was asked."""

from __future__ import annotations

import sys
from typing import BinaryIO

from gemchat.app.options import Options
from gemchat.client.attachments import INLINE_LIMIT, attachment, data_part
from gemchat.errors import UsageError
from gemchat.types import Part
from gemchat.types.base import JsonObject

_STDIN = "-"


def piped(options: Options) -> bytes:
    """Read what is piped in, if it is to be read at all.

    Raises:
        UsageError: it is too large to be sent inline.
    """
    if sys.stdin is None or sys.stdin.isatty() or not options.stdin:
        return b""
    return _bounded(sys.stdin.buffer)


def user_message(options: Options, data: bytes) -> JsonObject | None:
    """Put the message together: the piped text first, the question last.

    Gives None if there is nothing to send.

    Raises:
        UsageError: an attachment cannot be sent.
    """
    parts = []
    if data and _STDIN not in options.attach:
        parts.append(_piped_part(data))
    parts += [_attached(source, data) for source in options.attach]
    if options.prompt:
        parts.append(Part.from_text(text=options.prompt))
    return {"role": "user", "parts": [part.to_wire() for part in parts]} if parts else None


def _attached(source: str, data: bytes) -> Part:
    if source != _STDIN:
        return attachment(source)
    if not data:
        raise UsageError("Nothing is piped in that -a - could attach.")
    return data_part(data, "stdin")


def _piped_part(data: bytes) -> Part:
    try:
        return Part.from_text(text=data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return data_part(data, "The piped data")


def _bounded(stream: BinaryIO) -> bytes:
    data = stream.read(INLINE_LIMIT + 1)
    if len(data) > INLINE_LIMIT:
        raise UsageError(f"What is piped is larger than {INLINE_LIMIT // 1024 // 1024} MB.")
    return data
