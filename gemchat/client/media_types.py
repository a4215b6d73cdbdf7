"""What kind of data a file holds: by how it begins, then by its name."""

from __future__ import annotations

import codecs
import mimetypes
import re

_SENDABLE = ("audio/", "image/", "text/", "video/", "application/pdf", "application/json")
_SIGNS = tuple(
    (re.compile(sign, re.DOTALL), mime_type)
    for sign, mime_type in (
        (rb"\x89PNG\r\n\x1a\n", "image/png"),
        (rb"\xff\xd8\xff", "image/jpeg"),
        (rb"GIF8[79]a", "image/gif"),
        (rb"RIFF....WEBP", "image/webp"),
        (rb"\0\0..ftyphei[cx]", "image/heic"),
        (rb"\0\0..ftyp(mif1|heif)", "image/heif"),
        (rb"%PDF-", "application/pdf"),
        (rb"RIFF....WAVE", "audio/wav"),
        (rb"ID3[\x02-\x04]|\xff[\xf2\xf3\xfa\xfb]", "audio/mpeg"),
        (rb"\xff[\xf1\xf9]", "audio/aac"),
        (rb"OggS\0", "audio/ogg"),
        (rb"fLaC\0", "audio/flac"),
        (rb"FORM....AIF[FC]", "audio/aiff"),
        (rb"\0\0..ftypM4A ", "audio/m4a"),
        (rb"\0\0..ftypqt  ", "video/quicktime"),
        (rb"\0\0..ftyp3g", "video/3gpp"),
        (rb"\0\0..ftyp", "video/mp4"),
        (rb"\x1aE\xdf\xa3", "video/webm"),
        (rb"RIFF....AVI ", "video/avi"),
        (rb"\0\0\x01[\xb3\xba]", "video/mpeg"),
        (rb"FLV\x01", "video/x-flv"),
    )
)


def signed_type(head: bytes) -> str:
    """Give the media type that the first bytes prove, or nothing."""
    return next((mime_type for sign, mime_type in _SIGNS if sign.match(head)), "")


def named_type(name: str) -> str:
    """Give the media type that a file name promises, or nothing."""
    return mimetypes.guess_type(name)[0] or ""


def media_type(head: bytes, name: str) -> str:
    """Give the media type of a file from its first bytes and its name, or nothing."""
    return signed_type(head) or named_type(name) or ("text/plain" if _is_text(head) else "")


def sendable_type(head: bytes, name: str) -> str:
    """Give the media type under which models take a file, or nothing."""
    kinds = (signed_type(head), named_type(name), "text/plain" if _is_text(head) else "")
    return next((kind for kind in kinds if kind.startswith(_SENDABLE)), "")


def _is_text(head: bytes) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        return "\0" not in decoder.decode(head)  # the last character may be cut
    except UnicodeDecodeError:
        return False
