"""Pictures, sounds and long signatures, kept in files of their own beside a session.

On the way to disk a base64 text over the limit becomes ``{"$blob": sha256, "size": N}``; on the
way back the text is put in again exactly as it was. Only the two places where the API has such
texts are looked at, so nothing else a file says can be taken for the name of a blob.
"""

from __future__ import annotations

import hashlib
import re
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from gemchat.sessions.disk import Disk, read_file, write_whole
from gemchat.types.base import JsonObject

LIMIT: Final = 64 * 1024
"""Texts longer than this, in bytes, do not go into the session file itself."""

_NAME: Final = re.compile(r"[0-9a-f]{64}")


class BlobFiles:
    """The directory `<id>.files`: each file is named by the SHA-256 of what it holds."""

    def __init__(self, directory: Path, disk: Disk) -> None:
        self._directory = directory
        self._disk = disk
        self._safe: set[str] = set()

    def write(self, name: str, data: bytes) -> None:
        """Keep `data`, safe when this returns; raises OSError."""
        if name in self._safe:
            return
        path = self._directory / name
        self._disk.make_directory(self._directory)
        if not _is_file(path, len(data)):
            temporary = path.with_suffix(".part")
            temporary.unlink(missing_ok=True)  # what a crash left
            write_whole(self._disk, path, temporary, data)
        self._disk.sync_directory(self._directory)
        self._disk.sync_directory(self._directory.parent)
        self._safe.add(name)

    def read(self, name: str) -> bytes | None:
        """Give what `name` stands for; None if it is missing, damaged or no such name."""
        if not _NAME.fullmatch(name):
            return None
        try:
            data = read_file(self._directory / name)
        except OSError:
            return None
        return data if hashlib.sha256(data).hexdigest() == name else None


def detached(document: JsonObject) -> tuple[JsonObject, dict[str, bytes]]:
    """Take the long texts out of a record.

    Returns:
        the record with references in their place, and what they refer to by name.
    """
    blobs: dict[str, bytes] = {}

    def stash(text: Any) -> Any:
        if not isinstance(text, str) or len(text) <= LIMIT or not text.isascii():
            return text
        data = text.encode("ascii")
        name = hashlib.sha256(data).hexdigest()
        blobs[name] = data
        return {"$blob": name, "size": len(data)}

    return _in_record(document, stash), blobs


def attached(document: JsonObject, read: Callable[[str], bytes | None]) -> tuple[JsonObject, bool]:
    """Put the long texts back into a record.

    Returns:
        the record, and whether a text could not be found; a signature is left out then, and media
        with the part they were.
    """
    lost = False

    def fetch(value: Any) -> Any:
        nonlocal lost
        match value:
            case {"$blob": str(name)}:
                data = read(name)
                if data is not None:
                    return data.decode("ascii", "replace")
                lost = True
                return None
            case _:
                return value

    return _in_record(document, fetch), lost


def _in_record(document: JsonObject, change: Callable[[Any], Any]) -> JsonObject:
    changed = dict(document)
    for name, value in document.items():
        match name, value:
            case "contents", list():
                changed[name] = [_in_content(content, change) for content in value]
            case "content", dict():
                changed[name] = _in_content(value, change)
            case "parts" | "system", list():
                changed[name] = _in_parts(value, change)
            case _:
                pass
    return changed


def _in_content(content: Any, change: Callable[[Any], Any]) -> Any:
    match content:
        case {"parts": list(parts)}:
            return {**content, "parts": _in_parts(parts, change)}
        case _:
            return content


def _in_parts(parts: list[Any], change: Callable[[Any], Any]) -> list[Any]:
    changed = (_in_part(part, change) for part in parts)
    return [after for before, after in zip(parts, changed, strict=True) if after or not before]


def _in_part(part: Any, change: Callable[[Any], Any]) -> Any:
    """Change the base64 texts of a part; of one without its media nothing is left."""
    changed = part
    match part:
        case {"thoughtSignature": str() | dict() as signature}:
            changed = _with(changed, "thoughtSignature", change(signature))
        case _:
            pass
    match part:
        case {"inlineData": {"data": str() | dict() as data} as media}:
            kept = change(data)
            changed = {} if kept is None else _with(changed, "inlineData", {**media, "data": kept})
        case {"functionResponse": {"parts": list(parts)} as response}:
            answered = {**response, "parts": _in_parts(parts, change)}
            changed = _with(changed, "functionResponse", answered)
        case _:
            pass
    return changed


def _with(part: JsonObject, name: str, value: object) -> JsonObject:
    """The part with another value in a field, or without it if there is none to put in."""
    changed = {**part, name: value}
    if value is None:
        del changed[name]
    return changed


def _is_file(path: Path, size: int) -> bool:
    try:
        status = path.lstat()
    except OSError:
        return False
    return stat.S_ISREG(status.st_mode) and status.st_size == size
