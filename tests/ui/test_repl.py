from __future__ import annotations

import asyncio
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from gemchat.chat.history import TurnOutcome
from gemchat.commands.clipboard import Clipboard
from gemchat.commands.entry import Entry
from gemchat.commands.outcome import Choose, Confirm, Copy, Outcome, Say, Submit, Verbatim
from gemchat.ui.prompt import Prompt
from tests.commands.chatting import Chat, reply
from tests.terminal import KEYS
from tests.ui.talking import ENTER, LEAVE, STOP, Typist, paste, talk


def test_messages_and_commands(tmp_path: Path) -> None:
    chat = Chat(tmp_path, reply("one **two**"))
    rows = talk(chat, f"hello{ENTER}", f"/model{ENTER}")
    said = ["Talking to gemini-flash-latest.", ""]
    assert rows == ["> hello", "one two", "", "> /model", *said]
    assert chat.questions == ["hello"]


@pytest.mark.parametrize("word", ["exit", " quit ", ":q", "/exit"])
def test_goodbyes(word: str, tmp_path: Path) -> None:
    assert talk(Chat(tmp_path), f"{word}{ENTER}", f"never asked{ENTER}") == [f"> {word}".rstrip()]


def test_a_pasted_command_is_a_message(tmp_path: Path) -> None:
    chat = Chat(tmp_path, reply("yes"))
    talk(chat, paste("/undo") + ENTER)
    assert chat.questions == ["/undo"]


def test_a_pasted_goodbye_is_a_message(tmp_path: Path) -> None:
    chat = Chat(tmp_path, reply("yes"))
    talk(chat, paste("exit") + ENTER)
    assert chat.questions == ["exit"]


def test_what_comes_before_the_first_prompt(tmp_path: Path) -> None:
    chat = Chat(tmp_path, reply("yes"))
    first = [Say("Going on."), Submit("hello", entry=Entry("hello"))]
    assert talk(chat, first=first) == ["Going on.", "", "> hello", "yes", ""]


@pytest.mark.parametrize(
    ("line", "rows"),
    [
        ("/undo 1", ["Nothing has been said yet."]),
        ("/help zzz", ["There is no command /zzz.", "/help lists what there is."]),
        ("hello", ["no"]),
    ],
)
def test_what_goes_wrong_is_shown_and_the_chat_goes_on(
    line: str, rows: list[str], tmp_path: Path
) -> None:
    chat = Chat(tmp_path, ["error: 400 INVALID_ARGUMENT no"], reply("yes"))
    shown = talk(chat, f"{line}{ENTER}", f"/model{ENTER}")
    assert [row for row in shown if row][: len(rows) + 1] == [f"> {line}", *rows]
    assert shown[-2:] == ["Talking to gemini-flash-latest.", ""]


def test_a_line_that_calls_no_command_is_not_lost(tmp_path: Path) -> None:
    chat = Chat(tmp_path, reply("yes"))
    rows = talk(chat, f"/tmp is full{ENTER}", f"{KEYS['home']} {ENTER}")
    assert rows[:2] == ["> /tmp is full", "There is no command /tmp."]
    assert chat.questions == [" /tmp is full"]


@pytest.mark.parametrize(
    ("script", "rows"),
    [
        (["error: 400 INVALID_ARGUMENT no"], ["no"]),
        (["text: so far", "cut"], ["so far", "", "the connection"]),
    ],
)
def test_a_row_is_free_between_what_came_and_what_went_wrong(
    script: list[str], rows: list[str], tmp_path: Path
) -> None:
    chat = Chat(tmp_path, script, reply("yes"))
    for row, start in zip(talk(chat, f"a{ENTER}"), ["> a", *rows], strict=False):
        assert row.startswith(start)


def test_a_bug_does_not_end_the_chat_and_is_logged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_count: int) -> None:
        raise ZeroDivisionError("secret")

    chat = Chat(tmp_path, reply("one"), reply("two"))
    monkeypatch.setattr(chat.context, "undo", broken)
    rows = talk(chat, f"a{ENTER}", f"/undo{ENTER}", f"b{ENTER}")
    assert "This is a bug of gemchat: ZeroDivisionError. The chat goes on." in rows
    assert rows[-2:] == ["two", ""]
    assert [record.exc_info and record.exc_info[0] for record in caplog.records] == [
        ZeroDivisionError
    ]


def test_stopping_keeps_what_came_and_gives_back_what_waited(tmp_path: Path) -> None:
    chat = Chat(tmp_path, ["text: so far", "stall"], reply("yes"))
    rows = talk(chat, f"a{ENTER}", ENTER, meanwhile=f"one{ENTER}two{STOP}")
    said = ["so far", "", "interrupted", "", "> one", "  two", "yes", ""]
    assert rows == ["> a", *said]
    assert chat.questions == ["a", "one\ntwo"]
    turn, _ = chat.context.conversation.history.turns
    assert (turn.outcome, turn.reason) == (TurnOutcome.INTERRUPTED, "user")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        (f"y{ENTER}", "Done."),
        (f"Y{ENTER}", "Done."),
        (f" yes {ENTER}", "Done."),
        (f"n{KEYS['backspace']}y{ENTER}", "Done."),
        (f"n{ENTER}", "Left as it was."),
        (f"yet{ENTER}", "Left as it was."),
        (f"/attach *.json{ENTER}", "Left as it was."),
        (paste("y\ny") + ENTER, "Left as it was."),
        (f"y{STOP}", "Left as it was."),
        (ENTER, "Left as it was."),
        (STOP, "Left as it was."),
        (LEAVE, "Left as it was."),
    ],
)
def test_questions(typed: str, said: str, tmp_path: Path) -> None:
    async def then() -> Outcome:
        return Say("Done.")

    assert talk(Chat(tmp_path), typed, first=Confirm("Sure?", then)) == ["Sure?", said, ""]


@pytest.mark.parametrize(
    ("typed", "said"),
    [("1", "0 taken"), (" 2 ", "1 taken"), ("12", "Left as it was."), ("3", "Left as it was.")],
)
def test_choices(typed: str, said: str, tmp_path: Path) -> None:
    async def then(chosen: int) -> Outcome:
        return Say(f"{chosen} taken")

    choose = Choose("Which?", ["this", "that"], then)
    rows = talk(Chat(tmp_path), typed + ENTER, first=choose)
    assert rows == ["Which?", "1  this", "2  that", said, ""]


def test_questions_that_are_answered_beforehand(tmp_path: Path) -> None:
    async def then() -> Outcome:
        return Say("Done.")

    assert talk(Chat(tmp_path), first=Confirm("Sure?", then), yes=True) == ["Done.", ""]


def test_what_goes_along_is_said_before_it_is_sent(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("words")
    chat = Chat(tmp_path, reply("yes"))
    rows = talk(chat, f"see @{tmp_path}/notes.txt{ENTER}")
    assert rows[-3:] == ["sending notes.txt, text/plain, 5 bytes", "yes", ""]
    parts = chat.transport.bodies[-1]["contents"][0]["parts"]
    assert [part["text"] for part in parts] == [
        "notes.txt:\n\nwords",
        f"see @{tmp_path}/notes.txt",
    ]


def test_a_secret_goes_only_after_a_yes(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("PASSWORD=sesame")
    chat = Chat(tmp_path, reply("yes"))
    line = f"see @{tmp_path}/.env"
    rows = talk(chat, line + ENTER, f"n{ENTER}", ENTER, f"y{ENTER}")
    question = ".env looks like a secret. Send it?"
    assert [row for row in rows if row and tmp_path.name not in row] == [
        "sending .env, text/plain, 15 bytes",
        question,
        "Left as it was.",
        "sending .env, text/plain, 15 bytes",
        question,
        "yes",
    ]
    assert len(chat.transport.calls) == 1


def test_what_was_attached_goes_along_once(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("words")
    chat = Chat(tmp_path, reply("one"), reply("two"))
    talk(chat, f"/attach {tmp_path}/notes.txt{ENTER}", f"a{ENTER}", f"b{ENTER}")
    first, _, second = chat.transport.bodies[-1]["contents"]
    assert [len(content["parts"]) for content in (first, second)] == [2, 1]
    assert chat.context.attached == []


def test_a_file_that_cannot_be_sent_costs_no_text(tmp_path: Path) -> None:
    (tmp_path / "odd").write_bytes(b"\x00\x01\x02")
    chat = Chat(tmp_path, reply("yes"))
    rows = talk(chat, f"see @{tmp_path}/odd{ENTER}", ENTER, f"{STOP}never mind{ENTER}")
    assert rows.count("odd is of no type that can be sent.") == 2
    assert chat.questions == ["never mind"]


class Shelf:
    """A clipboard program that may be missing."""

    def __init__(self, *, works: bool) -> None:
        self.works = works
        self.taken: list[bytes | None] = []

    def run(
        self, command: Sequence[str], data: bytes | None, environment: Mapping[str, str]
    ) -> bytes | None:
        self.taken.append(data)
        return b"" if self.works else None


@pytest.mark.parametrize("works", [True, False])
def test_copying(tmp_path: Path, works: bool) -> None:
    shelf = Shelf(works=works)
    chat = Chat(tmp_path)
    chat.context.clipboard = Clipboard({"DISPLAY": ":0"}, "linux", shelf.run)
    rows = talk(chat, first=Copy("a\tb\x1b[31m\n\n", "it"))
    assert shelf.taken[0] == "a\tb␛[31m".encode()
    assert rows == ["Copied it." if works else "Sent it to the terminal's clipboard.", ""]


def test_copying_is_broken_off(tmp_path: Path) -> None:
    chat = Chat(tmp_path)
    enough = threading.Event()

    async def copy() -> Outcome:
        loop = asyncio.get_running_loop()

        def hangs(*_call: object) -> bytes:
            loop.call_soon_threadsafe(chat.transport.stalled.set)
            assert enough.wait(20)
            return b""

        chat.context.clipboard = Clipboard({"DISPLAY": ":0"}, "linux", hangs)
        return Copy("text", "it")

    async def go_on() -> Outcome:
        enough.set()
        return Say("Going on.")

    first = [Confirm("Copy?", copy), Confirm("Go on?", go_on)]
    rows = talk(chat, first=first, meanwhile=STOP, yes=True)
    assert rows == ["interrupted", "", "Going on.", ""]


def test_a_terminal_is_not_given_more_than_it_takes(tmp_path: Path) -> None:
    chat = Chat(tmp_path)
    chat.context.clipboard = Clipboard({"DISPLAY": ":0"}, "linux", Shelf(works=False).run)
    rows = talk(chat, first=Copy("é" * 35_001, "it"))
    assert rows == ["It is too long for the terminal's clipboard.", ""]


def test_the_editor_makes_the_next_message(tmp_path: Path) -> None:
    program = tmp_path / "editor"
    program.write_text('#!/bin/sh\nprintf " %s" more >> "$1"\n')
    program.chmod(0o700)
    chat = Chat(tmp_path, reply("yes"), environment={"VISUAL": str(program)})
    talk(chat, f"/editor some{ENTER}", ENTER)
    assert chat.questions == ["some more"]


def test_an_edited_question_takes_the_place_of_the_old_one(tmp_path: Path) -> None:
    chat = Chat(tmp_path, *[reply("yes")] * 3)
    talk(chat, f"one{ENTER}", f"two{ENTER}", f"/edit{ENTER}", f"!{ENTER}")
    assert chat.questions == ["one", "two!"]


@pytest.mark.parametrize(
    ("script", "meanwhile", "said"),
    [
        (["error: 400 INVALID_ARGUMENT no"], "", "no"),
        (["finish: SAFETY"], "", "Google cut the reply: safety filter. Rephrase, or /undo."),
        (["stall"], STOP, "interrupted"),
    ],
)
def test_an_answer_that_stays_is_not_given_up_in_silence(
    tmp_path: Path, script: list[str], meanwhile: str, said: str
) -> None:
    chat = Chat(tmp_path, reply("one"), script, reply("two"))
    rows = talk(chat, f"a{ENTER}", f"/retry{ENTER}", f"/retry{ENTER}", meanwhile=meanwhile)
    assert rows.count("The earlier answer stays.") == 1
    assert said in rows[: rows.index("The earlier answer stays.")]
    (turn,) = chat.context.conversation.history.turns
    assert turn.contents[0]["parts"] == [{"text": "two"}]


@pytest.mark.parametrize("keys", [f"{STOP}else{ENTER}", f"{STOP}/model{ENTER}"])
def test_an_edit_that_is_given_up_changes_nothing(keys: str, tmp_path: Path) -> None:
    chat = Chat(tmp_path, *[reply("yes")] * 4)
    picture = tmp_path / "a.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n")
    attach = f"/attach {picture}{ENTER}"
    talk(chat, f"one{ENTER}", attach, f"two{ENTER}", f"/edit{ENTER}", keys, f"more{ENTER}")
    turns = chat.context.conversation.history.turns
    assert [len(turn.user["parts"]) for turn in turns[:2]] == [1, 2]
    assert turns[-1].user["parts"] == [{"text": "more"}]


def test_an_edited_question_that_is_held_back_still_replaces_the_old_one(tmp_path: Path) -> None:
    chat = Chat(tmp_path, *[reply("yes")] * 2)
    secret = tmp_path / "id_rsa"
    secret.write_text("secret")
    back = KEYS["backspace"] * len(f" @{secret}")
    talk(chat, f"one{ENTER}", f"/edit{ENTER}", f" @{secret}{ENTER}", f"n{ENTER}", f"{back}!{ENTER}")
    assert chat.questions == ["one!"]


@pytest.mark.parametrize(
    ("editor", "said"),
    [
        ("false", "false ended with status 1."),
        ("rm", "The text could not be edited: No such file or directory."),
        ("/no/such/editor", "/no/such/editor cannot be started: No such file or directory."),
    ],
)
def test_an_editor_that_fails_keeps_the_text(tmp_path: Path, editor: str, said: str) -> None:
    chat = Chat(tmp_path, reply("yes"), environment={"VISUAL": editor})
    assert said in talk(chat, f"/editor some{ENTER}", ENTER)
    assert chat.questions == ["some"]


def test_a_raw_text_is_shown_line_by_line(tmp_path: Path) -> None:
    text = "**a**  b\n\n    " + "long " * 30
    assert talk(Chat(tmp_path), first=Verbatim(text))[:3] == [
        "**a**  b",
        "",
        text.split("\n")[2].rstrip(),
    ]


@pytest.mark.parametrize(("seconds", "rings"), [(9, 0), (10, 1)])
def test_the_bell_after_a_long_reply(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seconds: int, rings: int
) -> None:
    rung: list[Prompt] = []

    def ring(prompt: Prompt) -> None:
        rung.append(prompt)

    monkeypatch.setattr(Typist, "ring", ring)
    busy = ["error: 503 UNAVAILABLE busy", f"header: retry-after {seconds}"]
    chat = Chat(tmp_path, busy, reply("yes"), settings={"repl": {"notify": True}})
    talk(chat, f"hello{ENTER}")
    assert len(rung) == rings
