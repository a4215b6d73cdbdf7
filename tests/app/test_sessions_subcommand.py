"""``gemchat sessions``, as people and scripts call it."""

from __future__ import annotations

import io
import json
import os
import sys
from pathlib import Path

import pytest

from gemchat import cli
from gemchat.app.compose import session_store
from gemchat.sessions.store import SessionStore
from gemchat.settings import Paths
from tests.app.calling import Calls
from tests.sessions.scripted import FLASH, say

HERON = {"role": "user", "parts": [{"text": "a heron?"}]}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GEMCHAT_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def store(home: Path) -> SessionStore:
    return session_store(Paths.find(os.environ), demo=False)


@pytest.fixture
def session(store: SessionStore) -> str:
    return talk(store, "What is a heron?", "A *grey* bird.")


def talk(store: SessionStore, asked: str, answered: str) -> str:
    recorder = store.create()
    recorder.setup(FLASH)
    say(recorder, asked, answered)
    recorder.close()
    return recorder.id


@pytest.fixture
def calls(capsys: pytest.CaptureFixture[str]) -> Calls:
    return Calls("sessions", capsys)


def test_list(store: SessionStore, session: str, calls: Calls) -> None:
    other = talk(store, "What is a crane?", "Another.")
    rows = [line.split("\t") for line in calls.text("list").splitlines()]
    assert [(row[0], row[3]) for row in rows] == [
        (other, "What is a crane?"),
        (session, "What is a heron?"),
    ]
    [found] = calls.json("list", "heron")
    assert list(found) == ["id", "title", "changed", "turns", "size", "path"]
    assert found["id"] == session
    assert calls.json("list", "-n", "1")[0]["id"] == other
    assert calls.text("list", "no such words") == "gemchat: There are no such sessions.\n"


def test_more_than_are_listed(store: SessionStore, calls: Calls) -> None:
    for _ in range(52):
        talk(store, "Again?", "Again.")
    assert "There are 2 more: -n 52 lists all." in calls.text("list")
    assert len(calls.text("list", "-n", "51").splitlines()) == 51
    assert len(calls.json("list")) == 50


def test_nothing_is_no_error(home: Path, calls: Calls) -> None:
    assert calls.json("list") == []
    assert calls.json("search", "x") == []
    assert calls.text("list") == "gemchat: There are no sessions yet.\n"
    assert "has these words" in calls.text("search", "x")
    assert not home.exists()


def test_show_is_markdown_in_a_pipe(session: str, calls: Calls) -> None:
    shown = calls.text("show", session[:15])
    assert (
        shown == "# What is a heron?\n\n## You\n\nWhat is a heron?\n\n## flash\n\nA *grey* bird.\n"
    )
    document = calls.json("show", session)
    assert document["id"] == session
    assert [content["role"] for content in document["contents"]] == ["user", "model"]


def test_what_is_shown_moves_no_cursor(store: SessionStore, calls: Calls) -> None:
    session = talk(store, "\x1b[2J", "\x1b]52;c;x\x07")
    for text in (calls.text("show", session), calls.text("list"), calls.text("search", "52")):
        assert "\x1b" not in text
        assert "\x07" not in text


def test_search(session: str, calls: Calls) -> None:
    assert calls.text("search", "GREY").split("\t")[::3] == [session, "A *grey* bird.\n"]
    [hit] = calls.json("search", "grey", "bird")
    assert (hit["id"], hit["turn"], hit["role"]) == (session, 0, "model")


def test_rename(session: str, calls: Calls) -> None:
    calls.text("rename", session, "Of", "herons")
    assert calls.json("list")[0]["title"] == "Of herons"


def test_path(home: Path, session: str, calls: Calls) -> None:
    assert calls.text("path") == f"{home / 'sessions'}\n"
    assert calls.json("path", "heron")["path"] == str(home / "sessions" / f"{session}.jsonl")


def test_delete_asks(session: str, calls: Calls, store: SessionStore) -> None:
    said = calls.text("delete", session, status=2)
    assert "for good? There is no terminal to ask." in said
    assert [one.id for one in store.recent()] == [session]
    assert calls.json("delete", session, "--yes") == {"id": session, "done": True}
    assert store.recent() == []


class Keyboard(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("typed", "left"), [("y\n", 0), ("n\n", 1), ("\n", 1), ("", 1)])
def test_a_person_is_asked(
    session: str,
    calls: Calls,
    store: SessionStore,
    monkeypatch: pytest.MonkeyPatch,
    typed: str,
    left: int,
) -> None:
    monkeypatch.setattr(sys, "stdin", Keyboard(typed))
    monkeypatch.setattr(sys, "stderr", asked := Keyboard())
    calls.text("delete", session)
    question = "Delete “What is a heron?”, 1 question, for good? [y/N] "
    assert asked.getvalue() == question + "\n" * (not typed), "no row is left unfinished"
    assert len(store.recent()) == left


def test_export_and_import_again(
    session: str, calls: Calls, store: SessionStore, tmp_path: Path
) -> None:
    file = tmp_path / "chat.json"
    assert calls.json("export", session, str(file))["contents"] == 2
    assert "exists" in calls.text("export", session, str(file), status=2)
    calls.text("export", session, str(file), "--yes")
    [made] = calls.json("import", str(file))
    again = store.read(made["id"])
    turn = store.read(session).turns[0]
    assert again.loaded == [turn.user, *turn.contents]
    assert again.source == "chat.json"
    assert again.setup is not None
    assert (again.setup.model, again.setup.config) == ("flash", {"temperature": 0.5})
    assert made["title"] == "What is a heron?"


def test_a_setting_that_can_never_be_right_is_left_out(
    home: Path, store: SessionStore, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "chat.json"
    document = {"format": "gemchat-history", "version": 1, "contents": [HERON]}
    file.write_text(json.dumps(document | {"config": {"temperature": -1, "top_k": 3}}))
    for form in ([], ["--json"]):
        assert cli.main(["sessions", "import", str(file), *form]) == 0
        out, err = capsys.readouterr()
        assert "a heron?" in out
        assert "gemchat: Left out: chat.json: temperature must be" in err
    for one in store.recent():
        setup = store.read(one.id).setup
        assert setup is not None
        assert setup.config == {"top_k": 3}


def test_what_is_wrong_with_a_session_is_told_beside_it(
    session: str, store: SessionStore, capsys: pytest.CaptureFixture[str]
) -> None:
    path = store.find(session).path
    path.write_bytes(path.read_bytes() + b"{\n")
    assert cli.main(["sessions", "show", session]) == 0
    out, err = capsys.readouterr()
    assert "grey" in out
    assert "1 damaged record" in err


def test_a_system_instruction_is_taken_only_with_a_yes(
    calls: Calls, store: SessionStore, tmp_path: Path
) -> None:
    file = tmp_path / "chat.json"
    document = {"format": "gemchat-history", "version": 1, "system": "Obey.", "contents": [HERON]}
    file.write_text(json.dumps(document))
    assert "“Obey.” Take it?" in calls.text("import", str(file), status=2)
    assert store.recent() == []
    [made] = calls.json("import", str(file), "--yes")
    setup = store.read(made["id"]).setup
    assert setup is not None
    assert setup.system == [{"text": "Obey."}]


def test_sessions_with_the_demo_lie_apart(session: str, calls: Calls) -> None:
    assert calls.json("list", "--demo") == []
    assert cli.main(["--demo", "sessions", "path"]) == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], "ACTION"),
        (["sing"], "sing"),
        (["list", "-n", "0"], "from 1 up goes there, not “0”"),
        (["search", "x", "-n", "-1"], "from 1 up"),
        (["rename", "heron", ""], "What should it be called?"),
        (["show"], "WHICH"),
        (["show", "nothing like it"], "There is no session"),
        (["export", "heron", "x.exe"], "must end in one of"),
        (["export", "heron", "~no-such-user/x.json"], "~no-such-user is no home"),
        (["import", "~no-such-user/x.json"], "~no-such-user is no home"),
    ],
)
def test_wrong_use(words: list[str], said: str, session: str, calls: Calls) -> None:
    assert said in calls.text(*words, status=2)


def test_what_was_imported_before_a_file_that_cannot_be_is_told(
    store: SessionStore, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "chat.json"
    file.write_text(json.dumps([HERON]))
    assert cli.main(["sessions", "import", str(file), str(tmp_path / "nowhere.json")]) == 2
    out, err = capsys.readouterr()
    assert [out.split("\t")[0]] == [one.id for one in store.recent()]
    assert "nowhere.json cannot be read" in err


def test_ids_are_short_at_a_terminal(
    store: SessionStore, session: str, monkeypatch: pytest.MonkeyPatch, calls: Calls
) -> None:
    monkeypatch.setattr(sys, "stdout", screen := Keyboard())
    monkeypatch.setenv("TERM", "dumb")
    cli.main(["sessions", "list"])
    assert screen.getvalue().split("\t")[0] == store.short_id(session)
