"""How the prompt looks on a terminal, and what it leaves there."""

from __future__ import annotations

import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from prompt_toolkit.layout.screen import Char

from gemchat.ui.inline import reflows, rows_taken
from gemchat.ui.status import fitting
from tests.terminal import Terminal, launch

PROGRAM = str(Path(__file__).with_name("prompt_loop.py"))
STATUS = "some-model · 12 in, 34 out"

Start = Callable[..., Terminal]


@pytest.fixture
def start(env_for_child: dict[str, str], tmp_path: Path) -> Iterator[Start]:
    """Start the program; wait until it asks."""
    running: list[Terminal] = []

    def begin(
        size: tuple[int, int] = (40, 15), status: str = STATUS, mode: str = "emacs", **env: str
    ) -> Terminal:
        command = [sys.executable, PROGRAM, status, str(tmp_path / "history"), mode]
        terminal = launch(command, env=env_for_child | env, size=size)
        running.append(terminal)
        terminal.wait_for(lambda terminal: terminal.cursor == (2, 0))
        return terminal

    yield begin
    for terminal in running:
        terminal.close()


def rows(terminal: Terminal) -> list[str]:
    return [row for row in terminal.screen if row]


def shows(*wanted: str) -> Callable[[Terminal], bool]:
    return lambda terminal: rows(terminal) == list(wanted)


@pytest.mark.parametrize("size", [(40, 15), (23, 10), (80, 3), (8, 3)])
def test_the_status_is_one_row_below_the_prompt(start: Start, size: tuple[int, int]) -> None:
    terminal = start(size)
    status = {23: "some-model", 8: "some-mod"}.get(size[0], STATUS)
    terminal.wait_for(shows(">", status))
    assert terminal.screen[:2] == [">", status]


def test_nothing_is_reversed_and_the_screen_is_the_terminals_own(start: Start) -> None:
    terminal = start()
    terminal.wait_for(shows(">", STATUS))
    sgr = re.findall(rb"\x1b\[([0-9;]*)m", terminal.raw)
    assert not any("7" in code.decode().split(";") for code in sgr)
    assert b"?1049h" not in terminal.raw
    assert b"\x1b[6n" not in terminal.raw  # no answer of the terminal mixes with what is typed


def test_without_a_status_there_is_no_row_for_it(start: Start) -> None:
    terminal = start(status="")
    terminal.send("x")
    terminal.wait_for(shows("> x"))
    terminal.send_key("c-c", "c-c", "c-c")
    assert terminal.wait_exit() == 0
    assert rows(terminal) == [">", "left"]


def test_an_escape_in_vi_is_seen_and_enter_sends_after_it(start: Start) -> None:
    terminal = start(mode="vi")
    terminal.send("one")
    terminal.wait_for(shows("> one", STATUS))
    terminal.send_key("escape")
    terminal.wait_for(shows(": one", STATUS))
    terminal.send("i")
    terminal.wait_for(shows("> one", STATUS))
    terminal.send_key("escape")
    terminal.wait_for(shows(": one", STATUS))
    terminal.send("vd")  # a selection, and what is left of it
    terminal.wait_for(shows(": oe", STATUS))
    terminal.send("v")
    terminal.send_key("left")
    terminal.wait_for(lambda terminal: terminal.cursor == (2, 0))
    assert rows(terminal) == [": oe", STATUS]
    terminal.send("y")
    terminal.send_key("enter")
    terminal.wait_for(shows("> oe", "got 'oe' False", ">", STATUS))


def test_an_odd_status_stays_on_its_row(start: Start) -> None:
    start(status="a\nb\x1b[31mc").wait_for(shows(">", "a b␛[31mc"))


def test_sent_text_stays_and_the_status_goes_on_below(start: Start) -> None:
    terminal = start()
    terminal.send("one")
    terminal.send_key("c-j")
    terminal.send("two")
    terminal.wait_for(shows("> one", "  two", STATUS))
    terminal.send_key("enter")
    terminal.wait_for(shows("> one", "  two", r"got 'one\ntwo' False", ">", STATUS))


def test_control_c_hints_and_leaves(start: Start) -> None:
    terminal = start()
    terminal.send("draft")
    terminal.wait_for(shows("> draft", STATUS))
    terminal.send_key("c-c")
    terminal.wait_for(shows(">", STATUS))
    terminal.send_key("c-c")
    terminal.wait_for(shows(">", "Ctrl-C again or Ctrl-D leaves"))
    terminal.wait_for(shows(">", STATUS))  # the hint goes when the second is over
    terminal.send_key("c-c", "c-c")
    assert terminal.wait_exit() == 0


def test_an_interrupt_from_elsewhere_is_like_control_c(start: Start) -> None:
    terminal = start()
    terminal.send("draft")
    terminal.wait_for(shows("> draft", STATUS))
    terminal.process.send_signal(signal.SIGINT)
    terminal.wait_for(shows(">", STATUS))


def test_what_an_editor_made_of_the_text_is_not_sent_yet(start: Start, tmp_path: Path) -> None:
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\necho edited > "$1"\n')
    editor.chmod(0o700)
    terminal = start(VISUAL=str(editor))
    terminal.send("draft")
    terminal.send_key("c-x", "c-e")
    terminal.wait_for(shows("> edited", STATUS))
    terminal.send_key("enter")
    terminal.wait_for("got 'edited' False")


@pytest.mark.parametrize("size", [(40, 15), (23, 10)])
def test_the_menu_opens_while_a_command_is_typed(start: Start, size: tuple[int, int]) -> None:
    terminal = start(size)
    terminal.send("/mo")
    terminal.wait_for("/models")
    assert [row.split()[0] for row in rows(terminal)[:3]] == [">", "/model", "/models"]
    terminal.send_key("tab")
    terminal.wait_for("> /model")
    terminal.send_key("enter")
    terminal.wait_for("got '/model' False")


def test_no_menu_opens_for_a_paste_or_for_text(start: Start) -> None:
    terminal = start()
    terminal.paste("/mo")
    terminal.send_key("c-j")
    terminal.send("/mo")
    terminal.send_key("tab")
    terminal.send("x")
    terminal.wait_for("  /mox")
    assert rows(terminal) == ["> /mo", "  /mox", STATUS]


def test_a_long_paste_is_shown_as_far_as_it_fits(start: Start) -> None:
    terminal = start()
    terminal.paste("\n".join(f"row {n}" for n in range(100)))
    terminal.wait_for(shows("> [pasted 100 lines]", STATUS))
    terminal.send_key("c-x", "c-v")
    visible = [*(f"  row {n}" for n in range(86, 100)), STATUS]
    terminal.wait_for(lambda terminal: rows(terminal) == visible)
    terminal.send_key("enter")
    terminal.wait_for(lambda terminal: rows(terminal)[-1] == STATUS)
    terminal.wait_for("row 99' True")
    sent = [row for row in terminal.transcript if re.fullmatch(r"[> ] row \d+", row)]
    assert sent == ["> row 0", *(f"  row {n}" for n in range(1, 100))]


def test_nothing_is_typed_inside_the_label_of_a_paste(start: Start) -> None:
    terminal = start()
    terminal.send("see ")
    terminal.paste("row\n" * 100)
    terminal.wait_for(shows("> see [pasted 100 lines]", STATUS))
    assert terminal.cursor == (len("> see [pasted 100 lines]"), 0)
    terminal.send_key("left")
    terminal.wait_for(lambda terminal: terminal.cursor == (len("> see "), 0))
    terminal.send("x")
    terminal.wait_for(shows("> see x[pasted 100 lines]", STATUS))
    terminal.send_key("right", "backspace")
    terminal.wait_for(shows("> see x", STATUS))
    terminal.send("\x1f!")
    terminal.wait_for(shows("> see x[pasted 100 lines]!", STATUS))


def test_an_idle_prompt_on_the_last_rows_scrolls_no_further_than_it_must(start: Start) -> None:
    terminal = start((40, 6), status="st")
    for n in range(4):
        terminal.send(str(n))
        terminal.send_key("enter")
        terminal.wait_for(
            lambda terminal, n=n: rows(terminal)[-3:] == [f"got '{n}' False", ">", "st"]
        )
    assert terminal.cursor == (2, 4)


def test_the_search_finds_what_an_earlier_program_sent(start: Start) -> None:
    first = start()
    first.send("the needle")
    first.send_key("enter")
    first.wait_for("got")
    second = start()
    second.send_key("c-r")
    second.send("eed")
    second.wait_for(shows("> the needle", "search: eed", STATUS))
    second.send("x")
    second.wait_for("not found: eedx")
    second.send_key("backspace")
    second.wait_for(shows("> the needle", "search: eed", STATUS))
    second.send_key("enter", "enter")
    second.wait_for("got 'the needle' False")


def test_what_is_typed_while_a_reply_streams_is_in_the_next_prompt(
    start: Start, tmp_path: Path
) -> None:
    terminal = start()
    terminal.send("sleep")
    terminal.send_key("enter")
    terminal.wait_for("asleep")
    terminal.send("next")
    terminal.send_key("enter")
    terminal.send("and on")
    (tmp_path / "awake").touch()
    terminal.wait_for("got 'next' False")
    terminal.wait_for("> and on")


def test_a_terminal_that_cuts_rows_keeps_what_stands_above(start: Start) -> None:
    terminal = start((60, 20), XTERM_VERSION="XTerm(390)")
    terminal.send("first")
    terminal.send_key("enter")
    terminal.wait_for("got 'first' False")
    standing = shows("> first", "got 'first' False", ">", STATUS)
    terminal.wait_for(standing)
    for size in [(30, 12), (45, 20), (25, 9), (60, 20)]:
        terminal.resize(*size)
        terminal.wait_for(
            lambda terminal, width=size[0]: rows(terminal)[-1] == fitting(STATUS, width)
        )
    terminal.wait_for(standing)


@pytest.mark.parametrize(
    ("environment", "wanted"),
    [
        ({"TERM": "xterm-256color"}, True),
        ({"TERM": "screen-256color", "TMUX": "/tmp/tmux"}, True),
        ({"TERM": "screen-256color"}, False),
        ({"TERM": "linux"}, False),
        ({"TERM": "xterm", "XTERM_VERSION": "XTerm(390)"}, False),
    ],
)
def test_which_terminals_break_their_rows(environment: dict[str, str], wanted: bool) -> None:
    assert reflows(environment) is wanted


@pytest.mark.parametrize(
    ("text", "columns", "taken"),
    [("", 10, 1), ("x" * 10, 10, 1), ("x" * 11, 10, 2), ("x   ", 2, 1), ("x" * 30, 10, 3)],
)
def test_rows_that_a_broken_row_takes(text: str, columns: int, taken: int) -> None:
    assert rows_taken({x: Char(letter) for x, letter in enumerate(text)}, columns) == taken


WIDTHS = [100, 60, 40, 30, 80, 23, 50, 40, 120, 35, 90, 80]
HEIGHTS = [30, 20, 15, 12, 24, 10, 10, 30, 40, 8, 20, 24]


class Tmux:
    """A real terminal that breaks its rows."""

    def __init__(self, socket: Path, env: dict[str, str]) -> None:
        self._socket = socket
        self._env = env

    def run(self, *arguments: str) -> str:
        command = ["tmux", "-S", str(self._socket), "-f", "/dev/null", *arguments]
        done = subprocess.run(command, env=self._env, capture_output=True, text=True, check=True)
        return done.stdout

    def wait_for(self, wanted: Callable[[list[str]], bool]) -> list[str]:
        """Give all rows, with the scrollback, as soon as they are as wanted."""
        end = time.monotonic() + 10
        while not wanted(found := self.run("capture-pane", "-p", "-S", "-").rstrip().split("\n")):
            assert time.monotonic() < end, found
            time.sleep(0.02)  # tmux tells nobody when a pane changes
        return found


@pytest.fixture
def tmux(env_for_child: dict[str, str]) -> Iterator[Tmux]:
    if shutil.which("tmux") is None:
        pytest.skip("tmux is not installed")
    socket = Path("/tmp") / f"gemchat-{time.monotonic_ns()}"  # a socket's path must be short
    tmux = Tmux(socket, env_for_child)
    yield tmux
    tmux.run("kill-server")
    socket.unlink(missing_ok=True)


@pytest.mark.parametrize("above", [3, 100])
@pytest.mark.parametrize("typed", ["", "x" * 38])
def test_a_dozen_resizes_leave_few_copies_and_lose_nothing(
    tmux: Tmux, tmp_path: Path, above: int, typed: str
) -> None:
    program = f"seq {above}; exec {sys.executable} {PROGRAM} '{STATUS}' {tmp_path}/history emacs"
    tmux.run("new-session", "-d", "-x", "80", "-y", "24", program)
    tmux.wait_for(lambda found: found[-1] == STATUS)
    if typed:
        tmux.run("send-keys", "-l", typed)
        tmux.wait_for(lambda found: f"> {typed}" in found)
    for columns, height in zip(WIDTHS, HEIGHTS, strict=True):
        tmux.run("resize-window", "-x", str(columns), "-y", str(height))
        tmux.wait_for(lambda found, width=columns: found[-1] == fitting(STATUS, width))
    found = tmux.wait_for(lambda found: found[-1] == STATUS)
    assert found[:above] == [str(n + 1) for n in range(above)]
    assert sum(row.startswith(">") for row in found) <= 3


def test_a_prompt_on_the_first_row_leaves_no_copy(tmux: Tmux, tmp_path: Path) -> None:
    tmux.run("new-session", "-d", sys.executable, PROGRAM, STATUS, f"{tmp_path}/history", "emacs")
    tmux.wait_for(lambda found: found == [">", STATUS])
    tmux.run("send-keys", "hi", "Enter")
    tmux.wait_for(lambda found: found == ["> hi", "got 'hi' False", ">", STATUS])
