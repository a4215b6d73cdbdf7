"""Who wants less than a terminal can do gets less."""

from __future__ import annotations

import re

import pytest

from tests.e2e.program import Program, ask, leave

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
