"""The program as people start it, talking over a socket to the demo server of this process."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from gemchat.demo import DemoServer
from gemchat.demo.http import Request
from tests.terminal import Terminal, spawn

Json = dict[str, Any]

CANARY = "canary-AIzaSyD-0123456789"
"""The key: it may be in the header of a request and nowhere else."""


@dataclass(frozen=True, slots=True)
class Done:
    """What a one-shot run left behind."""

    status: int
    out: str
    err: str


@dataclass(slots=True)
class Program:
    """Starts gemchat, and keeps everything it writes.

    Attributes:
        home: where all its files lie.
        env: its environment.
        outputs: give what each run wrote to a terminal, stdout or stderr.
    """

    demo: DemoServer
    home: Path
    env: dict[str, str]
    outputs: list[Callable[[], bytes]] = field(default_factory=list)
    _earlier: int = 0

    def __post_init__(self) -> None:
        self._earlier = len(self.demo.requests)

    def run(
        self, *arguments: str, stdin: bytes = b"", env: Mapping[str, str] | None = None
    ) -> Done:
        """Run to the end with something piped in, nothing by default."""
        done = subprocess.run(
            self.command(*arguments),
            input=stdin,
            env=self.env | dict(env or {}),
            capture_output=True,
            timeout=30,
            check=False,
        )
        self.outputs.append(lambda: done.stdout + done.stderr)
        return Done(done.returncode, done.stdout.decode(), done.stderr.decode())

    def chat(
        self,
        *arguments: str,
        size: tuple[int, int] = (80, 24),
        env: Mapping[str, str] | None = None,
    ) -> Terminal:
        """Start it on a terminal."""
        terminal = spawn(arguments, env=self.env | dict(env or {}), size=size)
        self.outputs.append(lambda: terminal.raw)
        return terminal

    def command(self, *arguments: str) -> Sequence[str]:
        """The command line, for those who start it in their own way."""
        return [sys.executable, "-m", "gemchat", *arguments]

    @property
    def asked(self) -> list[Request]:
        """The requests for a reply that this test has sent so far."""
        return [
            request
            for request in self.demo.requests[self._earlier :]
            if "enerateContent" in request.path
        ]

    @property
    def contents(self) -> list[Json]:
        """The contents of the last request."""
        contents: list[Json] = self.asked[-1].body["contents"]
        return contents

    @property
    def session_files(self) -> list[Path]:
        """The sessions on disk, oldest first."""
        return sorted((self.home / "sessions").glob("*.jsonl"))

    def records(self, kind: str = "") -> list[Json]:
        """The records of the newest session, or those of a kind."""
        lines = self.session_files[-1].read_text().splitlines()
        records = [json.loads(line) for line in lines]
        return [record for record in records if not kind or record["k"] == kind]


def ask(terminal: Terminal, text: str, answer: str) -> None:
    """Send a message or a command at the prompt, and wait for words that come below it."""
    terminal.wait_for(at_prompt)
    before = len(_places(terminal.transcript, text))
    terminal.send(text)
    terminal.send_key("enter")
    terminal.wait_for(
        lambda it: (
            len(_places(it.transcript, text)) > before
            and answer in " ".join(map(str.strip, below(it, text)))
        )
    )


def press(terminal: Terminal, line: str, answer: str) -> None:
    """Answer a question with a line, and wait for words that come below it."""
    terminal.wait_for(lambda it: re.match(r"\[\S+\]$", it.screen[it.cursor[1]]) is not None)
    terminal.send(line)
    terminal.send_key("enter")
    terminal.wait_for(lambda it: any(answer in row for row in it.transcript))


def below(terminal: Terminal, text: str) -> list[str]:
    """The rows below what was sent last, when it began with this text."""
    rows = terminal.transcript
    places = _places(rows, text)
    return rows[places[-1] + 1 :] if places else []


def _places(rows: list[str], text: str) -> list[int]:
    start = text if len(text) <= 30 else text[:30].rpartition(" ")[0]  # a long word may wrap
    return [
        index
        for index, row in enumerate(rows)
        if row.startswith(f"> {start}") or (row == text and rows[index - 1] == "You:")
    ]


def at_prompt(terminal: Terminal) -> bool:
    """Whether the cursor stands at an empty prompt.

    While a reply streams, no status is below, or there is no prompt at all.
    """
    column, row = terminal.cursor
    screen = [*terminal.screen, ""]
    plain = "--plain" in str(terminal.process.args) or b"\x1b" not in terminal.raw
    return column == 2 and screen[row] == ">" and (plain or screen[row + 1] != "")


def leave(terminal: Terminal) -> int:
    """Wait for the prompt and leave with Ctrl-D."""
    terminal.wait_for(at_prompt)
    terminal.send_key("c-d")
    return terminal.wait_exit()
