"""What uploaded files were made from, so that they can be uploaded again.

The service deletes files after two days; conversations that name them live longer.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from gemchat.types import UploadFileConfig


@dataclass(frozen=True, slots=True)
class Original:
    """A file of this machine as it was when it was uploaded.

    Attributes:
        path: where it lies.
        stamp: its size and the time of its last change; with another one it is another file.
        config: how it was uploaded, its media type included.
    """

    path: Path
    stamp: tuple[int, int]
    config: UploadFileConfig

    @classmethod
    def of(cls, path: Path, config: UploadFileConfig) -> Original:
        """Note how a file is now; raises OSError if it is not there."""
        return cls(path.resolve(), _stamp(path), config)

    @property
    def unchanged(self) -> bool:
        """Whether the file still is what was uploaded."""
        try:
            return _stamp(self.path) == self.stamp
        except OSError:
            return False


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


def _stamp(path: Path) -> tuple[int, int]:
    status = path.stat()
    return status.st_size, status.st_mtime_ns
