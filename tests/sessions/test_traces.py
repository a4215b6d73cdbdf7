from __future__ import annotations

import base64
import json
from dataclasses import replace
from pathlib import Path

import pytest

from gemchat.errors import SessionError
from gemchat.sessions.store import SessionStore
from gemchat.sessions.traces import Traces, media_name
from gemchat.ui.media import MediaShelf
from tests.sessions.scripted import FLASH, QuickDisk, begin, complete, end, say

CANARY = "canary-7f3a"
PIXELS = CANARY.encode() * 10_000


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def store(home: Path) -> SessionStore:
    traces = Traces(home / "input_history", home / "media")
    return SessionStore(home / "sessions", disk=QuickDisk(), traces=traces)


def talk(store: SessionStore, asked: str) -> str:
    recorder = store.create()
    turn = complete(asked, f"about {asked}")
    data = base64.b64encode(PIXELS).decode()
    turn.contents[0]["parts"].append({"inlineData": {"mimeType": "image/png", "data": data}})
    begin(recorder, turn)
    end(recorder, turn)
    recorder.rename(f"Of {asked}")
    recorder.close()
    return recorder.id


def type_in(home: Path, *entries: str) -> None:
    lines = b"".join(b"\n" + json.dumps(entry).encode() for entry in entries)
    (home / "input_history").write_bytes(lines)


def places_of(home: Path, text: bytes) -> list[str]:
    return sorted(
        path.name for path in home.rglob("*") if path.is_file() and text in path.read_bytes()
    )


def test_a_deleted_session_is_in_no_file(store: SessionStore, home: Path) -> None:
    session = talk(store, CANARY)
    MediaShelf(home / "media").keep(PIXELS, "image/png")
    type_in(home, CANARY, f"/once seed=1 {CANARY}", f"/rename Of {CANARY}", f" {CANARY} ")
    (home / "sessions" / f"{session}.torn").write_text(CANARY)
    assert places_of(home, CANARY.encode())
    store.delete(session)
    assert places_of(home, CANARY.encode()) == []
    assert list((home / "sessions").iterdir()) == []


def test_a_question_goes_whatever_went_along(store: SessionStore, home: Path) -> None:
    recorder = store.create()
    turn = complete(f"{CANARY} in @notes.txt", "It is there.")
    turn.user["parts"].insert(0, {"text": "notes.txt:\n\nwhy"})
    begin(recorder, turn)
    end(recorder, turn)
    recorder.close()
    type_in(home, f"{CANARY} in @notes.txt", "why")
    store.delete(recorder.id)
    assert places_of(home, CANARY.encode()) == []
    assert places_of(home, b"why") == ["input_history"], "a file is not what was typed"


def test_a_question_goes_whatever_a_profile_put_around_it(store: SessionStore, home: Path) -> None:
    recorder = store.create()
    recorder.setup(replace(FLASH, profile="german"))
    say(recorder, f"Translate: {CANARY}, to start with\n\nBriefly.", "Ja.")
    recorder.setup(FLASH)
    say(recorder, "What is a start?", "A beginning.")
    recorder.close()
    typed = f"{CANARY}, to start with"
    others = ["What", "star", "Translate", "to", "/model flash", "/once seed=1 beginning"]
    type_in(home, typed, f"/once seed=1 top_k=2 {typed}", *others)
    store.delete(recorder.id)
    lines = (home / "input_history").read_text().split("\n")
    assert [json.loads(line) for line in lines if line.strip()] == others


def test_what_belongs_to_others_stays(store: SessionStore, home: Path) -> None:
    kept = talk(store, "another")
    session = talk(store, "y")
    type_in(home, "y", "why", "/rename y", "/models", "/model x.y", "another")
    before = (home / "input_history").stat().st_size
    store.delete(session)
    left = (home / "input_history").read_bytes()
    assert [json.loads(line) for line in left.split(b"\n") if line.strip()] == [
        "why",
        "/models",
        "/model x.y",
        "another",
    ]
    assert len(left) == before, "an entry is blanked out where it stands"
    assert [summary.id for summary in store.recent()] == [kept]


def test_lines_that_are_no_entry_do_no_harm(store: SessionStore, home: Path) -> None:
    recorder = store.create()
    recorder.setup(replace(FLASH, profile="german"))
    say(recorder, "a", "b")
    recorder.close()
    (home / "input_history").write_bytes(b'\n"a\n{}\n\xff\n" "\n"a"')
    store.delete(recorder.id)
    assert (home / "input_history").read_bytes() == b'\n"a\n{}\n\xff\n" "\n   '


def test_what_cannot_be_erased_is_told_and_can_be_tried_again(
    store: SessionStore, home: Path
) -> None:
    session = talk(store, "a")
    say(again := store.resume(session)[1], "b", "c")
    again.close()
    (home / "media" / f"{media_name(PIXELS)}.png").mkdir(parents=True)
    with pytest.raises(SessionError, match="cannot be removed"):
        store.delete(session)
    assert len(store.read(session).turns) == 2
