"""Files that a person asked for: what stops them from being written is told."""

from __future__ import annotations

from pathlib import Path

from gemchat.errors import UsageError
from gemchat.sessions.disk import write_private
from gemchat.settings import make_private


def save_private(path: Path, data: bytes) -> None:
    """Make a file hold data, all of it or not at all; directories are made for it.

    Raises:
        UsageError: it cannot be written.
    """
    try:
        make_private(path.parent)
        write_private(path, data)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}.") from error
