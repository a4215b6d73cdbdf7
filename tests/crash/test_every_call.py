"""A long session on a disk that fails, or a program that dies, at any of its file calls."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from gemchat.sessions.reading import read_session
from gemchat.sessions.store import SessionStore
from tests.sessions.scripted import (
    FLASH,
    BadDisk,
    Clock,
    Killed,
    QuickDisk,
    arrive,
    begin,
    complete,
    end,
    say,
)

TURNS = 30
EVERYTHING = [f"{what} {number}" for number in range(TURNS) for what in ("question", "answer")]
ERRORS = (errno.ENOSPC, errno.EIO, errno.EINTR, errno.EROFS, errno.EDQUOT)
PICTURE = {"inlineData": {"mimeType": "image/png", "data": "QUJD" * 30_000}}


class Talk:
    """A session of thirty turns, with ticks, a picture, a title, and turns taken back.

    Attributes:
        safe: what the recorder said was safe.
    """

    def __init__(self, folder: Path, disk: QuickDisk) -> None:
        self.store = SessionStore(folder / "sessions", now=Clock(), disk=disk)
        self.safe: list[str] = []
        self.recorder = self.store.create()

    def go(self) -> None:
        self.recorder.setup(FLASH)
        for number in range(TURNS):
            self._turn(number)
        self.recorder.rename("Talk")
        self.recorder.undo(2)
        self.recorder.head(TURNS - 1)
        self.recorder.close()

    def _turn(self, number: int) -> None:
        turn = complete(f"question {number}", f"answer {number}")
        if number == 3:
            turn.contents[0]["parts"].append(PICTURE)
        begin(self.recorder, turn)
        self._note(f"question {number}")
        arrive(self.recorder, {"text": "answer"})
        self.recorder._tick()
        end(self.recorder, turn)
        self._note(f"answer {number}")

    def _note(self, text: str) -> None:
        if self.recorder.saved:
            self.safe.append(text)


def kept(folder: Path) -> list[str]:
    """The short texts of the session, none if there is no file; nothing in it is damaged."""
    path = next((folder / "sessions").glob("*.jsonl"), None)
    if path is None:
        return []
    session = read_session(path)
    assert set(session.problems) <= {"The last record is cut off."}
    turns = [each.turn for each in session.recorded.values()]
    contents = [content for turn in turns for content in (turn.user, *turn.contents)]
    return [content["parts"][0]["text"] for content in contents]


@pytest.fixture(scope="module")
def calls(tmp_path_factory: pytest.TempPathFactory) -> dict[int, str]:
    """All file calls of such a session, numbered from 1, by name."""
    named: dict[int, str] = {}
    Talk(tmp_path_factory.mktemp("whole"), BadDisk(lambda n, name: named.update({n: name}))).go()
    assert len(named) > 5 * TURNS
    return named


def failure(call: int) -> OSError:
    code = ERRORS[call % len(ERRORS)]
    return OSError(code, os.strerror(code))


def test_a_call_that_fails_once_loses_nothing(calls: dict[int, str], tmp_path: Path) -> None:
    for bad in calls:
        folder = tmp_path / str(bad)
        talk = Talk(folder, BadDisk(lambda n, _, bad=bad: failure(bad) if n == bad else None))
        talk.go()
        assert kept(folder) == EVERYTHING
        assert talk.recorder.saved


def test_a_disk_that_fails_from_then_on_keeps_what_was_safe(
    calls: dict[int, str], tmp_path: Path
) -> None:
    for bad in calls:
        folder = tmp_path / str(bad)
        talk = Talk(folder, BadDisk(lambda n, _, bad=bad: failure(bad) if n >= bad else None))
        talk.go()
        found = kept(folder)
        assert [text for text in talk.safe if text not in found] == []
        assert talk.safe == EVERYTHING or not talk.recorder.saved


def test_a_program_that_dies_there_keeps_what_was_safe(
    calls: dict[int, str], tmp_path: Path
) -> None:
    for bad in calls:
        folder = tmp_path / str(bad)
        disk = BadDisk(lambda n, _, bad=bad: Killed() if n >= bad else None)
        talk = Talk(folder, disk)
        with pytest.raises(Killed):
            talk.go()
        disk.kill()
        found = kept(folder)
        assert [text for text in talk.safe if text not in found] == []
        if found:
            assert_takes_the_next_turn(folder, found)


def assert_takes_the_next_turn(folder: Path, found: list[str]) -> None:
    store = SessionStore(folder / "sessions", now=Clock(), disk=QuickDisk())
    [session] = store.recent()
    _, recorder = store.resume(session.id)
    say(recorder, "and", "so on")
    recorder.close()
    assert kept(folder) == [*found, "and", "so on"]


class Halving(BadDisk):
    """Writes half of what it is given at one of its calls, and says so."""

    def __init__(self, bad: int) -> None:
        super().__init__(lambda *_: None)
        self._bad = bad

    def write(self, fd: int, data: memoryview) -> int:
        short = self.calls == self._bad and len(data) > 1
        return super().write(fd, data[: len(data) // 2] if short else data)


def test_a_short_write_is_continued(calls: dict[int, str], tmp_path: Path) -> None:
    for bad in (number for number, name in calls.items() if name == "write"):
        folder = tmp_path / str(bad)
        Talk(folder, Halving(bad)).go()
        assert kept(folder) == EVERYTHING
