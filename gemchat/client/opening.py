"""Files to be sent, opened with care."""

from __future__ import annotations

import io
import os
import stat
from pathlib import Path
from typing import BinaryIO, Protocol, runtime_checkable

from gemchat.errors import UsageError

_REFUSED = ("/proc/", "/sys/", "/dev/")
_HEAD = 4096
# Opening a pipe without O_NONBLOCK waits for somebody to write into it.
_OPTIONS = ("NONBLOCK", "CLOEXEC", "BINARY")
_FLAGS = os.O_RDONLY | sum(getattr(os, f"O_{name}", 0) for name in _OPTIONS)


@runtime_checkable
class BinaryFile(Protocol):
    """An open file that gives bytes from any place."""

    def read(self, size: int = -1, /) -> bytes:
        """Read so many bytes, or all."""

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Go to a place, and say where that is."""


def opened(path: Path) -> BinaryIO:
    """Open a regular file; /proc and its kin show what is no file, such as the environment.

    Raises:
        UsageError: it is none, or cannot be read.
    """
    try:
        if os.path.realpath(path).startswith(_REFUSED):
            raise UsageError(f"{path} is no file to send.")
        descriptor = os.open(path, _FLAGS)
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "no such name"
        raise UsageError(f"{path} cannot be read: {why}.") from error
    if stat.S_ISREG(os.fstat(descriptor).st_mode):
        return os.fdopen(descriptor, "rb")
    os.close(descriptor)
    raise UsageError(f"{path} is no regular file.")


def head(file: BinaryFile) -> bytes:
    """Give the first bytes of an open file, and go back to its beginning.

    Raises:
        UsageError: it gives no bytes, or only once.
        TypeError: it is no open file at all.
    """
    if isinstance(file, io.TextIOBase):
        raise UsageError("The file is open for reading text.", hint='open(path, "rb")')
    if not isinstance(file, BinaryFile):
        kind = type(file).__name__
        raise TypeError(f"a file is given as a path, or open for reading bytes, not as {kind}")
    try:
        file.seek(0)
        first = file.read(_HEAD)
        file.seek(0)
    except io.UnsupportedOperation as error:
        raise UsageError("A stream cannot be sent: it can be read only once.") from error
    return first
