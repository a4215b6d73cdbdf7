"""What uploaded files were made from, so that they can be uploaded again.

The service deletes files after two days; conversations that name them live longer.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from gemchat.client.opening import BinaryFile, opened
from gemchat.errors import UsageError

_PIECE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Original:
    """A file of this machine as it was when it was uploaded.

    Attributes:
        path: where it lies.
        size: how many bytes it had.
        sha256: their hash, in hexadecimal; with another one it is another file.
        mime_type: its media type.
        name: its name for people; empty if it has none.
    """

    path: Path
    size: int
    sha256: str
    mime_type: str
    name: str = ""

    def is_unchanged(self) -> bool:
        """Whether the file still is what was uploaded; reads all of it."""
        try:
            if self.path.stat().st_size != self.size:
                return False
            with opened(self.path) as file:
                return sha256_of(file) == self.sha256
        except (OSError, UsageError):
            return False


def sha256_of(file: BinaryFile) -> str:
    """Hash what an open file holds, in hexadecimal."""
    file.seek(0)
    digest = hashlib.sha256()
    while data := file.read(_PIECE):
        digest.update(data)
    return digest.hexdigest()


class BlobStore(Protocol):
    """Where originals of uploaded files are looked up by the file's address."""

    def keep(self, uri: str, original: Original) -> None:
        """Remember what was uploaded to `uri`."""

    def kept(self, uri: str) -> Original | None:
        """Give what was uploaded to `uri`, if it is known."""


class RecentUploads:
    """A `BlobStore` that lasts as long as the program."""

    def __init__(self) -> None:
        self._originals: dict[str, Original] = {}

    def keep(self, uri: str, original: Original) -> None:
        """Remember what was uploaded to `uri`."""
        self._originals[uri] = original

    def kept(self, uri: str) -> Original | None:
        """Give what was uploaded to `uri`, if it is known."""
        return self._originals.get(uri)
