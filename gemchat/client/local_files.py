"""Files of this machine as people name them, and those to be sent opened with care."""

from __future__ import annotations

import io
import os
import re
import shlex
import stat
from pathlib import Path
from typing import BinaryIO, Protocol, runtime_checkable

from gemchat.errors import UsageError

_REFUSED = ("/proc/", "/sys/", "/dev/")
# Opening a pipe without O_NONBLOCK waits for somebody to write into it.
_SECRET = re.compile(
    r"(.*/)?(\.(ssh|gnupg|aws)/.*|\.env(\..*)?|\.netrc|id_[a-z0-9_]+|api_key|.*\.(pem|key|p12|pfx|kdbx))",
    re.IGNORECASE | re.DOTALL,
)
_HEAD = 4096
_OPTIONS = ("NONBLOCK", "CLOEXEC", "BINARY")
_FLAGS = os.O_RDONLY | sum(getattr(os, f"O_{name}", 0) for name in _OPTIONS)


@runtime_checkable
class BinaryFile(Protocol):
    """An open file that gives bytes from any place."""

    def read(self, size: int = -1, /) -> bytes:
        """Read so many bytes, or all."""

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Go to a place, and say where that is."""


def typed_path(name: str | os.PathLike[str]) -> Path:
    """Take a path as people write it, with ``~`` for a home.

    Raises:
        UsageError: it begins with the home of nobody.
    """
    path = Path(name)
    try:
        return path.expanduser()
    except (RuntimeError, ValueError) as error:
        raise UsageError(f"{path} cannot be found: {path.parts[0]} is no home.") from error


def written_path(text: str) -> Path:
    """Take a path as it is written in a line: bare, in quotes, or with its spaces escaped.

    Terminals write those that are dragged into them so. What has the text itself for a name goes
    before.

    Raises:
        UsageError: it begins with the home of nobody.
    """
    path = typed_path(text)
    if os.path.lexists(path):
        return path
    # a backslash that parts folders escapes nothing
    escaped = text if os.sep == "/" else text.replace("\\", "\\\\")
    try:
        words = shlex.split(escaped)
    except ValueError:  # the quotation mark is one of the name
        return path
    return typed_path(words[0]) if len(words) == 1 else path


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


def looks_secret(path: Path) -> bool:
    """Whether a file probably holds keys or passwords, so that people are asked before it goes."""
    return bool(_SECRET.fullmatch(Path(os.path.realpath(path)).as_posix()))


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
