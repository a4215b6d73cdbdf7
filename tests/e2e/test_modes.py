"""Who wants less than a terminal can do gets less."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.e2e.program import Program, ask, at_prompt, leave, press

STYLE = re.compile(r"\x1b\[([0-9;]*)m")
LINK = re.compile(r"\x1b\]8;;[!-~]*\x1b\\")


def colors(text: str) -> list[str]:
    """The styles that are more than bold and the like."""
    return [codes for codes in STYLE.findall(text) if re.search(r"(^|;)[34]\d", codes)]


@pytest.mark.parametrize(
    ("env", "colored"),
    [
        ({}, True),
        ({"NO_COLOR": "1"}, False),
        ({"NO_COLOR": ""}, True),
        ({"GEMCHAT_DISPLAY_COLOR": "never"}, False),
        ({"NO_COLOR": "1", "GEMCHAT_DISPLAY_COLOR": "always"}, True),
    ],
)
def test_colors_at_a_terminal(gemchat: Program, env: dict[str, str], colored: bool) -> None:
    with gemchat.chat("markdown", env=env) as terminal:
        assert terminal.wait_exit() == 0
        assert bool(colors(terminal.raw.decode())) is colored
        assert b"\x1b[1m" in terminal.raw


@pytest.mark.parametrize(
    ("env", "background", "keyword"),
    [
        ({}, "ffff/ffff/ffff", "38;2;207;34;46"),
        ({}, "0000/0000/0000", "38;2;255;123;114"),
        ({"GEMCHAT_DISPLAY_THEME": "terminal"}, "ffff/ffff/ffff", "35"),
        ({"COLORTERM": "", "TERM": "xterm"}, "ffff/ffff/ffff", "35"),
    ],
)
def test_colors_suit_the_background_that_the_terminal_tells(
    gemchat: Program, env: dict[str, str], background: str, keyword: str
) -> None:
    with gemchat.chat(env={"TERM": "xterm-256color", "COLORTERM": "truecolor"} | env) as terminal:
        terminal.wait_for(lambda it: b"\x1b]11;?\x1b\\" in it.raw)
        terminal.send(f"\x1b]11;rgb:{background}\x1b\\")
        ask(terminal, "code", "fn fibonacci")
        assert leave(terminal) == 0
        assert keyword in colors(terminal.raw.decode())
        assert not any("rgb:" in row for row in terminal.transcript)


@pytest.mark.parametrize(
    ("env", "colored"),
    [({"FORCE_COLOR": "1"}, True), ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False)],
)
def test_colors_in_a_pipe(gemchat: Program, env: dict[str, str], colored: bool) -> None:
    out = gemchat.run("markdown", env=env).out
    assert bool(colors(out)) is colored
    assert ("\x1b" in out) is colored


def test_one_plain_answer_has_no_cursor_motion(gemchat: Program) -> None:
    with gemchat.chat("--plain", "table") as terminal:
        assert terminal.wait_exit() == 0
        assert "\x1b" not in LINK.sub("", STYLE.sub("", terminal.raw.decode()))
        rows = terminal.transcript
    assert rows[:4] == ["Planet: Mercury", "Known as: 水星", "Moons: 0", "Day, hours: 4,222.6"]


def test_a_plain_chat_says_who_speaks(gemchat: Program) -> None:
    with gemchat.chat("--plain") as terminal:
        ask(terminal, "recall", "You have sent 1 message")
        ask(terminal, "/history", "You:")
        assert leave(terminal) == 0
        assert terminal.transcript.count("Gemini:") == 2


def test_a_plain_chat_redraws_nothing_below_the_prompt(gemchat: Program) -> None:
    with gemchat.chat("--plain") as terminal:
        ask(terminal, "recall", "You have sent 1 message")
        terminal.wait_for(at_prompt)
        terminal.send("/mo")
        terminal.wait_for("> /mo")
        terminal.send_key("tab")
        terminal.wait_for("> /model")
        assert "gemini-flash-latest ·" not in "\n".join(terminal.transcript[1:])
        assert [row for row in terminal.transcript if "/models" in row] == []
        terminal.send_key("c-c")
        ask(terminal, "/new", "A new conversation.")
        ask(terminal, "/resume", "1  ")
        press(terminal, "1", "Going on with “recall”")
        assert leave(terminal) == 0


@pytest.mark.parametrize("term", ["dumb", "unknown", ""])
def test_a_terminal_without_escape_sequences_gets_none(
    gemchat: Program, tmp_path: Path, term: str
) -> None:
    file = tmp_path / "chat.json"
    file.write_text("mine")
    with gemchat.chat(env={"TERM": term}) as terminal:
        ask(terminal, "recall", "You have sent 1 message")
        ask(terminal, "/copy", "There is no clipboard here.")
        ask(terminal, f"/save {file}", "[y/N]")
        press(terminal, "yes", "Saved 2")
        ask(terminal, "/resume", "1  ")
        press(terminal, "1", "recall")
        ask(terminal, "recall twice\\", "")
        terminal.wait_for(lambda it: it.cursor[0] == 2 and it.screen[it.cursor[1]] == "")
        terminal.send("over\r")
        terminal.wait_for("You have sent 2 messages")
        assert leave(terminal) == 0
        assert b"\x1b" not in terminal.raw
        assert terminal.transcript.count("> recall") == 1
    assert gemchat.contents[-1]["parts"] == [{"text": "recall twice\nover"}]
    assert len((gemchat.home / "input_history").read_text().splitlines()) > 3


def test_lines_that_come_at_once_are_one_message_and_no_command(gemchat: Program) -> None:
    with gemchat.chat(env={"TERM": "dumb"}) as terminal:
        terminal.wait_for(at_prompt)
        terminal.send("/new\rrecall\r")
        terminal.wait_for("You have sent 1 message")
        assert leave(terminal) == 0
    assert gemchat.contents[0]["parts"] == [{"text": "/new\nrecall"}]


def test_control_c_and_what_comes_back_where_nothing_can_be_redrawn(
    gemchat: Program, tmp_path: Path
) -> None:
    file = tmp_path / "chat.json"
    file.write_text("mine")
    with gemchat.chat(env={"TERM": "dumb"}) as terminal:
        terminal.wait_for(at_prompt)
        terminal.send("demo:stall\r")
        terminal.wait_for("> demo:stall")
        while not gemchat.asked:
            pass
        terminal.send_key("c-c")
        terminal.wait_for("interrupted")
        ask(terminal, "/edit", "Enter sends this, another line takes its place:")
        ask(terminal, "recall", "You have sent 1 message")
        ask(terminal, f"/save {file}", "[y/N]")
        terminal.send_key("c-c")
        terminal.wait_for("Left as it was.")
        terminal.wait_for(at_prompt)
        terminal.send_key("c-c")
        terminal.wait_for("Ctrl-C again or Ctrl-D leaves")
        terminal.send_key("c-c")
        assert terminal.wait_exit() == 0
        assert b"\x1b" not in terminal.raw


def test_a_command_leaves_what_came_back_where_nothing_can_be_redrawn(gemchat: Program) -> None:
    env = {"TERM": "dumb", "VISUAL": "true"}
    with gemchat.chat(env=env) as terminal:
        ask(terminal, "/editor recall", "another line takes its place:")
        ask(terminal, "/model", "Talking to gemini-flash-latest.")
        terminal.wait_for(at_prompt)
        terminal.send_key("enter")
        terminal.wait_for("You have sent 1 message")
        ask(terminal, "/mdoel", "Did you mean /model?")
        ask(terminal, "/model", "Talking to gemini-flash-latest.")
        assert leave(terminal) == 0
        assert sum("takes its place:" in row for row in terminal.transcript) == 3
    assert gemchat.contents[-1]["parts"] == [{"text": "recall"}]
