"""How the bytes of a file travel: announced, sent in chunks, asked about after a failure.

Source: https://ai.google.dev/api/files, and the resumable upload protocol it builds on.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from gemchat.errors import BrokenReplyError, UsageError
from gemchat.protocol.arguments import given_text
from gemchat.protocol.call import HttpCall, HttpReply, Patience
from gemchat.protocol.gemini import DEFAULT_BASE_URL
from gemchat.protocol.google import request_headers
from gemchat.protocol.payload import as_object, as_objects, as_text, parse_json
from gemchat.types.base import JsonObject

_CHUNK = 8 * 1024 * 1024
_GRANULARITY = 256 * 1024
_NAME = re.compile(r"(?:(?:https?://[^?#]*/)?files/)?([A-Za-z0-9_-]+)")
_ADDRESS = re.compile(r"https?://(?P<host>[^/?#\s]+)(?P<rest>/\S*)")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file on its way.

    Its address is a credential of its own: no key goes along, whoever the host is.

    Attributes:
        url: where the bytes go.
        size: how many there are.
        chunk_size: how many go at a time.
    """

    url: str
    size: int
    chunk_size: int
    patience: Patience

    def chunk(self, data: bytes, offset: int) -> HttpCall:
        """Send the bytes that begin at `offset`."""
        last = offset + len(data) == self.size
        command = "upload, finalize" if last else "upload"
        return self._call(command, data, {"x-goog-upload-offset": str(offset)})

    def question(self) -> HttpCall:
        """Ask how much has arrived."""
        return self._call("query", b"", {})

    def received(self, reply: HttpReply) -> int:
        """Read the answer to the question how much has arrived.

        Raises:
            BrokenReplyError: it is none.
        """
        count = _number(reply, "x-goog-upload-size-received")
        if count is None or count > self.size:
            raise BrokenReplyError("The service does not say how much of the file has arrived.")
        return count

    def _call(self, command: str, data: bytes, more: dict[str, str]) -> HttpCall:
        headers = request_headers() | {
            "content-type": "application/octet-stream",
            "x-goog-upload-command": command,
        }
        return HttpCall("POST", self.url, headers | more, data, self.patience)


def announced(call: HttpCall, size: int, mime_type: str) -> HttpCall:
    """Complete a backend's call that begins an upload."""
    headers = {
        "x-goog-upload-protocol": "resumable",
        "x-goog-upload-command": "start",
        "x-goog-upload-header-content-length": str(size),
        "x-goog-upload-header-content-type": mime_type,
    }
    return replace(call, headers={**call.headers, **headers})


def begun(call: HttpCall, reply: HttpReply, size: int) -> Upload:
    """Read the answer to the call that begins an upload.

    Raises:
        BrokenReplyError: it does not say where the bytes go, or nowhere they may go.
    """
    granularity = _number(reply, "x-goog-upload-chunk-granularity") or _GRANULARITY
    return Upload(
        url=_upload_url(call.url, reply.headers.get("x-goog-upload-url", "")),
        size=size,
        chunk_size=max(granularity, _CHUNK - _CHUNK % granularity),
        patience=call.patience,
    )


def finished(reply: HttpReply) -> JsonObject | None:
    """Give the stored file if the answer says that the upload is done, None if it goes on.

    Raises:
        BrokenReplyError: it says neither.
    """
    match reply.headers.get("x-goog-upload-status", ""):
        case "active":
            return None
        case "final":
            return as_object(as_object(parse_json(reply.body)).get("file"))
        case _:
            raise BrokenReplyError("The service does not say whether the upload goes on.")


def file_name(name: str) -> str:
    """Give the resource name of a file: from that, its id or its address.

    Raises:
        UsageError: if it can be no file's name.
        TypeError: if it is no text.
    """
    match = _NAME.fullmatch(given_text(name, "the name of a file"))
    if match is None:
        raise UsageError(f"{name!r} is no name of an uploaded file.")
    return f"files/{match[1]}"


def file_uris(body: bytes) -> list[str]:
    """Give the addresses of files that a request names, each once."""
    return uris_in(as_objects(as_object(parse_json(body)).get("contents")))


def uris_in(contents: Iterable[JsonObject]) -> list[str]:
    """Give the addresses of files that contents name, each once."""
    parts = (part for content in contents for part in as_objects(content.get("parts")))
    uris = (as_text(as_object(part.get("fileData")).get("fileUri")) for part in parts)
    return list(dict.fromkeys(filter(None, uris)))


def _number(reply: HttpReply, header: str) -> int | None:
    text = reply.headers.get(header, "")
    return int(text) if re.fullmatch(r"[0-9]{1,15}", text) else None


def _upload_url(begun_at: str, given: str) -> str:
    """A gateway answers with the API's own address; what began there goes on there."""
    address = _ADDRESS.fullmatch(given)
    if address is None:
        raise BrokenReplyError("The service does not say where the file may go.")
    if begun_at.startswith(f"{DEFAULT_BASE_URL}/"):
        return f"https://{address['host']}{address['rest']}"
    origin = urlsplit(begun_at)
    return f"{origin.scheme}://{origin.netloc}{address['rest']}"
