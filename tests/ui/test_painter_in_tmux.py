"""The painter on a terminal that wraps its rows anew when it is resized."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection, Listener
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(not shutil.which("tmux"), reason="tmux is not installed")

PANE = Path(__file__).with_name("painted_pane.py")
ROOT = PANE.parent.parent.parent


def section(start: int) -> str:
    """A piece of a reply in which every leaf has words of its own, twenty in all."""
    marks = [f"m{number}x" for number in range(start, start + 20)]
    return (
        f"## {marks[0]}\n\n{' '.join(f'{mark} and some words' for mark in marks[1:9])}\n\n"
        + "".join(f"- item {mark}\n" for mark in marks[9:12])
        + "\n```python\n"
        + "".join(f"x = '{mark}'  # a long comment on this line of code\n" for mark in marks[12:16])
        + "```\n\n| a | b |\n|---|---|\n"
        + "".join(f"| {mark} | value |\n" for mark in marks[16:])
        + "\n"
    )


class Pane:
    """The program in a pane of tmux, and the way to it."""

    def __init__(self, socket: str, program: Connection) -> None:
        self._socket = socket
        self._program = program
        self._step = 0

    def tmux(self, *words: str) -> str:
        command = ["tmux", "-S", self._socket, *words]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    def feed(self, text: str) -> tuple[int, int]:
        """Paint *text*, and wait until tmux has taken all of it."""
        self._step += 1
        self._program.send((text, f"> step {self._step};"))
        size: tuple[int, int] = self._program.recv()
        while f"> step {self._step};" not in self.tmux("capture-pane", "-p", "-J"):
            pass
        return size

    def resize(self, columns: int, lines: int) -> None:
        self.tmux("resize-window", "-x", str(columns), "-y", str(lines))
        while self.feed("") != (columns, lines):
            pass

    def end(self) -> str:
        """Finish, and return everything from the first row on."""
        self._program.send(None)
        while "END" not in (text := self.tmux("capture-pane", "-p", "-J", "-S", "-")):
            pass
        self._program.send(None)
        return text


@contextmanager
def pane(columns: int, lines: int) -> Iterator[Pane]:
    with tempfile.TemporaryDirectory() as folder, Listener(f"{folder}/program") as listener:
        socket = f"{folder}/tmux"
        command = ["env", f"PYTHONPATH={ROOT}", sys.executable, str(PANE), str(listener.address)]
        size = ["-x", str(columns), "-y", str(lines)]
        subprocess.run(
            ["tmux", "-S", socket, "-f", "/dev/null", "new-session", "-d", *size, *command],
            check=True,
        )
        try:
            with listener.accept() as program:
                yield Pane(socket, program)
        finally:
            subprocess.run(["tmux", "-S", socket, "kill-server"], check=True)


@pytest.mark.parametrize(
    "sizes",
    [
        [],
        [(40, 24), (100, 24), (60, 24)],
        [(80, 10), (80, 30), (80, 12)],
        [(100, 30), (30, 12), (120, 40), (50, 8), (90, 24)],
    ],
)
def test_over_resizes_nothing_is_lost_doubled_or_out_of_order(
    sizes: list[tuple[int, int]],
) -> None:
    text = "".join(section(20 * number) for number in range(6))
    part = len(text) // (len(sizes) + 1) + 1
    with pane(80, 24) as terminal:
        for start, size in zip(range(0, len(text), part), [*sizes, None], strict=True):
            for at in range(start, min(start + part, len(text)), 90):
                terminal.feed(text[at : min(at + 90, start + part)])
            if size:
                terminal.resize(*size)
        everything = terminal.end()
    assert re.findall(r"m(\d+)x", everything) == [str(number) for number in range(120)]
    assert "> step" not in everything
