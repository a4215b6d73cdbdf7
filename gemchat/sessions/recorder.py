"""Records a chat in its session file while it goes on."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final, Protocol, TypeAlias

from gemchat.chat.history import Turn
from gemchat.client.originals import Original
from gemchat.sessions.log import SessionLog
from gemchat.sessions.record import (
    EndRecord,
    HeadRecord,
    KeepRecord,
    LoadRecord,
    Setup,
    StepRecord,
    TickRecord,
    TitleRecord,
    UploadRecord,
    UserRecord,
)
from gemchat.types.base import JsonObject

TICK_SECONDS: Final = 1.5
"""How long parts may wait for the disk; two seconds are promised, writing takes its share."""

Clock: TypeAlias = Callable[[], datetime]


class Alarm(Protocol):
    """A call that is yet to come."""

    def cancel(self) -> None:
        """Do without it."""


def start_timer(seconds: float, action: Callable[[], None]) -> Alarm:
    """Call `action` later, in a thread that keeps no program alive."""
    timer = threading.Timer(seconds, action)
    timer.daemon = True
    timer.start()
    return timer


def timestamp(moment: datetime) -> str:
    """Write a time as the records do: UTC, with milliseconds."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


class Recorder:
    """The journal of one session; a SessionStore makes it.

    The file comes into being with the first question or the first loaded contents: an empty
    chat leaves none. When the disk fails the chat goes on, and `problem` says why it is not
    saved; what is missing is written as soon as the disk takes it.

    Args:
        log: the session's file.
        clock: tells the time of the records.
        parents: the turns in the file, each with the one before it.
        head: the turn after which the next one goes.
        setup: the last one in the file.
        alarm: starts the timer that writes waiting parts down.
    """

    def __init__(
        self,
        log: SessionLog,
        clock: Clock,
        *,
        parents: Mapping[int, int | None] | None = None,
        head: int | None = None,
        setup: Setup | None = None,
        alarm: Callable[[float, Callable[[], None]], Alarm] = start_timer,
    ) -> None:
        self._log = log
        self._clock = clock
        self._parents = dict(parents or {})
        self._head = head
        self._setup = setup
        self._start_alarm = alarm
        self._alarm: Alarm | None = None
        self._arrived: list[JsonObject] = []
        self._ticks = 0
        # The alarm's thread writes ticks while the chat's own thread may be writing, too.
        self._lock = threading.RLock()

    @property
    def id(self) -> str:
        """The session's id."""
        return self._log.path.stem

    @property
    def exists(self) -> bool:
        """Whether there is a file already."""
        return self._log.exists

    @property
    def saved(self) -> bool:
        """Whether everything said so far is safe on disk."""
        return self._log.saved

    @property
    def problem(self) -> str | None:
        """Why the session is not saved, in the words of the system; None if all is well."""
        return self._log.problem

    @property
    def last(self) -> int | None:
        """The number of the turn after which the next one goes, as `head` takes it."""
        return self._head

    def setup(self, setup: Setup) -> None:
        """Note whom the next turns ask and how; the same again is not noted."""
        if setup != self._setup:
            self._setup = setup
            self._note(replace(setup, t=self._now()))

    def loaded(self, source: str, contents: Sequence[JsonObject]) -> None:
        """Keep contents that were brought in before the first turn.

        Args:
            source: where they came from, for people.
        """
        with self._lock:
            record = LoadRecord(t=self._now(), source=source, contents=list(contents))
            self._log.append(record, durable=True)

    def rename(self, title: str) -> None:
        """Give the session a title."""
        self._note(TitleRecord(text=" ".join(title.split())))

    def undo(self, count: int = 1) -> None:
        """Take the last turns out of the conversation; they stay in the file."""
        head = self._head
        for _ in range(count):
            head = self._parents[head] if head is not None else None
        self.head(head)

    def head(self, n: int | None) -> None:
        """Go on after turn `n` of the file, or from the start."""
        if n is not None and n not in self._parents:
            raise ValueError(f"the session has no turn {n}")
        self._head = n
        self._note(HeadRecord(n=n))

    def keep(self) -> None:
        """Let the blocked reply of the last turn go into the next request."""
        if self._head is not None:
            self._note(KeepRecord(n=self._head))

    def uploaded(self, uri: str, original: Original) -> None:
        """Note what was uploaded to `uri`."""
        self._note(UploadRecord.of(uri, original, self._now()))

    async def began(self, turn: Turn) -> None:
        """Write the question down, safe from power cuts, before it is sent."""
        with self._lock:
            n = max(self._parents, default=-1) + 1
            record = UserRecord.of(turn, n, self._head, self._now())
            self._parents[n] = self._head
            self._head = n
            self._ticks = 0
            self._log.append(record, durable=True)

    async def progress(self, parts: list[JsonObject]) -> None:
        """Take parts that arrived; they are on disk within two seconds."""
        with self._lock:
            self._arrived += parts
            if self._alarm is None and self._arrived:
                self._alarm = self._start_alarm(TICK_SECONDS, self._tick)

    async def stepped(self, index: int, contents: list[JsonObject]) -> None:
        """Write down the `index`-th tool round: the model's calls and our answers."""
        with self._lock:
            self._forget_arrived()
            self._log.append(StepRecord(n=self._turn, i=index, contents=contents), durable=True)

    async def ended(self, turn: Turn) -> None:
        """Write down how the turn ended, safe from power cuts, before anything else is asked."""
        with self._lock:
            self._forget_arrived()
            self._log.append(EndRecord.of(turn, self._turn, self._now()), durable=True)

    def close(self) -> None:
        """Write what waits and let other programs have the session."""
        with self._lock:
            self._tick()
            self._forget_arrived()
            self._log.close()

    @property
    def _turn(self) -> int:
        if self._head is None:
            raise ValueError("no turn has begun")
        return self._head

    def _now(self) -> str:
        return timestamp(self._clock())

    def _note(self, record: Setup | TitleRecord | HeadRecord | KeepRecord | UploadRecord) -> None:
        with self._lock:
            self._log.note(record)

    def _tick(self) -> None:
        with self._lock:
            self._alarm = None
            if self._arrived:
                parts = joined(self._arrived)
                self._arrived = []
                self._log.append(TickRecord(n=self._turn, seq=self._ticks, parts=parts))
                self._ticks += 1

    def _forget_arrived(self) -> None:
        """Drop what a step or an end holds as well."""
        self._arrived = []
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None


def joined(parts: Sequence[JsonObject]) -> list[JsonObject]:
    """Join neighbours that are plain text of one kind; a signature keeps its part to itself."""
    whole: list[JsonObject] = []
    for part in parts:
        if whole and _continues(whole[-1], part):
            whole[-1] = {**whole[-1], "text": whole[-1]["text"] + part["text"]}
        else:
            whole.append(part)
    return whole


def _continues(before: Mapping[str, Any], part: Mapping[str, Any]) -> bool:
    plain = all("text" in each and each.keys() <= {"text", "thought"} for each in (before, part))
    return plain and bool(before.get("thought")) == bool(part.get("thought"))
