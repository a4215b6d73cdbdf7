from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest

from tests.terminal import KEYS, Terminal, launch

RAW_MODE = "import sys, tty; tty.setraw(0); "


def python(program: str, size: tuple[int, int] = (40, 6)) -> Terminal:
    return launch([sys.executable, "-c", program], env=os.environ, size=size)


def test_output_and_status() -> None:
    with python("print('hél', '端', 'x', sep=''); raise SystemExit(3)") as terminal:
        assert terminal.wait_exit() == 3
        assert terminal.screen == ["hél端x", *[""] * 5]
        assert terminal.raw == "hél端x\r\n".encode()
        assert terminal.cursor == (0, 1)


def test_what_scrolls_off_stays_in_the_transcript_in_order() -> None:
    with python("for n in range(100): print('row', n)") as terminal:
        terminal.wait_exit()
        assert terminal.transcript == [f"row {n}" for n in range(100)]
        assert terminal.screen == [*(f"row {n}" for n in range(95, 100)), ""]


def test_typing_reaches_the_program() -> None:
    with python("print('got', input('name? '))") as terminal:
        terminal.wait_for("name?")
        terminal.send("端")
        terminal.send_key("enter")
        terminal.wait_for("got 端")
        assert terminal.wait_exit() == 0


@pytest.mark.parametrize("key", ["c-d", "up", "a-enter", "backspace"])
def test_keys_are_bytes_of_a_terminal(key: str) -> None:
    program = RAW_MODE + "print('ready'); print(ascii(sys.stdin.buffer.raw.read(9)))"
    with python(program) as terminal:
        terminal.wait_for("ready")
        terminal.send_key(key)
        terminal.wait_for(ascii(KEYS[key].encode()))


def test_a_paste_is_bracketed() -> None:
    program = RAW_MODE + "print('ready'); print(sys.stdin.buffer.read(13))"
    with python(program) as terminal:
        terminal.wait_for("ready")
        terminal.paste("a")
        terminal.wait_for(r"b'\x1b[200~a\x1b[201~'")


def test_control_c_interrupts_as_on_a_real_terminal() -> None:
    with python("import time; open('/dev/tty').close(); print('on'); time.sleep(60)") as terminal:
        terminal.wait_for("on")
        terminal.send_key("c-c")
        assert terminal.wait_exit() == -signal.SIGINT


def test_a_cursor_position_request_is_answered() -> None:
    program = RAW_MODE + "print('ab\\x1b[6n', end='', flush=True); print(sys.stdin.buffer.read(6))"
    with python(program) as terminal:
        terminal.wait_for(r"b'\x1b[1;3R'")


def test_a_resize_is_told_to_the_program() -> None:
    program = (
        "import os, signal; "
        "signal.signal(signal.SIGWINCH, lambda *_: print(tuple(os.get_terminal_size()))); "
        "print('ready'); signal.pause()"
    )
    with python(program) as terminal:
        terminal.wait_for("ready")
        terminal.resize(30, 10)
        terminal.wait_for("(30, 10)")
        assert len(terminal.screen) == 10


def test_shrinking_loses_no_row_above_the_cursor() -> None:
    with python("print('\\n'.join('abcd')); input('e')") as terminal:
        terminal.wait_for("e")
        terminal.resize(40, 2)
        assert terminal.screen == ["d", "e"]
        assert terminal.transcript == list("abcde")
        terminal.resize(40, 6)
        assert terminal.transcript == list("abcde")
        assert terminal.cursor == (1, 1)


def test_waiting_in_vain_shows_what_is_there() -> None:
    with python("input('only this')") as terminal:
        terminal.wait_for("only")
        with pytest.raises(AssertionError, match=r"in vain for 'that'[^|]*\|only this"):
            terminal.wait_for("that", timeout=0.01)
        with pytest.raises(AssertionError, match="does not end"):
            terminal.wait_exit(timeout=0.01)


def test_waiting_ends_with_the_program() -> None:
    with python("print('bye')") as terminal, pytest.raises(AssertionError, match="bye"):
        terminal.wait_for(lambda terminal: "that" in terminal.screen, timeout=3600)


def test_closing_kills_the_whole_process_group(tmp_path: Path) -> None:
    fifo = tmp_path / "alive"
    os.mkfifo(fifo)
    child = f"import time; held = open({str(fifo)!r}, 'w'); held.write('x'); held.flush(); "
    program = (
        "import signal, subprocess, sys; signal.signal(signal.SIGHUP, signal.SIG_IGN); "
        f"subprocess.run([sys.executable, '-c', {child + 'time.sleep(600)'!r}])"
    )
    with python(program) as terminal, fifo.open() as alive:
        assert alive.read(1) == "x"
        terminal.close()
        assert alive.read() == ""
        assert terminal.process.returncode == -signal.SIGKILL
