from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gemchat.chat.history import TurnOutcome
from gemchat.errors import SessionError
from gemchat.sessions.lock import SessionReadOnlyError
from gemchat.sessions.reading import read_session
from gemchat.sessions.session import Session, title_of
from gemchat.sessions.store import SessionStore
from tests.sessions.scripted import FLASH, answer, arrive, begin, complete, question, say


@pytest.fixture
def path(store: SessionStore) -> Path:
    """A session of three turns."""
    recorder = store.create()
    recorder.setup(FLASH)
    for text in "ace":
        say(recorder, text, chr(ord(text) + 1))
    recorder.close()
    return store.directory / f"{recorder.id}.jsonl"


def texts(session: Session) -> str:
    return "".join(
        part["text"]
        for turn in session.turns
        for content in (turn.user, *turn.contents)
        for part in content["parts"]
    )


def go_on(store: SessionStore, path: Path) -> Session:
    """Resume the session, say one thing more, and read it again."""
    _, recorder = store.resume(path.stem)
    say(recorder, "y", "z")
    recorder.close()
    return read_session(path)


def test_turns_come_back_as_they_were(path: Path) -> None:
    session = read_session(path)
    assert session.turns == [complete("a", "b"), complete("c", "d"), complete("e", "f")]
    assert [(each.n, each.parent) for each in session.branch] == [(0, None), (1, 0), (2, 1)]
    assert session.setup == FLASH
    assert (session.id, session.head, session.title) == (path.stem, 2, "a")
    assert (session.problems, session.unfinished, session.newer) == ((), (), False)


def test_changed_is_the_time_of_the_last_turn(store: SessionStore, path: Path) -> None:
    before = read_session(path)
    assert before.created < before.changed < datetime(2026, 11, 20, 7, tzinfo=UTC)
    store.rename(path.stem, "Later")
    assert read_session(path).changed == before.changed


def test_every_prefix_keeps_its_whole_turns_and_takes_the_next(store: SessionStore) -> None:
    recorder = store.create()
    for asked, answered in ("ab", "cd"):
        say(recorder, asked, answered)
    recorder.close()
    path = store.directory / f"{recorder.id}.jsonl"
    whole = path.read_bytes()
    ends = [at for at, byte in enumerate(whole) if byte == ord("\n")]
    for cut in range(len(whole)):
        path.write_bytes(whole[:cut])
        path.with_suffix(".torn").unlink(missing_ok=True)
        said = "abcd"[: sum(cut >= end for end in ends[1:])]
        assert texts(read_session(path)) == said
        session = go_on(store, path)
        assert (texts(session), session.problems) == (said + "yz", ())
        assert path.read_bytes().startswith(b'{"k":"session","v":1,')
        aside = path.with_suffix(".torn")
        kept = path.read_bytes() + (aside.read_bytes() if aside.exists() else b"")
        assert [line for line in whole[:cut].splitlines() if line not in kept] == []


@pytest.mark.parametrize(
    "tail",
    [bytes(7), bytes(4096), b"\xff\xfe\x00garbage", b'{"k":"user","n":3', b'"', b"{}", b"[1]"],
)
def test_a_strange_tail_is_set_aside(store: SessionStore, path: Path, tail: bytes) -> None:
    with path.open("ab") as file:
        file.write(tail)
    assert read_session(path).problems == ("The last record is cut off.",)
    session, recorder = store.resume(path.stem)
    assert session.problems == (
        f"The last record was cut off; what there is of it lies in {path.stem}.torn.",
    )
    recorder.close()
    assert path.with_suffix(".torn").read_bytes() == tail + b"\n"
    assert texts(go_on(store, path)) == "abcdefyz"


def test_a_garbage_line_is_skipped_and_stays(store: SessionStore, path: Path) -> None:
    with path.open("ab") as file:
        file.write(b"\0\0\0\n\xffgarbage\n")
    session = go_on(store, path)
    assert texts(session) == "abcdefyz"
    assert session.problems == ("2 damaged records in lines 9, 10 were skipped.",)
    assert b"\xffgarbage\n" in path.read_bytes()


@pytest.mark.parametrize(
    ("number", "left", "problem"),
    [
        (1, "abcdef", "1 damaged record in line 1 was skipped."),
        (2, "abcdef", "1 damaged record in line 2 was skipped."),
        (3, "cdef", "2 damaged records in lines 3, 4 were skipped."),
        (4, "acdef", "1 damaged record in line 4 was skipped."),
        (5, "abef", "2 damaged records in lines 5, 6 were skipped."),
        (6, "abcef", "1 damaged record in line 6 was skipped."),
        (7, "abcd", "2 damaged records in lines 7, 8 were skipped."),
        (8, "abcde", "1 damaged record in line 8 was skipped."),
    ],
)
def test_a_damaged_line_costs_its_record(path: Path, number: int, left: str, problem: str) -> None:
    lines = path.read_bytes().splitlines(keepends=True)
    lines[number - 1] = lines[number - 1][:-9] + b"\n"
    path.write_bytes(b"".join(lines))
    session = read_session(path)
    assert (texts(session), session.problems) == (left, (problem,))


def test_a_last_line_without_newline_gets_one(store: SessionStore, path: Path) -> None:
    path.write_bytes(path.read_bytes().removesuffix(b"\n"))
    assert read_session(path).problems == ()
    session = go_on(store, path)
    assert texts(session) == "abcdefyz"
    assert not path.with_suffix(".torn").exists()


def test_unknown_records_and_fields_stay(store: SessionStore, path: Path) -> None:
    added = b'{"k":"hologram","n":1}\n'
    path.write_bytes(path.read_bytes().replace(b'"once"', b'"mood":"good","once"') + added)
    session = go_on(store, path)
    assert (texts(session), session.problems) == ("abcdefyz", ())
    assert added in path.read_bytes()
    assert path.read_bytes().count(b'"mood"') == 3


def test_a_newer_session_is_read_only(store: SessionStore, path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b'"v":1', b'"v":2', 1))
    before = path.read_bytes()
    assert read_session(path).newer
    with pytest.raises(SessionReadOnlyError, match="newer"):
        store.resume(path.stem)
    assert path.read_bytes() == before
    assert not path.with_suffix(".lock").exists()


def test_a_crash_leaves_an_interrupted_turn_with_what_came(store: SessionStore) -> None:
    recorder = store.create()
    begin(recorder, complete("a", "b"))
    for text in "bcd":
        arrive(recorder, {"text": text})
        recorder._tick()
    path = store.directory / f"{recorder.id}.jsonl"
    [turn] = read_session(path).turns
    assert turn.contents == [answer("bcd")]
    assert (turn.outcome, turn.reason) == (TurnOutcome.INTERRUPTED, "crash")
    recorder.close()  # as far as the lock goes, the program is dead
    session, resumed = store.resume(recorder.id)
    resumed.close()
    assert session.unfinished == (0,)
    assert read_session(path).unfinished == ()
    assert read_session(path).turns == [turn]


def test_a_step_takes_the_place_of_the_ticks_before_it(path: Path) -> None:
    with path.open("a") as file:
        file.write(
            '{"k":"user","n":3,"parent":2,"t":"T","content":{"role":"user","parts":[]}}\n'
            '{"k":"tick","n":3,"seq":0,"parts":[{"functionCall":{"name":"f"}}]}\n'
            '{"k":"step","n":3,"i":0,"contents":[{"role":"model","parts":[{"text":"1"}]},'
            '{"role":"user","parts":[{"text":"2"}]}]}\n'
            '{"k":"tick","n":3,"seq":1,"parts":[{"text":"3"}]}\n'
        )
    assert read_session(path).turns[3].contents == [answer("1"), question("2"), answer("3")]


@pytest.mark.parametrize(
    "line",
    [
        '{"k":"user","n":1,"parent":0,"t":"T","content":{}}',
        '{"k":"user","n":-1,"parent":0,"t":"T","content":{}}',
        '{"k":"end","n":1,"t":"T","state":"complete","contents":[]}',
        '{"k":"tick","n":7,"seq":0,"parts":[]}',
        '{"k":"head","n":7}',
        '{"k":"keep","n":7}',
    ],
)
def test_a_record_that_fits_nothing_is_damage(path: Path, line: str) -> None:
    with path.open("a") as file:
        file.write(line + "\n")
    session = read_session(path)
    assert texts(session) == "abcdef"
    assert session.problems == ("1 damaged record in line 9 was skipped.",)


@pytest.mark.parametrize("parent", [4, 5, 99])
def test_a_parent_that_cannot_be_ends_no_branch(path: Path, parent: int) -> None:
    with path.open("a") as file:
        file.write(f'{{"k":"user","n":4,"parent":{parent},"t":"T","content":{{}}}}\n')
    assert [each.n for each in read_session(path).branch] == [0, 1, 2, 4]


@pytest.mark.parametrize("time", ["", "yesterday", "2026-13-01T00:00:00Z", "2026-11-20"])
def test_a_strange_time_is_no_obstacle(path: Path, time: str) -> None:
    first = read_session(path).branch[0].asked
    assert first
    stamp = first.strftime("%Y-%m-%dT%H:%M:%S.000Z").encode()
    path.write_bytes(path.read_bytes().replace(stamp, time.encode()))
    session = read_session(path)
    assert texts(session) == "abcdef"
    assert session.branch[0].asked is None or session.branch[0].asked.tzinfo


def test_a_pipe_is_no_session(store: SessionStore, path: Path) -> None:
    os.mkfifo(path.with_name("pipe.jsonl"))
    with pytest.raises(SessionError, match="Not a regular file"):
        store.read("pipe")


@pytest.mark.parametrize(
    ("content", "title"),
    [
        (question("  Why\n\tthat? "), "Why that?"),
        (question("x" * 60), "x" * 60),
        (question("x" * 61), "x" * 59 + "…"),
        (answer("No"), ""),
        ({"role": "user", "parts": [{"text": "notes.txt:\n\na"}, {"text": "b"}]}, "b"),
        ({"role": "user", "parts": [{"text": "a"}, {"inlineData": {}}, {"text": " "}]}, "a"),
        ({"role": "user", "parts": ["text", {"text": 5}]}, ""),
        ({}, ""),
    ],
)
def test_titles(content: dict[str, object], title: str) -> None:
    assert title_of(content) == title
