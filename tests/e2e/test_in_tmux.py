"""A long reply in a terminal that wraps its rows anew, read from top to bottom afterwards."""

from __future__ import annotations

import random
import re
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from gemchat.ui.markdown import render
from tests.e2e.program import Program

pytestmark = pytest.mark.skipif(not shutil.which("tmux"), reason="tmux is not installed")

CONFIG = "set -g history-limit 100000\nset -g remain-on-exit on\nset -g status off\n"


class Tmux:
    """One pane with gemchat in it."""

    def __init__(self, folder: str) -> None:
        self._command = ["tmux", "-S", f"{folder}/socket", "-f", f"{folder}/config"]
        Path(folder, "config").write_text(CONFIG)

    def do(self, *words: str, env: dict[str, str] | None = None) -> str:
        command = [*self._command, *words]
        done = subprocess.run(command, env=env, check=True, capture_output=True, text=True)
        return done.stdout

    def type(self, text: str) -> None:
        self.do("send-keys", "-l", text)
        self.do("send-keys", "Enter")

    def resize(self, columns: int, lines: int) -> None:
        self.do("resize-window", "-x", str(columns), "-y", str(lines))

    def rows(self) -> list[str]:
        """All rows from the first in the scrollback on."""
        return [row.rstrip() for row in self.do("capture-pane", "-p", "-S", "-").split("\n")]

    def wait_for(self, there: Callable[[list[str]], bool]) -> list[str]:
        """Wait until a condition holds for the rows on the screen; pytest limits how long."""
        while not there(self.do("capture-pane", "-p").split("\n")):
            pass
        return self.rows()


@contextmanager
def tmux(gemchat: Program, columns: int, lines: int) -> Iterator[Tmux]:
    with tempfile.TemporaryDirectory() as folder:
        terminal = Tmux(folder)
        size = ["-x", str(columns), "-y", str(lines)]
        # a server takes the environment of whoever starts it
        terminal.do("new-session", "-d", *size, *gemchat.command(), env=gemchat.env)
        try:
            terminal.wait_for(lambda rows: ">" in rows)
            yield terminal
        finally:
            terminal.do("kill-server")


def has(words: str) -> Callable[[list[str]], bool]:
    return lambda rows: any(words in row for row in rows)


def has_cut_to(cells: int) -> Callable[[list[str]], bool]:
    return lambda rows: any(row.endswith("…") and len(row) == cells for row in rows)


def said(gemchat: Program) -> str:
    """The first reply, as it came."""
    contents = gemchat.records("end")[0]["contents"]
    return "".join(part["text"] for content in contents for part in content["parts"])


@pytest.mark.parametrize("size", [(80, 24), (40, 15)])
def test_a_long_reply_is_there_once(gemchat: Program, size: tuple[int, int]) -> None:
    with tmux(gemchat, *size) as terminal:
        terminal.type("long 200")
        terminal.wait_for(has("Paragraph"))
        terminal.type("recall")
        terminal.do("copy-mode")
        terminal.do("send-keys", "-X", "page-up")
        terminal.do("send-keys", "-X", "cancel")
        rows = terminal.wait_for(has("You have sent 2"))
    first = rows.index("> long 200")
    second = rows.index("> recall")
    text = said(gemchat)
    assert len(text) == 200_000
    assert [row for row in rows[first + 1 : second] if row] == [
        row.text for row in render(text, size[0]) if row.text
    ]


@pytest.mark.parametrize("seed", [1, 2])
def test_a_storm_of_sizes_loses_nothing(slow_gemchat: Program, seed: int) -> None:
    chance = random.Random(seed)
    with tmux(slow_gemchat, 80, 24) as terminal:
        terminal.type("long 8")
        terminal.wait_for(has("Paragraph 2"))
        for _ in range(30):
            terminal.resize(chance.randint(30, 120), chance.randint(8, 40))
        terminal.resize(80, 24)
        terminal.wait_for(has("gemini-flash-latest ·"))
        rows = terminal.rows()
    numbers = [int(number) for row in rows for number in re.findall(r"Paragraph (\d+)", row)]
    expected = [int(number) for number in re.findall(r"Paragraph (\d+)", said(slow_gemchat))]
    assert list(dict.fromkeys(numbers)) == expected
    assert len(numbers) - len(expected) <= 10


def test_a_picker_leaves_few_rows_over_a_dozen_widths(gemchat: Program) -> None:
    assert gemchat.run("--save", f"recall {'words ' * 30}").status == 0
    with tmux(gemchat, 80, 24) as terminal:
        terminal.type("/resume")
        terminal.wait_for(has("filter:"))
        for columns in range(76, 28, -4):
            terminal.resize(columns, 24)
            terminal.wait_for(has_cut_to(columns - 8))
        terminal.do("send-keys", "Escape")
        rows = terminal.wait_for(has("Left as it was."))
    assert len([row for row in rows if "filter:" in row or "recall" in row]) <= 3
