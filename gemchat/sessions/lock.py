"""One writer at a time: the lock file beside a session."""

from __future__ import annotations

import json
import os
import socket
from contextlib import suppress
from pathlib import Path

from gemchat.errors import SessionError
from gemchat.sessions.disk import Disk, write_all


class SessionReadOnlyError(SessionError):
    """A session can be read and forked, but not be continued in its own file."""


class SessionHeldError(SessionReadOnlyError):
    """Another program is writing the session.

    Args:
        pid: its process, 0 if it left no name.
        host: the machine it runs on.
    """

    def __init__(self, session: str, *, pid: int, host: str) -> None:
        holder = f"process {pid} on {host}" if pid else "another program"
        super().__init__(
            f"Session {session} is open in {holder}.",
            hint="Leave it there first.",
        )
        self.pid = pid
        self.host = host


class SessionLock:
    """Held from the moment it is made until `release`.

    Args:
        path: the lock file, `<id>.lock`.
        started: when this program opened the session, for people who find the file.

    Raises:
        SessionHeldError: another program holds it.
        OSError: the file cannot be made.

    Attributes:
        effective: False where the file system knows no locks, so that others are not kept out.
    """

    def __init__(self, path: Path, disk: Disk, *, started: str) -> None:
        self._path = path
        self._disk = disk
        self._fd = self._locked_file()
        holder = {"pid": os.getpid(), "host": socket.gethostname(), "started": started}
        with suppress(OSError):  # on a full disk the lock holds without the name
            disk.truncate(self._fd, 0)
            write_all(disk, self._fd, json.dumps(holder).encode() + b"\n")

    def release(self) -> None:
        """Let others write; leaves no file behind if it can."""
        # Removed before it is free, so that nobody locks a file that is about to lose its name;
        # Windows removes no open file.
        if os.name != "nt":
            self._remove()
        with suppress(OSError):
            self._disk.close(self._fd)
        if os.name == "nt":
            self._remove()

    def _remove(self) -> None:
        with suppress(OSError):
            self._path.unlink()

    def _locked_file(self) -> int:
        while True:
            fd = self._disk.open(self._path, os.O_RDWR | os.O_CREAT)
            try:
                self.effective = self._disk.lock(fd)
                if self._is_current(fd):
                    return fd
            except BlockingIOError:
                self._disk.close(fd)
                raise _held(self._path) from None
            except OSError:
                self._disk.close(fd)
                raise
            self._disk.close(fd)

    def _is_current(self, fd: int) -> bool:
        """Whether the locked file is still the one that bears the name.

        The last holder may have removed it between our opening and our locking.
        """
        try:
            return os.path.samestat(os.fstat(fd), self._path.stat())
        except FileNotFoundError:
            return False


def _held(path: Path) -> SessionHeldError:
    try:
        holder = json.loads(path.read_bytes())
        return SessionHeldError(path.stem, pid=int(holder["pid"]), host=str(holder["host"]))
    except (OSError, ValueError, KeyError, TypeError):
        return SessionHeldError(path.stem, pid=0, host="")
