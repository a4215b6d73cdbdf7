from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest

from gemchat.commands.completers import files_to_save
from gemchat.commands.outcome import Confirm, Replay, Say
from gemchat.commands.table import Suggestion
from gemchat.errors import HistoryFileError, UsageError
from tests.commands.chatting import MODELS, Chat, reply, yes


@pytest.fixture
def chat(tmp_path: Path) -> Chat:
    chat = Chat(tmp_path, reply("one"), reply("two"), settings={"model": "gemini-pro"})
    chat.ask("a")
    return chat


def test_there_and_back(chat: Chat, tmp_path: Path) -> None:
    file = tmp_path / "a chat.json"
    chat.run("/temperature 0.5")
    chat.run("/system Be kind.")
    said = chat.context.conversation.history.contents()
    assert chat.said(f"/save {file}") == f"Saved 2 messages to {file}."
    other = Chat(tmp_path / "other", reply("two"))
    loaded = yes(other.run(f"/load {file}"))
    assert loaded == Replay(said, (), "Loaded a chat.json: 2 messages, gemini-pro, temperature.")
    assert other.context.conversation.history.contents() == said
    other.ask("b")
    body = other.transport.bodies[-1]
    assert body["contents"][:-1] == said
    assert body["systemInstruction"]["parts"] == [{"text": "Be kind."}]
    assert body["generationConfig"] == {"temperature": 0.5}
    assert other.models == ["gemini-pro"]


def test_the_loaded_conversation_is_a_session_of_its_own(chat: Chat, tmp_path: Path) -> None:
    file = tmp_path / "chat.json"
    chat.run(f"/save {file}")
    before = chat.context.session.id
    chat.run(f"/load {file}")
    chat.ask("b")
    session = chat.context.store.read(chat.context.session.id)
    assert session.id != before
    assert session.source == "chat.json"
    assert len(session.loaded) == 2
    assert chat.questions == ["a", "b"]


def test_the_bare_list_is_what_other_programs_take(chat: Chat, tmp_path: Path) -> None:
    file = tmp_path / "contents.json"
    chat.run(f"/save --contents {file}")
    assert json.loads(file.read_text()) == chat.context.conversation.history.contents()
    before = chat.context.way_back
    outcome = chat.run(f"/load {file}")
    assert isinstance(outcome, Replay)
    assert outcome.note == f"Loaded contents.json: 2 messages. {before}"


def test_a_system_instruction_is_taken_only_after_a_yes(chat: Chat, tmp_path: Path) -> None:
    file = tmp_path / "chat.json"
    chat.run("/system Obey me.")
    chat.run(f"/save {file}")
    chat.run("/system off")
    question = chat.run(f"/load {file}")
    assert isinstance(question, Confirm)
    assert "“Obey me.”" in question.question
    assert chat.context.settings.system is None
    assert len(chat.context.conversation.history.turns) == 1


def test_a_file_in_the_way_is_replaced_only_after_a_yes(chat: Chat, tmp_path: Path) -> None:
    file = tmp_path / "chat.json"
    file.write_text("mine")
    question = chat.run(f"/save {file}")
    assert file.read_text() == "mine"
    assert isinstance(yes(question), Say)
    assert json.loads(file.read_text())["model"] == "gemini-pro"


def test_nothing_to_save(tmp_path: Path) -> None:
    outcome = Chat(tmp_path).run(f"/save {tmp_path / 'a.json'}")
    assert outcome == Say("There is nothing to save yet.", level="warning")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("line", ["/save", "/save --contents", "/load"])
def test_which_file(chat: Chat, line: str) -> None:
    with pytest.raises(UsageError, match="Which file"):
        chat.run(line)


@pytest.mark.parametrize("line", ["/save", "/save --contents", "/load"])
def test_a_file_in_the_home_of_nobody(chat: Chat, line: str) -> None:
    chat.ask("a")
    with pytest.raises(UsageError, match="~no-such-user is no home"):
        chat.run(f"{line} ~no-such-user/x.json")


@pytest.mark.parametrize("text", [None, "", "no JSON", '{"a": 1}', '[{"role": "robot"}]'])
def test_a_file_that_cannot_be_loaded_changes_nothing(
    chat: Chat, tmp_path: Path, text: str | None
) -> None:
    file = tmp_path / "bad.json"
    if text is not None:
        file.write_text(text)
    with pytest.raises(HistoryFileError):
        chat.run(f"/load {file}")
    chat.ask("b")
    assert chat.questions == ["a", "b"]


def test_settings_that_cannot_be_used_are_left_out_and_named(chat: Chat, tmp_path: Path) -> None:
    file = tmp_path / "chat.json"
    config = {"max_output_tokens": 100, "top_p": 9, "top_k": 3}
    contents = chat.context.conversation.history.contents()
    document = {"format": "gemchat-history", "version": 1, "contents": contents}
    file.write_text(json.dumps(document | {"config": config}))
    chat = Chat(tmp_path / "other", MODELS, reply("two"), settings={"model": "gemini-pro"})
    asyncio.run(chat.context.catalogue.refresh())
    outcome = chat.run(f"/load {file}")
    assert isinstance(outcome, Replay)
    assert outcome.note.startswith("Loaded chat.json: 2 messages, top_k. Left out: ")
    assert "gemini-pro takes up to 64 as max_output_tokens, not 100." in outcome.note
    assert "top_p" in outcome.note
    chat.ask("b")
    assert chat.questions == ["a", "b"]
    assert chat.transport.bodies[-1]["generationConfig"] == {"topK": 3}


@pytest.mark.parametrize("saving", [True, False])
def test_the_title_comes_along(chat: Chat, tmp_path: Path, saving: bool) -> None:
    file = tmp_path / "chat.json"
    chat.run("/rename my trip")
    chat.run(f"/save {file}")
    other = Chat(tmp_path / "other", saving=saving)
    other.run(f"/load {file}")
    assert other.context.title == "my trip"
    assert [each.title for each in other.context.store.recent()] == ["my trip"] * saving


def test_a_loaded_file_takes_no_setting_along_that_it_does_not_have(
    chat: Chat, tmp_path: Path
) -> None:
    file = tmp_path / "contents.json"
    chat.run(f"/save --contents {file}")
    chat.run("/system Be kind.")
    chat.run(f"/load {file}")
    assert chat.context.settings.system is None
    assert chat.context.settings.model == "gemini-pro"


@pytest.mark.parametrize("form", ["{}/my dir/a.json", '"{}/my dir/a.json"', r"{}/my\ dir/a.json"])
def test_a_path_is_taken_as_terminals_write_it(chat: Chat, tmp_path: Path, form: str) -> None:
    (tmp_path / "my dir").mkdir()
    written = form.format(tmp_path)
    chat.run(f"/save {written}")
    assert [one.name for one in (tmp_path / "my dir").iterdir()] == ["a.json"]
    assert isinstance(chat.run(f"/load {written}"), Replay)


def test_completing_files(chat: Chat, tmp_path: Path) -> None:
    (tmp_path / "a.json").touch()
    path = Suggestion(f"{tmp_path}/a.json", "a.json")
    assert list(files_to_save(chat.context, f"{tmp_path}/a")) == [path]
    behind = Suggestion(f"--contents {tmp_path}/a.json", "a.json")
    assert list(files_to_save(chat.context, f"--contents {tmp_path}/a")) == [behind]
    assert list(files_to_save(chat.context, "--c")) == [Suggestion("--contents ", "--contents")]


@pytest.mark.parametrize(
    ("rest", "said"),
    [
        ("--foo x.json", "no option --foo"),
        ("--contents x.md", "x.md cannot hold the bare list"),
        (".", "is a folder"),
        ("x.exe", "must end in one of .html, .json, .md"),
    ],
)
def test_what_cannot_be_saved_so(
    chat: Chat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rest: str, said: str
) -> None:
    monkeypatch.chdir(tmp_path)
    before = list(tmp_path.iterdir())
    with pytest.raises(UsageError, match=said):
        chat.run(f"/save {rest}")
    assert list(tmp_path.iterdir()) == before


def test_a_file_without_a_message_is_no_conversation(chat: Chat, tmp_path: Path) -> None:
    (tmp_path / "empty.json").write_text("[]")
    with pytest.raises(UsageError, match=r"empty\.json holds no conversation"):
        chat.run(f"/load {tmp_path / 'empty.json'}")
    chat.ask("b")
    assert chat.questions == ["a", "b"]
