"""Programs that die at any instant, or write side by side: nothing that was safe is lost."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from gemchat.sessions.session import Session
from gemchat.sessions.store import SessionStore

pytestmark = pytest.mark.skipif(os.name == "nt", reason="no fork and no kill -9 there")

LONGEST = 0.04
"""Seconds a writer lives at most: a few turns, and some of them none."""


@pytest.fixture
def kills(request: pytest.FixtureRequest) -> int:
    return int(request.config.getoption("--kills"))


def writer(env: dict[str, str], *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.crash.writers", *arguments],
        env=env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def texts(session: Session) -> list[str]:
    """The short texts of every turn of every branch."""
    turns = [each.turn for each in session.recorded.values()]
    contents = [content for turn in turns for content in (turn.user, *turn.contents)]
    return [content["parts"][0]["text"] for content in contents]


@pytest.mark.timeout(0)
def test_kill_9_at_any_instant(tmp_path: Path, env_for_child: dict[str, str], kills: int) -> None:
    directory, chance = tmp_path / "sessions", random.Random()
    store = SessionStore(directory)
    safe: dict[str, list[str]] = defaultdict(list)
    told = 0
    with writer(env_for_child, "killed", str(directory)) as nursery:
        assert nursery.stdin
        for _ in range(kills):
            nursery.stdin.write(f"{chance.uniform(0, LONGEST)}\n")
            nursery.stdin.flush()
            touched = set()
            for session, text in until_dead(nursery):
                safe[session].append(text)
                touched.add(session)
                told += 1
            for session in touched:
                assert_kept(store.read(session), safe[session])
        nursery.stdin.close()
        assert nursery.wait(10) == 0
    assert 4 * told > kills, "the writers lived too short a life to show anything"
    for session, said in safe.items():
        whole, recorder = store.resume(session)
        recorder.close()
        assert_kept(whole, said)
        assert store.read(session).unfinished == ()


def until_dead(nursery: subprocess.Popen[str]) -> Iterator[tuple[str, str]]:
    assert nursery.stdout
    for line in nursery.stdout:
        if line == "dead\n":
            return
        session, _, text = line.strip().partition(" ")
        yield session, text
    pytest.fail("the writers are gone")


def assert_kept(session: Session, said: Iterable[str]) -> None:
    """All of it, in its order, and nothing of the session is damaged."""
    found = iter(texts(session))
    assert [text for text in said if text not in found] == []
    assert not any("damaged" in problem or "missing" in problem for problem in session.problems)


def test_four_programs_in_one_session(tmp_path: Path, env_for_child: dict[str, str]) -> None:
    store = SessionStore(tmp_path / "sessions")
    recorder = store.create()
    recorder.loaded("a test", [])
    recorder.close()
    turns = 25
    arguments = ("competing", str(store.directory), recorder.id, str(turns))
    writers = [writer(env_for_child, *arguments) for _ in range(4)]
    told = [line for each in writers for line in each.communicate(timeout=50)[0].splitlines()]
    assert [each.returncode for each in writers] == [0, 0, 0, 0]
    session = store.read(recorder.id)
    assert session.problems == ()
    assert len(session.turns) == 4 * turns, "each went on where the one before it stopped"
    assert sorted(line.partition(" ")[2] for line in told) == sorted(texts(session)[1::2])
