"""Turns to record, and disks that fail."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from gemchat.chat.history import Turn, TurnOutcome
from gemchat.client.stepping import step
from gemchat.sessions.disk import Disk
from gemchat.sessions.record import Setup
from gemchat.sessions.recorder import Recorder
from gemchat.types.base import JsonObject

FLASH = Setup(backend="gemini", model="flash", config={"temperature": 0.5}, tools=["search"])


def question(text: str) -> JsonObject:
    return {"role": "user", "parts": [{"text": text}]}


def answer(text: str) -> JsonObject:
    return {"role": "model", "parts": [{"text": text}]}


def complete(asked: str, answered: str) -> Turn:
    return Turn(
        question(asked),
        [answer(answered)],
        TurnOutcome.COMPLETE,
        finish="STOP",
        meta={"usage": {"totalTokenCount": 3}},
        model="flash",
        attempts=1,
        seconds=0.5,
    )


def begin(recorder: Recorder, turn: Turn) -> None:
    step(recorder.began(turn))


def arrive(recorder: Recorder, *parts: JsonObject) -> None:
    step(recorder.progress(list(parts)))


def end(recorder: Recorder, turn: Turn) -> None:
    step(recorder.ended(turn))


def say(recorder: Recorder, asked: str, answered: str) -> Turn:
    turn = complete(asked, answered)
    begin(recorder, turn)
    end(recorder, turn)
    return turn


class Clock:
    """A clock that goes on by a second each time it is looked at."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 20, 6, 29, 13, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.time += timedelta(seconds=1)
        return self.time


class Alarms:
    """Timers that go off when the test says so."""

    def __init__(self) -> None:
        self.pending: list[Alarm] = []

    def __call__(self, seconds: float, action: Callable[[], None]) -> Alarm:
        self.pending.append(Alarm(seconds, action))
        return self.pending[-1]

    def go_off(self) -> None:
        pending, self.pending = self.pending, []
        for alarm in pending:
            if not alarm.cancelled:
                alarm.action()


class Alarm:
    def __init__(self, seconds: float, action: Callable[[], None]) -> None:
        self.seconds = seconds
        self.action = action
        self.cancelled = False

    def cancel(self) -> None:
        self.cancelled = True


class QuickDisk(Disk):
    """Does not wait for the drive: tests that cut no power need not."""

    def sync(self, fd: int) -> None:
        pass

    def sync_directory(self, path: Path) -> None:
        pass


class Killed(BaseException):
    """The program is no more."""


class BadDisk(QuickDisk):
    """Counts the calls and fails some.

    Args:
        fails: told the number and the name of each call; what it returns is raised.
    """

    def __init__(self, fails: Callable[[int, str], BaseException | None]) -> None:
        self.calls = 0
        self._fails = fails
        self._opened: set[int] = set()

    def __getattribute__(self, name: str) -> Any:
        call = super().__getattribute__(name)
        if name not in vars(Disk) or name.startswith("_"):
            return call
        return lambda *arguments: self._checked(name, call, arguments)

    def _checked(self, name: str, call: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
        self.calls += 1
        error = self._fails(self.calls, name)
        if error is not None and name == "write":  # as much as a full disk still takes
            os.write(arguments[0], arguments[1][: len(arguments[1]) // 2])
        if error is not None:
            raise error
        result = call(*arguments)
        if name == "open":
            self._opened.add(result)
        elif name == "close":
            self._opened.discard(arguments[0])
        return result

    def kill(self) -> None:
        """Let go of all files, as the system does for a dead program."""
        for fd in self._opened:
            os.close(fd)


def full() -> OSError:
    return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
