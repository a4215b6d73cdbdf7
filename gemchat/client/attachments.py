"""Files and addresses that go along with a message."""

from __future__ import annotations

import mimetypes
import os
import re
import stat
from pathlib import Path

from gemchat.errors import UsageError
from gemchat.types import Part

INLINE_LIMIT = 20 * 1024 * 1024
"""Bytes of a file that are sent inside a request."""

_ADDRESS = re.compile(r"(https?|gs)://", re.IGNORECASE)
_YOUTUBE = re.compile(r"https?://(www\.|m\.)?(youtube\.com/|youtu\.be/)", re.IGNORECASE)
_REFUSED = ("/proc/", "/sys/", "/dev/")
_OPEN_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)

# How files of a type begin: where the sign stands, and what it is.
_SIGNS: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (8, b"WEBP", "image/webp"),
    (4, b"ftypheic", "image/heic"),
    (4, b"ftypmif1", "image/heif"),
    (0, b"%PDF-", "application/pdf"),
    (8, b"WAVE", "audio/wav"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"OggS", "audio/ogg"),
    (0, b"fLaC", "audio/flac"),
    (8, b"AIFF", "audio/aiff"),
    (4, b"ftyp", "video/mp4"),
    (0, b"\x1aE\xdf\xa3", "video/webm"),
    (8, b"AVI ", "video/avi"),
)


def attachment(source: str) -> Part:
    """Make a part of a file or an address.

    Args:
        source: a path, or an http, https or ``gs://`` address, YouTube's among them.

    Raises:
        UsageError: it is no regular file, cannot be read, is too large, or of no known type.
    """
    if _ADDRESS.match(source):
        return address_part(source)
    path = Path(source).expanduser()
    return data_part(_read(path), path.name)


def address_part(address: str) -> Part:
    """Make a part of an address; the service fetches it."""
    if _YOUTUBE.match(address):
        return Part.from_uri(file_uri=address)
    named = mimetypes.guess_type(address.partition("?")[0])[0]
    return Part.from_uri(file_uri=address, mime_type=named)


def data_part(data: bytes, name: str) -> Part:
    """Make a part of what a file holds, by its content first, then by its name.

    Text becomes a text part that begins with the name.

    Raises:
        UsageError: the type is not known.
    """
    if mime_type := _type_of(data):
        return Part.from_bytes(data=data, mime_type=mime_type)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = None
    if text is not None and "\0" not in text:
        return Part.from_text(text=f"{name}:\n\n{text}")
    named = mimetypes.guess_type(name)[0] or ""
    if named.startswith(("audio/", "video/", "image/", "text/")):
        return Part.from_bytes(data=data, mime_type=named)
    raise UsageError(f"{name} is of no type that can be sent.")


def _type_of(data: bytes) -> str:
    return next((kind for at, sign, kind in _SIGNS if data.startswith(sign, at)), "")


def _read(path: Path) -> bytes:
    """Read a regular file; opening a pipe would hang, and /proc shows the environment."""
    real = str(path.resolve())
    if real.startswith(_REFUSED):
        raise UsageError(f"{path} is no file to send.")
    try:
        descriptor = os.open(path, _OPEN_FLAGS)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from error
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise UsageError(f"{path} is no regular file.")
        data = file.read(INLINE_LIMIT + 1)
    if len(data) > INLINE_LIMIT:
        raise UsageError(f"{path} is larger than {INLINE_LIMIT // 1024 // 1024} MB.")
    return data
