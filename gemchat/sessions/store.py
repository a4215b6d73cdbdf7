"""The directory of sessions: it is the only index there is."""

from __future__ import annotations

import os
import re
import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Final

from gemchat.errors import SessionError, UsageError
from gemchat.sessions.disk import Disk, made_private
from gemchat.sessions.lock import SessionLock, SessionReadOnlyError
from gemchat.sessions.log import SessionLog, Tail
from gemchat.sessions.reading import read_session, read_with_tail
from gemchat.sessions.record import (
    EndRecord,
    KeepRecord,
    LoadRecord,
    SessionRecord,
    TitleRecord,
    UploadRecord,
    UserRecord,
)
from gemchat.sessions.recorder import Clock, Recorder, timestamp
from gemchat.sessions.search import Hit, hits_in
from gemchat.sessions.session import Session
from gemchat.sessions.short_ids import is_short_of, short_ids
from gemchat.sessions.summary import Summary, summary_of
from gemchat.sessions.traces import Traces

_ID: Final = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]{0,63}")
_DEVICE: Final = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_NAMED_AT_MOST: Final = 9


def _utc_now() -> datetime:
    return datetime.now(UTC)


class SessionStore:
    """Makes, finds and removes the sessions of one directory.

    Nothing is ever removed or rewritten but by `delete`.

    Args:
        directory: made with the first session, for its owner alone.
        app: the program and its version, for the records.
        now: tells the time.
        random: gives that many random bytes.
        disk: does the writing.
        traces: what goes with a session when it is deleted.
    """

    def __init__(
        self,
        directory: Path,
        app: str = "gemchat",
        *,
        now: Clock = _utc_now,
        random: Callable[[int], bytes] = secrets.token_bytes,
        disk: Disk | None = None,
        traces: Traces | None = None,
    ) -> None:
        self.directory = directory
        self._app = app
        self._now = now
        self._random = random
        self._disk = disk or Disk()
        self._traces = traces or Traces()

    def create(self) -> Recorder:
        """Begin a session; its file comes with the first question."""
        return Recorder(self._new_log(), self._now)

    def read(self, session: str) -> Session:
        """Read the session with this id, without any claim to it; raises SessionError."""
        return read_session(self._path(session))

    def resume(self, session: str) -> tuple[Session, Recorder]:
        """Go on with the session with this id.

        What a crash left is mended: a torn last record is set aside, a turn without an end gets
        one.

        Raises:
            SessionHeldError: another program is writing it.
            SessionReadOnlyError: it can be read or forked, but not be written.
            SessionError: there is no such session.
        """
        path = self._path(session)
        lock = self._lock(path)
        try:
            found, tail = read_with_tail(path)
            if found.newer:
                raise SessionReadOnlyError(
                    f"Session {found.id} was written by a newer gemchat.",
                    hint="It can be read: gemchat sessions show",
                )
        except SessionError:
            lock.release()
            raise
        notes = self._notes(path, lock, tail)
        log = SessionLog(path, self._disk, started=self._time(), lock=lock, tail=tail)
        if not tail.sound:
            log.queue(self._opening(path.stem))
        for n in found.unfinished:
            log.queue(EndRecord.of(found.recorded[n].turn, n, self._time()), durable=True)
        log.flush()
        parents = {each.n: each.parent for each in found.recorded.values()}
        recorder = Recorder(log, self._now, parents=parents, head=found.head, setup=found.setup)
        return replace(found, problems=(*found.problems, *notes)), recorder

    def fork(self, session: Session) -> Recorder:
        """Begin a session that goes on where the branch of another stands, with a copy of it.

        Like every new session it has no file before its first question.
        """
        log = self._new_log()
        if session.name:
            log.queue(TitleRecord(text=session.name))
        if session.setup is not None:
            log.queue(session.setup)
        if session.loaded:
            log.queue(LoadRecord(t=self._time(), source=session.source, contents=session.loaded))
        for uri, original in session.uploads.items():
            log.queue(UploadRecord.of(uri, original, self._time()))
        parents: dict[int, int | None] = {}
        for n, recorded in enumerate(session.branch):
            turn = recorded.turn
            parents[n] = n - 1 if n else None
            asked = timestamp(recorded.asked) if recorded.asked else self._time()
            log.queue(UserRecord.of(turn, n, parents[n], asked))
            log.queue(EndRecord.of(turn, n, asked))
            if turn.kept:
                log.queue(KeepRecord(n=n))
        head = len(parents) - 1 if parents else None
        return Recorder(log, self._now, parents=parents, head=head, setup=session.setup)

    def recent(self, limit: int | None = 50, words: str = "") -> list[Summary]:
        """List sessions, the last used first.

        Args:
            limit: how many at most; None for all.
            words: only those with all of these in their title.
        """
        wanted = words.casefold().split()
        found: list[Summary] = []
        for summary in _summaries(self._paths()):
            if all(word in summary.title.casefold() for word in wanted):
                found.append(summary)
            if len(found) == limit:
                break
        return sorted(found, key=lambda summary: summary.changed, reverse=True)

    def newest(self) -> Summary | None:
        """Give the session with the last turn of all."""
        return next(iter(self.recent()), None)

    def search(self, words: str, limit: int = 50) -> list[Hit]:
        """Find messages and titles with all of these words, in the last used sessions first.

        Args:
            limit: how many at most.
        """
        return list(islice(_hits(self._paths(), words), limit))

    def find(self, which: str) -> Summary:
        """Find a session by its id, the beginning of it or of its random end, or its title.

        Raises:
            UsageError: there is none, or more than one; it names them.
        """
        matching = self._matching(which.casefold().strip())
        if not matching:
            raise UsageError(f"There is no session “{which}”.", hint="/sessions lists them.")
        if len(matching) > 1:
            raise UsageError(
                f"{len(matching)} sessions fit “{which}”.",
                hint="\n".join(("Give more of the id or of the title:", *self._rows(matching))),
            )
        return matching[0]

    def short_id(self, session: str) -> str:
        """Give an id as short as `find` takes it."""
        return self.short_ids().get(session, session)

    def short_ids(self) -> dict[str, str]:
        """Give each session's id as short as `find` takes it."""
        return short_ids(path.stem for path in self._paths())

    def delete(self, session: str) -> None:
        """Remove the session with this id and all its files for good.

        Raises:
            SessionHeldError: another program is writing it.
            SessionError: there is no such session, or it cannot be removed.
        """
        path = self._path(session)
        lock = self._lock(path)
        try:
            self._traces.erase(read_session(path))
            with suppress(FileNotFoundError):
                shutil.rmtree(path.with_suffix(".files"))
            path.with_suffix(".torn").unlink(missing_ok=True)
            path.unlink()  # last, so that what could not be removed can be tried again
            self._disk.sync_directory(self.directory)
        except OSError as error:
            raise SessionError(f"Session {session} cannot be removed: {error.strerror}.") from None
        finally:
            lock.release()

    def expire(self, days: int) -> int:
        """Remove the sessions not used for so many days; tell how many.

        One that another program holds, or that cannot be removed, stays.
        """
        limit = self._now() - timedelta(days=days)
        removed = 0
        for summary in _summaries(self._paths()):
            if summary.changed < limit:
                with suppress(SessionError):
                    self.delete(summary.id)
                    removed += 1
        return removed

    def rename(self, session: str, title: str) -> None:
        """Give the session with this id a title; raises as `resume` does."""
        _, recorder = self.resume(session)
        recorder.rename(title)
        recorder.close()

    def _notes(self, path: Path, lock: SessionLock, tail: Tail) -> Iterator[str]:
        if tail.torn:
            yield f"The last record was cut off; what there is of it lies in {path.stem}.torn."
        if not lock.effective:
            yield "This disk knows no locks: do not continue the session in two places."
        for owned in (self.directory, path):
            with suppress(OSError):
                if made_private(owned):
                    yield f"Others could read {owned}; now they cannot."

    def _new_log(self) -> SessionLog:
        moment = self._now().astimezone(UTC)
        name = f"{moment:%Y%m%dT%H%M%SZ}-{self._random(6).hex()}"
        log = SessionLog(self._path(name), self._disk, started=self._time())
        log.queue(self._opening(name))
        return log

    def _opening(self, session: str) -> SessionRecord:
        return SessionRecord(id=session, t=self._time(), app=self._app)

    def _time(self) -> str:
        return timestamp(self._now())

    def _path(self, session: str) -> Path:
        if not _ID.fullmatch(session) or _DEVICE.fullmatch(session):
            raise SessionError(f"“{session}” is no name of a session.")
        return self.directory / f"{session}.jsonl"

    def _lock(self, path: Path) -> SessionLock:
        if not path.is_file():
            raise SessionError(f"There is no session {path.stem}.")
        try:
            return SessionLock(path.with_suffix(".lock"), self._disk, started=self._time())
        except OSError as error:
            raise SessionReadOnlyError(
                f"Session {path.stem} cannot be written: {error.strerror}.",
                hint="It can be read: gemchat sessions show",
            ) from None

    def _matching(self, wanted: str) -> list[Summary]:
        """The sessions of that id, else of that title, else with it in their title."""
        if not wanted:
            return []
        paths = list(self._paths())
        ids = {path: path.stem.casefold() for path in paths}
        by_id = [path for path, name in ids.items() if name == wanted]
        by_id = by_id or [path for path, name in ids.items() if is_short_of(wanted, name)]
        if by_id:
            return list(_summaries(by_id))
        with_it = [each for each in _summaries(paths) if wanted in each.title.casefold()]
        return [each for each in with_it if each.title.casefold() == wanted] or with_it

    def _rows(self, matching: list[Summary]) -> Iterator[str]:
        """The sessions that fit, one a row."""
        short = self.short_ids()
        rows = [(short[each.id], each.when, each.title) for each in matching[:_NAMED_AT_MOST]]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        for name, when, title in rows:
            yield f"  {name.ljust(widths[0])}  {when.ljust(widths[1])}  {title}"
        if more := len(matching) - len(rows):
            yield f"  and {more} more"

    def _paths(self) -> Iterable[Path]:
        """The session files, the last written first."""
        try:
            with os.scandir(self.directory) as entries:
                files = [
                    (entry.stat(follow_symlinks=False).st_mtime_ns, entry.path)
                    for entry in entries
                    if entry.name.endswith(".jsonl") and entry.is_file(follow_symlinks=False)
                ]
        except FileNotFoundError:
            return []
        except OSError as error:
            raise SessionError(f"Sessions cannot be listed: {error.strerror}.") from None
        return [Path(path) for _, path in sorted(files, reverse=True)]


def _summaries(paths: Iterable[Path]) -> Iterator[Summary]:
    for path in paths:
        with suppress(OSError):  # removed by another program just now
            yield summary_of(path)


def _hits(paths: Iterable[Path], words: str) -> Iterator[Hit]:
    for path in paths:
        with suppress(OSError):
            yield from hits_in(path, words)
