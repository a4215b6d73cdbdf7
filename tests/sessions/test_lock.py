from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from gemchat.sessions.disk import Disk
from gemchat.sessions.lock import SessionHeldError, SessionLock
from gemchat.sessions.store import SessionStore
from tests.sessions.scripted import say

HOLDER = """
import sys
from pathlib import Path
from gemchat.sessions.store import SessionStore
_, recorder = SessionStore(Path(sys.argv[1])).resume(sys.argv[2])
print("open", flush=True)
sys.stdin.readline()
recorder.close()
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "x.lock"


def test_the_lock_file_names_its_holder(path: Path) -> None:
    lock = SessionLock(path, Disk(), started="T")
    holder = {"pid": os.getpid(), "host": socket.gethostname(), "started": "T"}
    assert json.loads(path.read_bytes()) == holder
    assert path.stat().st_mode & 0o777 == 0o600
    with pytest.raises(SessionHeldError) as caught:
        SessionLock(path, Disk(), started="T")
    assert (caught.value.pid, caught.value.host) == (os.getpid(), socket.gethostname())
    assert str(os.getpid()) in caught.value.message
    lock.release()
    assert not path.exists()


def test_what_a_dead_program_left_is_no_lock(path: Path) -> None:
    path.write_text(
        '{"pid": 1, "host": "elsewhere", "started": "long ago and quite a long text"}\n'
    )
    lock = SessionLock(path, Disk(), started="T")
    assert json.loads(path.read_bytes())["pid"] == os.getpid()
    lock.release()


@pytest.mark.parametrize("text", ["", "x", "[]", '{"pid": "x", "host": ""}'])
def test_a_holder_without_a_name_holds_all_the_same(path: Path, text: str) -> None:
    lock = SessionLock(path, Disk(), started="T")
    path.write_text(text)
    with pytest.raises(SessionHeldError, match="another program"):
        SessionLock(path, Disk(), started="T")
    lock.release()


def test_a_lock_file_that_loses_its_name_is_not_taken(path: Path) -> None:
    class Late(Disk):
        """Locks after another program removed the file and made its own."""

        def lock(self, fd: int) -> bool:
            if not path.with_suffix(".old").exists():
                path.rename(path.with_suffix(".old"))
                path.write_text("")
            return super().lock(fd)

    lock = SessionLock(path, Late(), started="T")
    assert path.read_bytes()
    assert not path.with_suffix(".old").read_bytes()
    lock.release()


def test_a_disk_without_locks_is_told_once(store: SessionStore) -> None:
    class Lockless(Disk):
        def lock(self, fd: int) -> bool:
            return False

    lockless = SessionStore(store.directory, disk=Lockless())
    first = lockless.create()
    say(first, "a", "b")
    session, second = lockless.resume(first.id)
    assert session.problems == (
        "This disk knows no locks: do not continue the session in two places.",
    )
    say(second, "c", "d")
    assert len(lockless.read(first.id).turns) == 2
    first.close()
    second.close()


def test_two_programs(store: SessionStore, env_for_child: dict[str, str]) -> None:
    recorder = store.create()
    say(recorder, "a", "b")
    recorder.close()
    arguments = [sys.executable, "-c", HOLDER, str(store.directory), recorder.id]
    with subprocess.Popen(
        arguments, env=env_for_child, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "open\n"
        for attempt in (store.resume, store.delete):
            with pytest.raises(SessionHeldError) as caught:
                attempt(recorder.id)
            assert caught.value.pid == holder.pid
        fork = store.fork(store.read(recorder.id))
        say(fork, "c", "d")
        assert len(store.read(fork.id).turns) == 2
        holder.kill()
        holder.wait()
    session, resumed = store.resume(recorder.id)
    assert len(session.turns) == 1
    resumed.close()
    fork.close()
