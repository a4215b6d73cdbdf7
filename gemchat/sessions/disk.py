"""The file calls that sessions are written with, one method each, so that a test can fail any."""

from __future__ import annotations

import errno
import os
import stat
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_FLAGS: Final = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
_UNSUPPORTED: Final = frozenset(
    {errno.EINVAL, errno.ENOLCK, errno.ENOSYS, errno.ENOTSUP, errno.EOPNOTSUPP}
)
# Windows locks forbid reading as well, so the locked byte lies far behind the text.
_LOCKED_BYTE: Final = 1 << 30


class Disk:
    """The real thing; every call raises OSError like the one of `os` it stands for."""

    def make_directory(self, path: Path) -> None:
        """Make a directory and those above it, for their owner alone."""
        # Path.mkdir(parents=True) would leave the levels above at the mercy of the umask.
        for level in (*reversed(path.parents), path):
            if not level.is_dir():
                with suppress(FileExistsError):
                    level.mkdir(mode=0o700)

    def open(self, path: Path, flags: int) -> int:
        """Open a file that only its owner may read; never through a symbolic link."""
        return os.open(path, flags | _FLAGS, 0o600)

    def close(self, fd: int) -> None:
        """Close a file."""
        os.close(fd)

    def size(self, fd: int) -> int:
        """Tell how long a file is."""
        return os.fstat(fd).st_size

    def write(self, fd: int, data: memoryview) -> int:
        """Write what fits and tell how much that was."""
        return os.write(fd, data)

    def truncate(self, fd: int, size: int) -> None:
        """Cut a file off."""
        os.ftruncate(fd, size)

    def sync(self, fd: int) -> None:
        """Return when the file is on the disk itself."""
        if sys.platform == "darwin":
            # fsync leaves the data in the drive's cache there; not every file system can do better.
            try:
                fcntl.fcntl(fd, fcntl.F_FULLFSYNC)
            except OSError as error:
                if error.errno not in _UNSUPPORTED:
                    raise
            else:
                return
        os.fsync(fd)

    def rename(self, old: Path, new: Path) -> None:
        """Give a file another name, replacing what has it."""
        old.replace(new)

    def remove(self, path: Path) -> None:
        """Remove a file."""
        path.unlink()

    def sync_directory(self, path: Path) -> None:
        """Return when the names in a directory are on the disk, where that can be asked for."""
        if sys.platform == "win32":
            return
        fd = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(fd)
        except OSError as error:
            if error.errno not in _UNSUPPORTED:
                raise
        finally:
            os.close(fd)

    def lock(self, fd: int) -> bool:
        """Lock a file against other programs; False where the file system has no locks.

        Raises:
            BlockingIOError: another program has locked it.
        """
        try:
            if sys.platform == "win32":
                os.lseek(fd, _LOCKED_BYTE, os.SEEK_SET)
                msvcrt.locking(fd, msvcrt.LK_NBLCK, 1)
            else:
                fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno in _UNSUPPORTED:
                return False
            if error.errno in {errno.EACCES, errno.EDEADLK}:  # how Windows says it
                raise BlockingIOError(error.errno, error.strerror) from error
            raise
        return True


def read_file(path: Path, *, at_most: int | None = None) -> bytes:
    """Read a file that is one, no pipe and no device that could keep us waiting.

    Args:
        at_most: stop after that many bytes.

    Raises:
        OSError: it is missing, a symbolic link, not a regular file, or cannot be read.
    """
    fd = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | _FLAGS)
    with os.fdopen(fd, "rb") as file:
        if not stat.S_ISREG(os.fstat(fd).st_mode):
            raise OSError(errno.EINVAL, "Not a regular file", str(path))
        return file.read(-1 if at_most is None else at_most)


def write_all(disk: Disk, fd: int, data: bytes) -> None:
    """Write all of `data`, in as many calls as it takes."""
    rest = memoryview(data)
    while rest:
        rest = rest[disk.write(fd, rest) :]


def write_whole(disk: Disk, path: Path, temporary: Path, data: bytes) -> None:
    """Make `path` hold `data`, all of it or not at all; `sync_directory` makes that last.

    Args:
        temporary: a free name in the same directory.
    """
    fd = disk.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
    try:
        try:
            write_all(disk, fd, data)
            disk.sync(fd)
        finally:
            disk.close(fd)
        disk.rename(temporary, path)
    except OSError:
        with suppress(OSError):
            disk.remove(temporary)
        raise


def write_private(path: Path, data: bytes) -> None:
    """Make a file of the program hold data, all of it or not at all, for its owner alone.

    Raises:
        OSError: it cannot be written, or its directory is not there.
    """
    fresh = path.with_name(f"{path.name}.{os.getpid()}.new")
    fresh.unlink(missing_ok=True)  # one that a crash left behind
    write_whole(Disk(), path, fresh, data)


def made_private(path: Path) -> bool:
    """Take what others may do with a file or directory from them; tell whether they could."""
    mode = path.stat().st_mode
    if os.name == "nt" or not mode & 0o077:
        return False
    path.chmod(stat.S_IMODE(mode) & 0o700)
    return True
