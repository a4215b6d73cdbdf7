"""Small files of the program, for their owner alone."""

from __future__ import annotations

from pathlib import Path

from gemchat.errors import UsageError
from gemchat.sessions.disk import Disk, write_whole
from gemchat.settings import make_private


def write_private(path: Path, data: bytes) -> None:
    """Make a file hold data, all of it or not at all; directories are made for it.

    Raises:
        UsageError: it cannot be written.
    """
    fresh = path.with_suffix(".new")
    try:
        make_private(path.parent)
        fresh.unlink(missing_ok=True)  # one that a crash left behind
        write_whole(Disk(), path, fresh, data)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}.") from error
