"""The append-only file of a session, and what happens when the disk does not play along."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from gemchat.sessions.blobs import BlobFiles, detached
from gemchat.sessions.disk import Disk, write_all
from gemchat.sessions.lock import SessionLock
from gemchat.sessions.record import KnownRecord, to_document, to_line


@dataclass(frozen=True, slots=True)
class Tail:
    """How an existing session file ends.

    Attributes:
        sound: where the whole lines end, in bytes.
        torn: bytes behind them that are no record; they are set aside, never thrown away.
        unended: whether the last whole line lacks its newline, as editors leave it.
    """

    sound: int
    torn: bytes = b""
    unended: bool = False


@dataclass(frozen=True, slots=True)
class _Entry:
    line: bytes
    durable: bool = False
    blobs: Mapping[str, bytes] = field(default_factory=dict)


class SessionLog:
    """Appends records, and keeps what could not be written until it can be.

    Nothing here raises OSError: a full or vanished disk must not stop a chat. Who shows the
    session shows `problem`, too. The file is made by the first `flush`. One thread may call at a
    time; the attributes and `saved` may be looked at from any.

    Args:
        path: `<id>.jsonl`.
        started: the time for the lock file.
        lock: held already, for a file that exists.
        tail: how that file ends; without it the file is a new one.

    Attributes:
        problem: why not everything is written, in the words of the system, and where.
        exists: whether there is a file.
        begun: whether anything was recorded that is worth a file.
    """

    def __init__(
        self,
        path: Path,
        disk: Disk,
        *,
        started: str,
        lock: SessionLock | None = None,
        tail: Tail | None = None,
    ) -> None:
        self.path = path
        self.problem: str | None = None
        self.exists = self.begun = tail is not None
        self._disk = disk
        self._started = started
        self._lock = lock
        self._blobs = BlobFiles(path.with_suffix(".files"), disk)
        self._fd: int | None = None
        self._listed = self.exists
        self._torn = tail.torn if tail else b""
        self._written = self._synced = tail.sound if tail else 0
        self._unsynced: list[_Entry] = []
        self._owes_sync = False
        self._waiting: deque[_Entry] = deque()
        if tail and tail.unended:
            self._waiting.append(_Entry(b"\n"))

    @property
    def saved(self) -> bool:
        """Whether all that must be safe by now is."""
        return not self._owes_sync and not (self.begun and self._waiting)

    def queue(self, record: KnownRecord, *, durable: bool = False) -> None:
        """Hold a record back until the next `flush`."""
        self.begun |= durable
        document, blobs = detached(to_document(record))
        self._waiting.append(_Entry(to_line(document), durable, blobs))

    def note(self, record: KnownRecord) -> None:
        """Write a record that is not worth a file of its own; until there is one, hold it back."""
        self.queue(record)
        if self.begun:
            self.flush()

    def append(self, record: KnownRecord, *, durable: bool = False) -> None:
        """Write a record, after all that wait.

        Args:
            durable: it must outlive a power cut from when this returns, if `saved` then.
        """
        self.queue(record, durable=durable)
        self.flush()

    def flush(self) -> None:
        """Write what waits, as far as the disk lets us."""
        try:
            fd = self._open()
            while self._waiting:
                self._write(fd, self._waiting[0])
                self._unsynced.append(self._waiting.popleft())
                self._owes_sync |= self._unsynced[-1].durable
            if self._owes_sync:
                self._sync(fd)
        except OSError as error:
            self.problem = f"{error.strerror or error}: {self.path.parent}"
            self._close_file()
        except BaseException:  # Ctrl-C, too, may leave half a line; reopening cuts it off
            self._close_file()
            raise
        else:
            self.problem = None

    def close(self) -> None:
        """Write what still waits, and let other programs have the session."""
        if self.begun:
            self.flush()
        self._close_file()
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def _open(self) -> int:
        if self._fd is None and self.exists:
            self._fd = self._disk.open(self.path, os.O_WRONLY | os.O_APPEND)
            self._mend(self._fd)
        elif self._fd is None:
            self._fd = self._create()
        if not self._listed:
            self._disk.sync_directory(self.path.parent)
            self._listed = True
        return self._fd

    def _create(self) -> int:
        self._disk.make_directory(self.path.parent)
        if self._lock is None:
            lock_path = self.path.with_suffix(".lock")
            self._lock = SessionLock(lock_path, self._disk, started=self._started)
        new = os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_EXCL
        fd = self._disk.open(self.path, new)
        self.exists = True
        return fd

    def _mend(self, fd: int) -> None:
        """Cut off what is no whole record, ours or a crashed program's."""
        if self._torn:
            aside = self._disk.open(
                self.path.with_suffix(".torn"), os.O_WRONLY | os.O_APPEND | os.O_CREAT
            )
            try:
                write_all(self._disk, aside, self._torn + b"\n")
                self._disk.sync(aside)
            finally:
                self._disk.close(aside)
            self._torn = b""
        if self._disk.size(fd) > self._written:
            self._disk.truncate(fd, self._written)

    def _write(self, fd: int, entry: _Entry) -> None:
        for name, data in entry.blobs.items():
            self._blobs.write(name, data)
        try:
            write_all(self._disk, fd, entry.line)
        except OSError:
            with suppress(OSError):  # else the next opening does it
                self._disk.truncate(fd, self._written)
            raise
        self._written += len(entry.line)

    def _sync(self, fd: int) -> None:
        try:
            self._disk.sync(fd)
        except OSError:
            # After a failed fsync nobody knows what is on the disk, and asking the same
            # descriptor again says all is well: write it all once more through another.
            self._waiting.extendleft(reversed(self._unsynced))
            self._written = self._synced
            self._forget_unsynced()
            raise
        self._synced = self._written
        self._forget_unsynced()

    def _forget_unsynced(self) -> None:
        self._unsynced.clear()
        self._owes_sync = False

    def _close_file(self) -> None:
        if self._fd is not None:
            with suppress(OSError):
                self._disk.close(self._fd)
            self._fd = None
