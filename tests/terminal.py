"""A program on a pseudo-terminal, and the screen as a terminal emulator sees it.

with spawn(["--demo"], env=env_for_child) as terminal:
    terminal.wait_for(">")
    terminal.send("hello")
    terminal.send_key("enter")
"""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import string
import subprocess
import sys
import termios
import threading
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import pyte

from tests.resizing import ResizableScreen

# A new session has no terminal until it claims one. Popen's preexec_fn could do that, but it is
# unsafe beside the threads that run here.
CLAIM_TERMINAL = (
    "import fcntl, os, sys, termios; "
    "fcntl.ioctl(0, termios.TIOCSCTTY, 0); "
    "os.execvp(sys.argv[1], sys.argv[1:])"
)

KEYS = {f"c-{letter}": chr(number) for number, letter in enumerate(string.ascii_lowercase, 1)} | {
    "enter": "\r",
    "tab": "\t",
    "s-tab": "\x1b[Z",
    "escape": "\x1b",
    "backspace": "\x7f",
    "delete": "\x1b[3~",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "pageup": "\x1b[5~",
    "pagedown": "\x1b[6~",
    "a-enter": "\x1b\r",
}


def spawn(
    args: Sequence[str],
    *,
    env: Mapping[str, str],
    cwd: Path | None = None,
    size: tuple[int, int] = (80, 24),
) -> Terminal:
    """Start gemchat on a terminal of `size` columns and rows."""
    return launch([sys.executable, "-m", "gemchat", *args], env=env, cwd=cwd, size=size)


def launch(
    command: Sequence[str],
    *,
    env: Mapping[str, str],
    cwd: Path | None = None,
    size: tuple[int, int] = (80, 24),
) -> Terminal:
    """Start any program on a terminal of `size` columns and rows."""
    master, slave = pty.openpty()
    try:
        columns, rows = size
        termios.tcsetwinsize(slave, (rows, columns))
        process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", CLAIM_TERMINAL, *command],
            stdin=slave,
            stdout=slave,
            stderr=slave,
            env=env,
            cwd=cwd,
            start_new_session=True,
        )
    except BaseException:
        os.close(master)
        raise
    finally:
        os.close(slave)
    return Terminal(process, master, size).open()


class Terminal:
    """The near side of a pseudo-terminal; leaving it as a context kills what runs there.

    A thread reads what the program writes, so that it never has to wait for the test.
    """

    def __init__(
        self, process: subprocess.Popen[bytes], master: int, size: tuple[int, int]
    ) -> None:
        self.process = process
        self._master = master
        self._emulator = _Emulator(*size, answer=self.send)
        self._raw = bytearray()
        self._ended = False
        self._reading = threading.Event()
        self._reading.set()
        self._changed = threading.Condition()
        self._reader = threading.Thread(target=self._read, daemon=True)

    def open(self) -> Self:
        """Begin to read."""
        self._reader.start()
        return self

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Kill the program and what it started in its process group."""
        self._reading.set()
        with suppress(ProcessLookupError, PermissionError):  # macOS refuses a group of zombies
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self._reader.join(timeout=5)
        # With a reader left, the number could pass to another file that it would read from.
        if self._master >= 0 and not self._reader.is_alive():
            os.close(self._master)
            self._master = -1

    @property
    def screen(self) -> list[str]:
        """The rows of the screen, without blanks at their ends."""
        with self._changed:
            return self._emulator.rows()

    @property
    def transcript(self) -> list[str]:
        """All rows from the first in the scrollback to the last on the screen that is not blank."""
        with self._changed:
            rows = self._emulator.scrollback + self._emulator.rows()
        while rows and not rows[-1]:
            rows.pop()
        return rows

    @property
    def raw(self) -> bytes:
        """Everything that the program wrote."""
        with self._changed:
            return bytes(self._raw)

    @property
    def keyboard(self) -> int:
        """The descriptor on which the terminal's settings can be asked for."""
        return self._master

    @property
    def cursor(self) -> tuple[int, int]:
        """Column and row of the cursor, from 0."""
        with self._changed:
            return self._emulator.cursor.x, self._emulator.cursor.y

    def send(self, text: str) -> None:
        """Type `text` as it is."""
        data = text.encode()
        while data:
            data = data[os.write(self._master, data) :]

    def send_key(self, *names: str) -> None:
        """Press keys, named as in `KEYS`."""
        for name in names:
            self.send(KEYS[name])

    def paste(self, text: str) -> None:
        """Paste `text` as a terminal with bracketed paste does."""
        self.send(f"\x1b[200~{text}\x1b[201~")

    def resize(self, columns: int, rows: int) -> None:
        """Give the terminal another size and tell the program so."""
        with self._changed:
            self._emulator.resize(rows, columns)
            termios.tcsetwinsize(self._master, (rows, columns))

    @contextmanager
    def unread(self) -> Iterator[None]:
        """Let nothing be read for a while, as on a line that is slow or stopped."""
        self._reading.clear()
        try:
            yield
        finally:
            self._reading.set()

    def wait_until_full(self) -> None:
        """Wait until the program has written all that fits between it and a stopped terminal."""
        before = -1
        while not (count := self._unread_bytes()) or count != before:
            before = count

    def hang_up(self, key: str) -> None:
        """Go away as a window that is closed; the program answers `key` by writing something."""
        with self.unread():
            while not self._unread_bytes():  # then the reader is not waiting for any
                self.send(key)
            master, self._master = self._master, -1
            os.close(master)

    def _unread_bytes(self) -> int:
        waiting = array("i", [0])
        select.select([], [], [], 0.2)
        fcntl.ioctl(self._master, termios.FIONREAD, waiting)
        return waiting[0]

    def wait_for(self, wanted: str | Callable[[Terminal], bool], timeout: float = 10) -> None:
        """Wait until a text stands in one row of the transcript, or a condition holds.

        It fails at once, with what is there instead, when the program has ended without it.
        """

        def there() -> bool:
            if isinstance(wanted, str):
                return any(wanted in row for row in self.transcript)
            return wanted(self)

        with self._changed:
            self._changed.wait_for(lambda: self._ended or there(), timeout)
            if not there():
                raise AssertionError(f"waited in vain for {wanted!r}\n{self._report()}")

    def wait_exit(self, timeout: float = 10) -> int:
        """Wait for the end of the program: its exit status, negative for a signal."""
        try:
            status = self.process.wait(timeout)
        except subprocess.TimeoutExpired:
            raise AssertionError(f"the program does not end\n{self._report()}") from None
        self._reader.join(timeout)
        return status

    def _report(self) -> str:
        screen = "\n".join(f"|{row}" for row in self.screen)
        transcript = "\n".join(f"|{row}" for row in self.transcript)
        return f"status {self.process.poll()}, screen:\n{screen}\ntranscript:\n{transcript}"

    def _read(self) -> None:
        stream = pyte.ByteStream(self._emulator)
        try:
            while data := self._next_bytes():
                self._reading.wait()
                with self._changed:
                    self._raw += data
                    stream.feed(data)
                    self._changed.notify_all()
        finally:
            with self._changed:
                self._ended = True
                self._changed.notify_all()

    def _next_bytes(self) -> bytes:
        try:
            return os.read(self._master, 65536)
        except OSError:  # Linux reports the end of a pseudo-terminal as EIO
            return b""


class _Emulator(ResizableScreen):
    """A screen that keeps what scrolls off and answers reports.

    Rows of the scrollback are kept as text: no test pays for rendering them again at each wait.
    """

    def __init__(self, columns: int, lines: int, answer: Callable[[str], None]) -> None:
        super().__init__(columns, lines)
        self.scrollback: list[str] = []
        self._answer = answer

    def rows(self) -> list[str]:
        return [self._row(y) for y in range(self.lines)]

    def _row(self, y: int) -> str:
        # The cell after a wide character holds an empty string.
        return "".join(self.buffer[y][x].data for x in range(self.columns)).rstrip()

    def index(self) -> None:
        top, bottom = self.margins or (0, self.lines - 1)
        if top == 0 and self.cursor.y == bottom:
            self.scrollback.append(self._row(0))
        super().index()

    def write_process_input(self, data: str) -> None:
        self._answer(data)
