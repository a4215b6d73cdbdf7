from __future__ import annotations

import asyncio
import json
import threading
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gemchat.chat.history import Turn, TurnOutcome
from gemchat.sessions.log import SessionLog
from gemchat.sessions.recorder import TICK_SECONDS, Recorder, joined, start_timer
from gemchat.sessions.store import SessionStore
from tests.sessions.scripted import (
    FLASH,
    Alarms,
    Clock,
    QuickDisk,
    answer,
    arrive,
    begin,
    complete,
    end,
    question,
    say,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "sessions" / "x.jsonl"


@pytest.fixture
def alarms() -> Alarms:
    return Alarms()


@pytest.fixture
def recorder(path: Path, alarms: Alarms) -> Recorder:
    log = SessionLog(path, QuickDisk(), started="T")
    return Recorder(log, Clock(), alarm=alarms)


def records(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_bytes().splitlines()]


def kinds(path: Path) -> list[str]:
    return [record["k"] for record in records(path)]


def test_a_chat_without_a_question_leaves_no_file(path: Path, recorder: Recorder) -> None:
    recorder.setup(FLASH)
    recorder.rename("Nothing")
    recorder.close()
    assert recorder.saved
    assert not recorder.exists
    assert not path.parent.exists()


def test_the_question_is_on_disk_before_it_is_sent(path: Path, recorder: Recorder) -> None:
    recorder.setup(FLASH)
    begin(recorder, Turn(question("Why?"), once={"temperature": 0}, model="pro"))
    setup, user = records(path)
    assert (setup["k"], setup["model"], setup["tools"]) == ("setup", "flash", ["search"])
    assert user["content"] == question("Why?")
    assert (user["n"], user["parent"], user["model"]) == (0, None, "pro")
    assert user["once"] == {"temperature": 0}


def test_loaded_contents_are_worth_a_file(path: Path, recorder: Recorder) -> None:
    recorder.loaded("chat.json", [question("a"), answer("b")])
    [load] = records(path)
    assert (load["source"], load["contents"]) == ("chat.json", [question("a"), answer("b")])


def test_a_setup_is_written_when_it_changes(path: Path, recorder: Recorder) -> None:
    for setup in (FLASH, FLASH, replace(FLASH, t="later")):
        recorder.setup(setup)
        say(recorder, "a", "b")
    recorder.setup(replace(FLASH, model="pro"))
    assert kinds(path) == ["setup", *["user", "end"] * 3, "setup"]


def test_the_end_holds_all_of_the_turn(path: Path, recorder: Recorder) -> None:
    turn = complete("a", "b")
    turn.outcome, turn.reason, turn.finish = TurnOutcome.BLOCKED, "SAFETY", "SAFETY"
    begin(recorder, turn)
    end(recorder, turn)
    record = records(path)[-1]
    assert record["state"] == "blocked"
    assert (record["reason"], record["finish"]) == ("SAFETY", "SAFETY")
    assert record["contents"] == [answer("b")]
    assert record["meta"] == {"usage": {"totalTokenCount": 3}, "attempts": 1, "seconds": 0.5}


def test_arriving_parts_are_on_disk_within_two_seconds(
    path: Path, recorder: Recorder, alarms: Alarms
) -> None:
    begin(recorder, Turn(question("a")))
    arrive(recorder, {"text": "b"})
    arrive(recorder, {"text": "c"})
    [alarm] = alarms.pending
    assert alarm.seconds == TICK_SECONDS < 2
    assert kinds(path) == ["user"]
    alarms.go_off()  # the stream stalls: nothing more arrives
    arrive(recorder, {"text": "d"})
    alarms.go_off()
    begin(recorder, Turn(question("e")))
    arrive(recorder, {"text": "f"})
    alarms.go_off()
    ticks = [each for each in records(path) if each["k"] == "tick"]
    assert [(tick["n"], tick["seq"], tick["parts"]) for tick in ticks] == [
        (0, 0, [{"text": "bc"}]),
        (0, 1, [{"text": "d"}]),
        (1, 0, [{"text": "f"}]),
    ]


def test_the_timer_goes_off_by_itself() -> None:
    went_off = threading.Event()
    start_timer(0, went_off.set)
    assert went_off.wait(10)


def test_the_timer_keeps_no_program_alive() -> None:
    alarm = start_timer(1000, lambda: None)
    alarm.cancel()
    assert isinstance(alarm, threading.Timer)
    assert alarm.daemon


def test_no_tick_repeats_what_an_end_or_a_step_holds(
    path: Path, recorder: Recorder, alarms: Alarms
) -> None:
    turn = complete("a", "b")
    begin(recorder, turn)
    arrive(recorder, {"functionCall": {"name": "f"}})
    asyncio.run(recorder.stepped(0, [answer("call"), question("result")]))
    arrive(recorder, {"text": "b"})
    end(recorder, turn)
    assert [alarm.cancelled for alarm in alarms.pending] == [True, True]
    for alarm in alarms.pending:
        alarm.action()  # too late to be cancelled
    assert kinds(path) == ["user", "step", "end"]
    assert records(path)[1]["i"] == 0


def test_leaving_in_the_middle_keeps_what_came(path: Path, recorder: Recorder) -> None:
    begin(recorder, Turn(question("a")))
    arrive(recorder, {"text": "b"})
    recorder.close()
    assert kinds(path) == ["user", "tick"]


def test_undo_moves_the_head_and_the_next_turn_goes_there(path: Path, recorder: Recorder) -> None:
    for text in "abc":
        say(recorder, text, text)
    recorder.undo(2)
    say(recorder, "d", "d")
    recorder.undo(7)
    say(recorder, "e", "e")
    recorder.head(2)
    say(recorder, "f", "f")
    placed = [(each["n"], each["parent"]) for each in records(path) if each["k"] == "user"]
    assert placed == [(0, None), (1, 0), (2, 1), (3, 0), (4, None), (5, 2)]
    assert [each["n"] for each in records(path) if each["k"] == "head"] == [0, None, 2]


def test_a_turn_that_is_not_there_is_refused(recorder: Recorder) -> None:
    with pytest.raises(ValueError, match="no turn 3"):
        recorder.head(3)


def test_a_blocked_reply_is_kept_on_demand(store: SessionStore) -> None:
    recorder = store.create()
    recorder.keep()
    turn = complete("a", "b")
    turn.outcome = TurnOutcome.BLOCKED
    begin(recorder, turn)
    end(recorder, turn)
    recorder.keep()
    recorder.close()
    assert store.read(recorder.id).turns[0].usable


def test_a_title_is_one_line(path: Path, recorder: Recorder) -> None:
    say(recorder, "a", "b")
    recorder.rename("  two\nlines ")
    assert records(path)[-1] == {"k": "title", "text": "two lines"}


PLAIN = [{"text": "a"}, {"text": "b"}]
THOUGHT = {"text": "t", "thought": True}
SIGNED = {"text": "s", "thoughtSignature": "QQ=="}


@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        (PLAIN, [{"text": "ab"}]),
        ([THOUGHT, THOUGHT, *PLAIN], [{"text": "tt", "thought": True}, {"text": "ab"}]),
        ([{"text": "a", "thought": False}, {"text": "b"}], [{"text": "ab", "thought": False}]),
        ([*PLAIN, SIGNED, *PLAIN], [{"text": "ab"}, SIGNED, {"text": "ab"}]),
        ([SIGNED, SIGNED], [SIGNED, SIGNED]),
        ([{"text": "a"}, {"inlineData": {}}], [{"text": "a"}, {"inlineData": {}}]),
        ([], []),
    ],
)
def test_only_plain_neighbours_are_joined(parts: list[Any], whole: list[Any]) -> None:
    before = json.dumps(parts)
    assert joined(parts) == whole
    assert json.dumps(parts) == before
