"""Files that a power cut or half a copy left: cut anywhere, with whatever behind the cut."""

from __future__ import annotations

from pathlib import Path

import pytest

from gemchat.sessions.reading import read_session, read_with_tail
from gemchat.sessions.store import SessionStore
from tests.sessions.scripted import FLASH, QuickDisk, arrive, begin, complete, end, say

TAILS = {
    "nothing": b"",
    "zeros": bytes(512),
    "garbage": bytes(range(128, 256)).replace(b"\n", b""),
    "another record's end": b'e"}]}],"meta":{}}',
    "zeros and lines": bytes(9) + b"\n" + bytes(9) + b"\n",
}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A session with a record of every kind."""
    store = SessionStore(tmp_path_factory.mktemp("whole"), disk=QuickDisk())
    recorder = store.create()
    recorder.setup(FLASH)
    recorder.loaded("chat.json", [{"role": "user", "parts": [{"text": "before"}]}])
    for number in range(3):
        turn = complete(f"question {number}", f"answer {number}")
        begin(recorder, turn)
        arrive(recorder, {"text": "answer"})
        recorder._tick()
        end(recorder, turn)
    recorder.rename("Größe")
    recorder.keep()
    recorder.undo()
    say(recorder, "question 3", "answer 3")
    recorder.close()
    return (store.directory / f"{recorder.id}.jsonl").read_bytes()


def ended(data: bytes) -> int:
    """How many turns are whole in a file that was cut."""
    return sum(line.startswith(b'{"k":"end"') for line in data.split(b"\n")[:-1])


@pytest.mark.parametrize("tail", TAILS.values(), ids=TAILS)
def test_no_whole_turn_is_lost_at_any_cut(whole: bytes, tail: bytes, tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    for cut in range(len(whole)):
        path.write_bytes(whole[:cut] + tail)
        session, end_of_file = read_with_tail(path)
        assert len(session.recorded) - len(session.unfinished) >= ended(whole[:cut])
        assert len(session.unfinished) <= 1
        assert end_of_file.sound + len(end_of_file.torn) == cut + len(tail)


@pytest.mark.parametrize("tail", TAILS.values(), ids=TAILS)
def test_the_next_turn_is_kept_after_any_cut(whole: bytes, tail: bytes, tmp_path: Path) -> None:
    store = SessionStore(tmp_path, disk=QuickDisk())
    for cut in range(0, len(whole), 7):
        path = tmp_path / f"{cut}.jsonl"
        path.write_bytes(whole[:cut] + tail)
        before = read_session(path)
        session, recorder = store.resume(path.stem)
        assert session.turns == before.turns
        say(recorder, "and", "so on")
        recorder.close()
        after = read_session(path)
        assert after.turns[-1].user["parts"] == [{"text": "and"}]
        assert len(after.turns) == len(before.turns) + 1
        assert after.unfinished == ()
        aside = path.with_suffix(".torn")
        assert tail.strip(b"\n\0") in path.read_bytes() + (
            aside.read_bytes() if aside.exists() else b""
        )
