from __future__ import annotations

import errno
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from gemchat.sessions.log import SessionLog
from gemchat.sessions.reading import read_session
from gemchat.sessions.recorder import Recorder
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
    full,
    say,
)

PICTURE = {"inlineData": {"mimeType": "image/png", "data": "QUJD" * 30_000}}
TURNS = 3


def recorded_on(disk: QuickDisk, tmp_path: Path) -> Recorder:
    store = SessionStore(tmp_path / "home" / "sessions", "gemchat 1.0", now=Clock(), disk=disk)
    return store.create()


def talk(recorder: Recorder, safe: list[str]) -> None:
    """Say a few things; `safe` names the questions and answers that were told to be saved."""
    recorder.setup(FLASH)
    for number in range(TURNS):
        turn = complete(f"question {number}", f"answer {number}")
        turn.contents[0]["parts"].append(PICTURE)
        begin(recorder, turn)
        if recorder.saved:
            safe.append(f"question {number}")
        arrive(recorder, {"text": "half of "})
        recorder._tick()
        end(recorder, turn)
        if recorder.saved:
            safe.append(f"answer {number}")
    recorder.rename("Talk")


def said(path: Path) -> list[str]:
    session = read_session(path)
    assert not session.problems or session.problems == ("The last record is cut off.",)
    return [
        part["text"]
        for turn in session.turns
        for content in (turn.user, *turn.contents)
        for part in content["parts"]
        if "text" in part
    ]


def everything() -> list[str]:
    return [f"{what} {number}" for number in range(TURNS) for what in ("question", "answer")]


def calls_of_a_talk(tmp_path: Path) -> int:
    disk = BadDisk(lambda _, __: None)
    recorder = recorded_on(disk, tmp_path)
    talk(recorder, [])
    recorder.close()
    return disk.calls


def failing_once(n: int, error: BaseException) -> BadDisk:
    return BadDisk(lambda call, _: error if call == n else None)


def failing_from(n: int, error: BaseException) -> BadDisk:
    return BadDisk(lambda call, _: error if call >= n else None)


def session_file(tmp_path: Path) -> Path | None:
    return next((tmp_path / "home" / "sessions").glob("*.jsonl"), None)


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EIO, errno.EROFS])
def test_one_failing_call_loses_nothing(tmp_path: Path, code: int) -> None:
    for n in range(1, calls_of_a_talk(tmp_path / "whole") + 1):
        place = tmp_path / str(n)
        disk = failing_once(n, OSError(code, "broken"))
        recorder = recorded_on(disk, place)
        safe: list[str] = []
        talk(recorder, safe)
        recorder.close()
        path = session_file(place)
        assert path is not None
        assert said(path) == everything()
        assert recorder.saved
        assert recorder.problem is None
        assert b"\n{" in path.read_bytes()
        assert path.read_bytes().endswith(b"\n")


def test_a_disk_that_fails_from_some_call_on_keeps_what_was_safe(tmp_path: Path) -> None:
    for n in range(1, calls_of_a_talk(tmp_path / "whole") + 1):
        place = tmp_path / str(n)
        recorder = recorded_on(failing_from(n, full()), place)
        safe: list[str] = []
        talk(recorder, safe)
        recorder.close()
        path = session_file(place)
        kept = said(path) if path else []
        assert [text for text in safe if text not in kept] == []
        assert len(safe) == 2 * TURNS or not recorder.saved


def test_a_program_killed_at_any_call_keeps_what_was_safe(tmp_path: Path) -> None:
    for n in range(1, calls_of_a_talk(tmp_path / "whole") + 1):
        place = tmp_path / str(n)
        disk = failing_from(n, Killed())
        recorder = recorded_on(disk, place)
        safe: list[str] = []
        with pytest.raises(Killed):
            talk(recorder, safe)
            recorder.close()
        disk.kill()
        path = session_file(place)
        kept = said(path) if path else []
        assert [text for text in safe if text not in kept] == []
        if path:
            goes_on(place, path, kept)


def goes_on(place: Path, path: Path, kept: list[str]) -> None:
    """The session takes another turn, and what it had is still there."""
    store = SessionStore(place / "home" / "sessions", now=Clock(), disk=QuickDisk())
    _, recorder = store.resume(path.stem)
    say(recorder, "and", "so on")
    recorder.close()
    session = store.read(path.stem)
    assert session.problems == ()
    assert session.unfinished == ()
    assert said(path) == [*kept, "and", "so on"]


def log_on(disk: QuickDisk, tmp_path: Path) -> tuple[SessionLog, Recorder]:
    log = SessionLog(tmp_path / "x.jsonl", disk, started="T")
    return log, Recorder(log, Clock())


def failing(names: set[str], error: Callable[[], BaseException] = full) -> BadDisk:
    """A disk on which the calls in `names` fail; the set may change."""
    return BadDisk(lambda _, name: error() if name in names else None)


def test_a_full_disk_is_told_and_made_up_for(tmp_path: Path) -> None:
    names: set[str] = set()
    log, recorder = log_on(failing(names), tmp_path)
    say(recorder, "a", "b")
    whole = log.path.read_bytes()
    names.add("write")
    say(recorder, "c", "d")
    assert (recorder.saved, recorder.problem) == (False, f"No space left on device: {tmp_path}")
    assert log.path.read_bytes() == whole
    names.clear()
    say(recorder, "e", "f")
    assert (recorder.saved, recorder.problem) == (True, None)
    assert said(log.path) == ["a", "b", "c", "d", "e", "f"]


def test_what_a_failed_fsync_covered_is_written_again(tmp_path: Path) -> None:
    names: set[str] = set()
    disk = failing(names)
    log, recorder = log_on(disk, tmp_path)
    say(recorder, "a", "b")
    names.add("sync")
    begin(recorder, complete("c", "d"))
    assert not recorder.saved
    names.clear()
    with log.path.open("r+b") as file:  # the drive kept zeros where the question was
        file.seek(-20, os.SEEK_END)
        file.write(bytes(20))
    end(recorder, complete("c", "d"))
    assert recorder.saved
    assert said(log.path) == ["a", "b", "c", "d"]


def test_a_rollback_that_fails_is_made_up_for(tmp_path: Path) -> None:
    names: set[str] = set()
    log, recorder = log_on(failing(names), tmp_path)
    say(recorder, "a", "b")
    names.update({"write", "truncate"})
    say(recorder, "c", "d")
    assert not log.path.read_bytes().endswith(b"\n")
    names.clear()
    say(recorder, "e", "f")
    assert said(log.path) == ["a", "b", "c", "d", "e", "f"]


def test_an_interrupt_between_two_bytes_leaves_no_half_line(tmp_path: Path) -> None:
    names: set[str] = set()
    log, recorder = log_on(failing(names, KeyboardInterrupt), tmp_path)
    say(recorder, "a", "b")
    names.add("write")
    turn = complete("c", "d")
    with pytest.raises(KeyboardInterrupt):
        begin(recorder, turn)
    names.clear()
    end(recorder, turn)
    assert said(log.path) == ["a", "b", "c", "d"]


def test_short_writes_are_continued(tmp_path: Path) -> None:
    class Slow(QuickDisk):
        def write(self, fd: int, data: memoryview) -> int:
            return super().write(fd, data[:7])

    log, recorder = log_on(Slow(), tmp_path)
    say(recorder, "a", "b")
    assert said(log.path) == ["a", "b"]


def test_a_vanished_file_is_told(tmp_path: Path) -> None:
    names: set[str] = set()
    log, recorder = log_on(failing(names), tmp_path)
    say(recorder, "a", "b")
    names.add("sync")
    say(recorder, "c", "d")
    names.clear()
    log.path.unlink()
    say(recorder, "e", "f")
    assert (recorder.saved, recorder.problem) == (False, f"No such file or directory: {tmp_path}")


def test_questions_and_ends_are_synced_ticks_are_not(tmp_path: Path) -> None:
    calls: list[str] = []

    def note(_: int, name: str) -> None:
        calls.append(name)

    _, recorder = log_on(BadDisk(note), tmp_path)
    turn = complete("a", "b")
    begin(recorder, turn)
    assert calls[-2:] == ["write", "sync"]
    arrive(recorder, {"text": "b"})
    recorder._tick()
    assert calls[-2:] == ["sync", "write"]
    end(recorder, turn)
    assert calls[-2:] == ["write", "sync"]
    assert calls.count("sync_directory") == 1


def test_everything_is_private_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        recorder = recorded_on(QuickDisk(), tmp_path)
        turn = complete("a", "b")
        turn.contents = [{"role": "model", "parts": [PICTURE]}]
        begin(recorder, turn)
        end(recorder, turn)
    finally:
        os.umask(before)
    made = list((tmp_path / "home").rglob("*"))
    assert {path.suffix for path in made} == {"", ".jsonl", ".lock", ".files"}
    modes = {path.is_dir(): path.stat().st_mode & 0o777 for path in [tmp_path / "home", *made]}
    assert modes == {True: 0o700, False: 0o600}
    assert all(path.stat().st_mode & 0o777 == (0o700 if path.is_dir() else 0o600) for path in made)


def test_a_session_is_never_written_through_a_symbolic_link(tmp_path: Path) -> None:
    (tmp_path / "bashrc").write_text("precious")
    (tmp_path / "x.jsonl").symlink_to(tmp_path / "bashrc")
    _, recorder = log_on(QuickDisk(), tmp_path)
    say(recorder, "a", "b")
    assert not recorder.saved
    assert (tmp_path / "bashrc").read_text() == "precious"
