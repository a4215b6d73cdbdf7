"""What comes back to the prompt is what it was: sent again, it does what it would have done."""

from __future__ import annotations

from pathlib import Path

import pytest

from gemchat.commands import sending
from gemchat.commands.entry import Entry
from gemchat.commands.outcome import Submit
from tests.commands.chatting import Chat, reply
from tests.terminal import KEYS
from tests.ui.talking import ENTER, STOP, paste, talk

UP, HOME = KEYS["up"], KEYS["home"]
STALLS = ["text: so far", "stall"]


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    path = tmp_path / "notes.txt"
    path.write_text("line one")
    return path


def last_parts(chat: Chat) -> list[str]:
    """The texts of the last question that was asked."""
    return [part["text"] for part in chat.transport.bodies[-1]["contents"][-1]["parts"]]


@pytest.mark.parametrize(
    "meanwhile",
    [paste("/new all of it") + ENTER + STOP, paste("/new all of it") + ENTER + UP + ENTER + STOP],
    ids=["stopped", "taken back"],
)
def test_a_pasted_command_that_waited_is_a_message(tmp_path: Path, meanwhile: str) -> None:
    chat = Chat(tmp_path, STALLS, reply("yes"))
    talk(chat, f"a{ENTER}", ENTER, meanwhile=meanwhile)
    assert chat.questions == ["a", "/new all of it"]


@pytest.mark.parametrize(
    ("meanwhile", "commands", "sent"),
    [
        (f"/attach f{ENTER}b{ENTER}c{STOP}", ["/attach f"], "b\nc"),
        (f"b{ENTER}/new{ENTER}{STOP}", ["/new"], "b"),
        (f"b{ENTER}/new{STOP}", ["/new"], "b"),
        (f"b{ENTER}:q{ENTER}{STOP}", [":q"], "b"),
        (f"b{ENTER}quit {STOP}", ["quit"], "b"),
        (f"{paste('exit')}{ENTER}b{ENTER}{STOP}", [], "exit\nb"),
        (f"{paste('/new')}{ENTER}b{ENTER}{STOP}", [], "/new\nb"),
    ],
)
def test_a_command_that_waited_becomes_no_part_of_a_message(
    tmp_path: Path, meanwhile: str, commands: list[str], sent: str
) -> None:
    chat = Chat(tmp_path, STALLS, reply("yes"), reply("yes"))
    rows = talk(chat, f"a{ENTER}", ENTER, meanwhile=meanwhile)
    assert [row for row in rows if "not run" in row] == [f"not run: {line}" for line in commands]
    assert chat.questions == ["a", sent]


def test_a_command_that_waited_alone_comes_back(tmp_path: Path) -> None:
    chat = Chat(tmp_path, STALLS)
    rows = talk(chat, f"a{ENTER}", ENTER, meanwhile=f"/model{ENTER}{STOP}")
    assert rows[-3:] == ["> /model", "Talking to gemini-flash-latest.", ""]


def test_a_command_that_was_not_run_is_in_the_history(tmp_path: Path) -> None:
    chat = Chat(tmp_path, STALLS, reply("yes"))
    rows = talk(chat, f"a{ENTER}", ENTER, UP + UP + ENTER, meanwhile=f"b{ENTER}/model{STOP}")
    assert rows[-3:] == ["> /model", "Talking to gemini-flash-latest.", ""]


def test_a_pasted_command_that_is_edited_is_a_message(tmp_path: Path) -> None:
    chat = Chat(tmp_path, reply("yes"), reply("yes"))
    talk(chat, paste("/new is how I begin") + ENTER, f"/edit{ENTER}", f"!{ENTER}")
    assert chat.questions == ["/new is how I begin!"]


def test_a_command_typed_before_what_came_back_is_one(tmp_path: Path) -> None:
    chat = Chat(tmp_path, reply("yes"))
    rows = talk(chat, f"model{ENTER}", f"/edit{ENTER}", f"{HOME}/help {ENTER}")
    assert any(row.startswith("/model [name]") for row in rows)
    assert chat.questions == ["model"]


@pytest.mark.parametrize(
    "keys",
    [
        (STOP, ENTER),
        (UP + ENTER + STOP, ENTER),
        (STOP, ENTER, f"/edit{ENTER}", ENTER),
    ],
    ids=["stopped", "taken back", "edited"],
)
def test_a_pasted_name_of_a_file_that_waited_names_none(
    tmp_path: Path, notes: Path, keys: tuple[str, ...]
) -> None:
    chat = Chat(tmp_path, STALLS, reply("yes"), reply("yes"))
    first, *later = keys
    talk(chat, f"a{ENTER}", *later, meanwhile=paste(f"import @{notes}") + ENTER + first)
    assert last_parts(chat)[-1].startswith(f"import @{notes}")
    assert "line one" not in str(chat.transport.bodies)


@pytest.mark.parametrize(("command", "keys"), [("/once temperature=0 ", []), ("/editor ", [ENTER])])
def test_a_pasted_name_of_a_file_in_a_command_names_none(
    tmp_path: Path, notes: Path, command: str, keys: list[str]
) -> None:
    chat = Chat(tmp_path, reply("yes"), environment={"VISUAL": "true"})
    talk(chat, f"{command}{paste(f'import @{notes}')}{ENTER}", *keys)
    assert last_parts(chat) == [f"import @{notes}"]


def test_a_typed_name_of_a_file_that_came_back_names_it(tmp_path: Path, notes: Path) -> None:
    chat = Chat(tmp_path, STALLS, reply("yes"))
    talk(chat, f"a{ENTER}", ENTER, meanwhile=f"see @{notes}{ENTER}{STOP}")
    assert last_parts(chat) == ["notes.txt:\n\nline one", f"see @{notes}"]


def test_an_edited_question_takes_along_what_it_took_before(tmp_path: Path, notes: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    chat = Chat(tmp_path, reply("yes"), reply("yes"))
    attach = f"/attach {tmp_path}/a.png{ENTER}"
    rows = talk(chat, attach, f"compare with @{notes}{ENTER}", f"/edit{ENTER}", f"?{ENTER}")
    assert "Its attachments go along again." in rows
    [asked] = chat.transport.bodies[-1]["contents"]
    picture, text, words = asked["parts"]
    assert "inlineData" in picture
    assert text == {"text": "notes.txt:\n\nline one"}
    assert words == {"text": f"compare with @{notes}?"}


@pytest.mark.parametrize(("keys", "turns"), [("\x15", 1), ("\x15a\x15", 1), (STOP, 2)])
def test_what_is_written_anew_takes_the_place_of_the_edited_question(
    tmp_path: Path, keys: str, turns: int
) -> None:
    chat = Chat(tmp_path, reply("yes"), reply("yes"))
    talk(chat, f"one{ENTER}", f"/edit{ENTER}", f"{keys}two{ENTER}")
    assert len(chat.context.conversation.history.turns) == turns


@pytest.mark.parametrize(("keys", "turns"), [("", 1), (STOP, 2)])
def test_an_edited_question_without_words_is_there_until_it_is_given_up(
    tmp_path: Path, keys: str, turns: int
) -> None:
    chat = Chat(tmp_path, reply("yes"), reply("yes"))
    picture = {"inlineData": {"mimeType": "image/png", "data": "iVBORw=="}}
    chat.ask(Submit({"role": "user", "parts": [picture]}))
    talk(chat, f"/edit{ENTER}", f"{keys}what is this?{ENTER}")
    *_, asked = chat.transport.bodies[-1]["contents"]
    assert asked["parts"] == [picture] * (turns == 1) + [{"text": "what is this?"}]
    assert len(chat.context.conversation.history.turns) == turns


def test_an_edit_that_waits_while_another_message_is_answered_replaces_both(
    tmp_path: Path,
) -> None:
    chat = Chat(tmp_path, *[reply("yes")] * 3)
    talk(chat, f"a{ENTER}/edit{ENTER}b{ENTER}", f"!{ENTER}")
    assert chat.questions == ["a!"]


@pytest.mark.parametrize("line", ["what?", "/once temperature=0 what?"])
def test_a_request_that_cannot_begin_costs_nothing(tmp_path: Path, notes: Path, line: str) -> None:
    chat = Chat(tmp_path, reply("yes"), settings={"model": "foo bar"})
    other = f"{STOP}/model gemini-pro{ENTER}"
    rows = talk(chat, f"/attach {notes}{ENTER}", line + ENTER, ENTER, other, line + ENTER)
    assert rows.count("'foo bar' is no model name.") == 2
    assert last_parts(chat) == ["notes.txt:\n\nline one", "what?"]
    assert chat.context.attached == []


def test_the_home_of_nobody_is_no_file(tmp_path: Path) -> None:
    chat = Chat(tmp_path, reply("yes"))
    talk(chat, f"hello @~no-such-user please{ENTER}")
    assert chat.questions == ["hello @~no-such-user please"]


def test_a_bug_on_the_way_costs_no_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_entry: Entry) -> list[Path]:
        monkeypatch.undo()
        raise ZeroDivisionError

    monkeypatch.setattr(sending, "mentioned", broken)
    chat = Chat(tmp_path, reply("yes"))
    rows = talk(chat, f"hello{ENTER}", ENTER)
    assert "This is a bug of gemchat: ZeroDivisionError. The chat goes on." in rows
    assert chat.questions == ["hello"]
