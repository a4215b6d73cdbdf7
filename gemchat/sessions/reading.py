"""Reads session files, whatever state they are in: no line keeps the others from being read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, assert_never

from gemchat.chat.history import Turn
from gemchat.client.originals import Original
from gemchat.errors import SessionError
from gemchat.sessions.blobs import BlobFiles, attached
from gemchat.sessions.disk import Disk, read_file
from gemchat.sessions.log import Tail
from gemchat.sessions.record import (
    VERSION,
    EndRecord,
    HeadRecord,
    KeepRecord,
    LoadRecord,
    Record,
    SessionRecord,
    Setup,
    StepRecord,
    TickRecord,
    TitleRecord,
    UnknownRecord,
    UploadRecord,
    UserRecord,
    from_document,
    from_line,
)
from gemchat.sessions.recorder import joined
from gemchat.sessions.session import RecordedTurn, Session
from gemchat.types.base import JsonObject

_LISTED: Final = 5

CRASH: Final = "crash"
"""The reason of a turn during which the program died."""


def read_session(path: Path) -> Session:
    """Read a session; what is damaged is skipped and named in `problems`.

    Raises:
        SessionError: there is no such file, or it cannot be opened.
    """
    session, tail = read_with_tail(path)
    if not tail.torn:
        return session
    return replace(session, problems=(*session.problems, "The last record is cut off."))


def read_with_tail(path: Path) -> tuple[Session, Tail]:
    """Read a session that is to be written again, and how its file ends; raises SessionError."""
    data, changed = _content(path)
    lines, tail = _split(data)
    reading = _Reading(path, changed)
    for number, line in enumerate(lines, 1):
        reading.take(number, line)
    return reading.session(), tail


def _content(path: Path) -> tuple[bytes, datetime]:
    try:
        return read_file(path), datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except OSError as error:
        raise SessionError(f"Session {path.stem} cannot be read: {error.strerror}.") from None


def _split(data: bytes) -> tuple[list[bytes], Tail]:
    *lines, last = data.split(b"\n")
    if not last:
        return lines, Tail(len(data))
    if from_document(from_line(last)) is not None:
        return [*lines, last], Tail(len(data), unended=True)
    return lines, Tail(len(data) - len(last), torn=last)


class _Reading:
    """A session file on its way to a Session, line by line."""

    def __init__(self, path: Path, changed: datetime) -> None:
        self._path = path
        self._blobs = BlobFiles(path.with_suffix(".files"), Disk())
        self._created: datetime | None = None
        self._changed: datetime | None = None
        self._file_changed = changed
        self._newer = False
        self._name = ""
        self._setup: Setup | None = None
        self._source = ""
        self._loaded: list[JsonObject] = []
        self._recorded: dict[int, RecordedTurn] = {}
        self._head: int | None = None
        self._uploads: dict[str, Original] = {}
        self._unfinished: dict[int, _Unfinished] = {}
        self._damaged: list[int] = []
        self._incomplete: list[int] = []

    def take(self, number: int, line: bytes) -> None:
        """Read a line."""
        document = from_line(line)
        lost = False
        if isinstance(document, dict) and b'"$blob"' in line:
            document, lost = attached(document, self._blobs.read)
        record = from_document(document)
        if record is None or not self._fits(record):
            self._damaged.append(number)
            return
        if lost:
            self._incomplete.append(number)
        self._add(record)

    def session(self) -> Session:
        """Give the session as far as it was read."""
        for n, unfinished in self._unfinished.items():
            turn = self._recorded[n].turn
            turn.contents = unfinished.contents()
            turn.reason = CRASH
        return Session(
            path=self._path,
            created=self._created or self._file_changed,
            changed=self._changed or self._file_changed,
            name=self._name,
            setup=self._setup,
            source=self._source,
            loaded=self._loaded,
            recorded=self._recorded,
            head=self._head,
            uploads=self._uploads,
            unfinished=tuple(self._unfinished),
            problems=tuple(self._problems()),
            newer=self._newer,
        )

    def _problems(self) -> Iterator[str]:
        match self._damaged:
            case []:
                pass
            case [line]:
                yield f"1 damaged record in line {line} was skipped."
            case lines:
                yield f"{len(lines)} damaged records in lines {_listed(lines)} were skipped."
        if self._incomplete:
            yield f"Attachments are missing, named in line {_listed(self._incomplete)}."

    def _fits(self, record: Record) -> bool:
        """Whether a record makes sense after those before it."""
        match record:
            case UserRecord(n=n):
                return n >= 0 and n not in self._recorded
            case EndRecord(n=n) | StepRecord(n=n) | TickRecord(n=n):
                return n in self._unfinished
            case HeadRecord(n=n) | KeepRecord(n=n):
                return n is None or n in self._recorded
            case _:
                return True

    def _add(self, record: Record) -> None:
        match record:
            case SessionRecord():
                self._created = moment(record.t)
                self._newer = record.v > VERSION
            case Setup():
                self._setup = record
            case LoadRecord():
                self._source = record.source
                self._loaded = record.contents
            case UserRecord():
                self._ask(record)
            case TickRecord() | StepRecord():
                self._unfinished[record.n].take(record)
            case EndRecord():
                self._end(record)
            case TitleRecord():
                self._name = record.text
            case HeadRecord():
                self._head = record.n
            case KeepRecord():
                self._recorded[record.n].turn.kept = True
            case UploadRecord():
                self._uploads[record.uri] = record.original
            case UnknownRecord():
                pass
            case _:
                assert_never(record)

    def _ask(self, record: UserRecord) -> None:
        usual, profile = (self._setup.model, self._setup.profile) if self._setup else ("", None)
        turn = Turn(record.content, once=record.once, model=record.model or usual)
        asked, parent = moment(record.t), self._parent(record)
        self._recorded[record.n] = RecordedTurn(record.n, parent, asked, turn, profile)
        self._unfinished[record.n] = _Unfinished()
        self._head = record.n
        self._changed = asked or self._changed

    def _parent(self, record: UserRecord) -> int | None:
        """The turn before; where its record is damaged, the one before that in the file."""
        if record.parent is None or record.parent in self._recorded:
            return record.parent
        return max((n for n in self._recorded if n < record.parent), default=None)

    def _end(self, record: EndRecord) -> None:
        del self._unfinished[record.n]
        meta = dict(record.meta)
        turn = self._recorded[record.n].turn
        turn.contents = record.contents
        turn.outcome = record.state
        turn.reason = record.reason or ""
        turn.finish = record.finish
        turn.attempts = meta.pop("attempts", 0)
        turn.seconds = meta.pop("seconds", 0.0)
        turn.meta = meta
        self._changed = moment(record.t) or self._changed


class _Unfinished:
    """What has come of a turn that has not ended."""

    def __init__(self) -> None:
        self._parts: list[JsonObject] = []
        self._steps: list[JsonObject] = []

    def take(self, record: TickRecord | StepRecord) -> None:
        """Take some parts, or a whole tool round, which holds what the ticks before it told."""
        if isinstance(record, TickRecord):
            self._parts += record.parts
            return
        self._steps += record.contents
        self._parts = []

    def contents(self) -> list[JsonObject]:
        """Give all that came."""
        if not self._parts:
            return self._steps
        return [*self._steps, {"role": "model", "parts": joined(self._parts)}]


def _listed(lines: list[int]) -> str:
    more = [] if len(lines) <= _LISTED else ["…"]
    return ", ".join([*map(str, lines[:_LISTED]), *more])


def moment(text: str) -> datetime | None:
    """Read the time of a record; None if it is none."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
