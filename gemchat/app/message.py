"""The message of a one-shot run: what was piped, what was attached, what was asked."""

from __future__ import annotations

import errno
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from gemchat.app.options import Options
from gemchat.client.attachments import (
    INLINE_LIMIT,
    Attachable,
    attached,
    data_part,
    described,
)
from gemchat.client.local_files import looks_secret
from gemchat.counted import size
from gemchat.errors import UsageError
from gemchat.settings import Settings
from gemchat.types import Part

_STDIN = "-"


def piped(options: Options) -> bytes:
    """Read what is piped in, if it is to be read at all.

    Raises:
        UsageError: it cannot be read, or is too large to be sent inline.
    """
    if sys.stdin is None or sys.stdin.isatty() or not options.stdin or options.takes_stdin:
        return b""
    try:
        return _bounded(sys.stdin.buffer)
    except OSError as error:
        if error.errno == errno.EBADF:  # open for writing alone, as nohup has it
            return b""
        raise UsageError(f"Standard input cannot be read: {error.strerror}.") from error


def user_message(options: Options, data: bytes) -> list[Part | Path]:
    """Put the message together: the piped text first, the question last.

    Gives nothing if there is nothing to send.

    Raises:
        UsageError: an attachment cannot be sent.
    """
    parts: list[Part | Path] = []
    if data and _STDIN not in options.attach:
        parts.append(_piped_part(data))
    parts += [_attached(source, data, options) for source in options.attach]
    if options.prompt:
        parts.append(Part.from_text(text=options.prompt))
    return parts


def worded(message: Sequence[Attachable], settings: Settings) -> list[Attachable]:
    """Put the last words of a message into the prompt template of the profile, if it has one."""
    given = list(message)
    for place, item in reversed(list(enumerate(given))):
        if isinstance(item, Part) and item.text is not None:
            given[place] = Part.from_text(text=settings.worded(item.text))
            break
    return given


def sent_along(message: Sequence[Part | Path]) -> list[str]:
    """Say what goes along with the words of a message, a line for each."""
    media = (item for item in message if isinstance(item, Path) or item.text is None)
    return [described(item) for item in media]


def _attached(source: str, data: bytes, options: Options) -> Part | Path:
    if source == _STDIN:
        if not data:
            raise UsageError("Nothing is piped in that -a - could attach.")
        return data_part(data, "stdin")
    given = attached(source)
    if isinstance(given, Path) and looks_secret(given) and not options.yes:
        raise UsageError(f"{source} looks like a secret.", hint="--yes sends it all the same.")
    return given


def _piped_part(data: bytes) -> Part:
    try:
        return Part.from_text(text=data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return data_part(data, "The piped data")


def _bounded(stream: BinaryIO) -> bytes:
    data = stream.read(INLINE_LIMIT + 1)
    if len(data) > INLINE_LIMIT:
        raise UsageError(f"What is piped is larger than {size(INLINE_LIMIT)}.")
    return data
