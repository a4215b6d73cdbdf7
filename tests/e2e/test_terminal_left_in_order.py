"""Whatever happens to a reply in the middle, the terminal is left as it was found."""

from __future__ import annotations

import re
import shutil
import signal
import termios
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest

from tests.e2e.program import Program, ask, at_prompt, leave
from tests.terminal import Terminal, launch

FIRST = "This reply"
CHAT: tuple[str, ...] = ()
ONCE = ("demo:stall",)
MODES = ("25", "7", "2004", "2026")


@contextmanager
def stalled(gemchat: Program, arguments: Sequence[str]) -> Iterator[Terminal]:
    """Start a chat or one answer, and come back when the first words of the reply stand there."""
    with gemchat.chat(*arguments) as terminal:
        if not arguments:
            terminal.wait_for(at_prompt)
            terminal.send("demo:stall\r")
        terminal.wait_for(FIRST)
        yield terminal


def assert_in_order(terminal: Terminal) -> None:
    """The modes that programs switch are as a shell expects them, and keys are echoed."""
    raw = terminal.raw.decode()
    for mode in MODES:
        switched = re.findall(rf"\x1b\[\?{mode}([hl])", raw)
        assert switched[-1:] in ([], ["h" if mode in ("25", "7") else "l"]), mode
    styles = re.findall(r"\x1b\[[0-9;]*m", raw)
    assert styles[-1:] in ([], ["\x1b[0m"])
    local = termios.tcgetattr(terminal.keyboard)[3]
    assert local & termios.ECHO
    assert local & termios.ICANON


@pytest.mark.parametrize("arguments", [CHAT, ONCE], ids=["chat", "once"])
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal(gemchat: Program, arguments: Sequence[str], number: int) -> None:
    with stalled(gemchat, arguments) as terminal:
        terminal.process.send_signal(number)
        assert terminal.wait_exit() == 128 + number
        assert_in_order(terminal)
        assert sum(FIRST in row for row in terminal.transcript) == 1


def test_a_window_that_is_closed(gemchat: Program) -> None:
    with stalled(gemchat, CHAT) as terminal:
        terminal.hang_up("x")
        assert terminal.wait_exit() == 128 + signal.SIGHUP
    assert [end["state"] for end in gemchat.records("end")] == ["interrupted"]


def test_one_answer_that_is_interrupted(gemchat: Program) -> None:
    with stalled(gemchat, ONCE) as terminal:
        terminal.send("typed for the shell")
        terminal.send_key("c-c")
        assert terminal.wait_exit() == 130
        assert_in_order(terminal)
        rows = [row for row in terminal.transcript if row]
        assert rows == [row for row in rows if FIRST in row]


@pytest.mark.skipif(not shutil.which("bash"), reason="there is no shell with job control")
@pytest.mark.parametrize("arguments", [CHAT, ONCE], ids=["chat", "once"])
def test_ctrl_z_and_back(gemchat: Program, arguments: Sequence[str]) -> None:
    shell = ["bash", "--norc", "--noprofile", "-i"]
    with launch(shell, env=gemchat.env | {"PS1": "shell> "}) as terminal:
        gemchat.outputs.append(lambda: terminal.raw)
        terminal.wait_for("shell>")
        terminal.send(" ".join(gemchat.command(*arguments)) + "\r")
        if not arguments:
            terminal.wait_for(at_prompt)
            terminal.send("demo:stall\r")
        terminal.wait_for(FIRST)
        terminal.send_key("c-z")
        terminal.wait_for("Stopped")
        terminal.wait_for(lambda it: it.screen[it.cursor[1]] == "shell>")
        assert not [row for row in terminal.transcript if FIRST in row]
        terminal.send("fg\r")
        terminal.wait_for(FIRST)
        terminal.send_key("c-c")
        if not arguments:
            terminal.wait_for("interrupted")
            terminal.wait_for(at_prompt)
            terminal.send_key("c-d")
        terminal.wait_for(lambda it: it.screen[it.cursor[1]] == "shell>")
        assert sum(row.startswith(FIRST) for row in terminal.transcript) == 1


@pytest.mark.parametrize("size", [(40, 24), (120, 24), (80, 10), (60, 40)])
def test_a_window_that_changes_in_mid_reply(gemchat: Program, size: tuple[int, int]) -> None:
    with stalled(gemchat, CHAT) as terminal:
        terminal.resize(*size)
        terminal.send("typed")
        terminal.wait_for("> typed")
        terminal.send_key("c-c")
        terminal.wait_for("interrupted")
        assert sum(FIRST in row for row in terminal.transcript) == 1


def test_a_terminal_that_stops_reading_loses_nothing(gemchat: Program) -> None:
    with gemchat.chat() as terminal:
        terminal.wait_for(at_prompt)
        with terminal.unread():
            terminal.send("long 60\r")
            terminal.wait_until_full()
        ask(terminal, "recall", "long 60")
        text = "\n".join(terminal.transcript)
        numbers = re.findall(r"Paragraph (\d+)", text)
        assert numbers == [str(number) for number in range(1, len(numbers) + 1)]
        assert len(numbers) > 250
        assert leave(terminal) == 0
        assert_in_order(terminal)
