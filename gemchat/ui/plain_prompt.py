"""The prompt of a terminal that can do no more than write one line below the other."""

from __future__ import annotations

import asyncio
import os
import select
import signal
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from functools import cached_property

from prompt_toolkit.document import Document
from prompt_toolkit.input import Input, create_input

from gemchat.commands import is_message
from gemchat.commands.entry import Entry
from gemchat.shown import shown, shown_line
from gemchat.ui.editor import edited
from gemchat.ui.harmless import harmless
from gemchat.ui.keys import GRACE
from gemchat.ui.prompt import LEAVE_HINT, PROMPT, Prompt
from gemchat.ui.type_ahead import TypeAhead

_CONTINUED = " " * len(PROMPT)
_KEPT = "Enter sends this, another line takes its place:"
_MOST = 1 << 16


class PlainPrompt(Prompt):
    """Reads lines as the terminal gives them, and writes no escape sequence.

    What comes back to be edited is shown, and an empty line sends it; a command leaves it there.
    """

    stands = True
    _interrupted = float("-inf")
    _waiting: asyncio.Future[None] | None = None

    @property
    def plain(self) -> bool:
        """There are no menus."""
        return True

    async def ask(self) -> Entry:
        """Ask for an entry; lines that come at once are one entry, as they are in a paste.

        Raises:
            EOFError: the person wants to leave.
        """
        if status := self._status():
            self._write(f"{shown_line(status)}\n")
        while not (entry := await self._entry()).text.strip():
            pass
        kept = self._keys.draft.entry(self._buffer.text)
        self._keys.draft.begin(entry)  # the history looks there for what was pasted
        self._history.append_string(entry.text)
        self._begin_anew()
        if is_message(kept) and not is_message(entry):
            self._buffer.reset(Document(self._keys.draft.begin(kept)))
        return entry

    async def answer(self, words: str) -> str:
        """Ask a question that one line answers; Ctrl-C and Ctrl-D answer it with nothing."""
        self._write(f"{words} ")
        try:
            return (await self._lines()).strip()
        except (_InterruptedError, EOFError):
            return ""

    @contextmanager
    def raw_mode(self) -> Iterator[None]:
        """Take Ctrl-C; the terminal edits the lines by itself."""
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGINT, self._interrupt)
        try:
            yield
        finally:
            loop.remove_signal_handler(signal.SIGINT)

    @cached_property
    def _keyboard(self) -> Input:
        return self._input or create_input(always_prefer_tty=True)

    @cached_property
    def type_ahead(self) -> _Meanwhile:
        """What goes on between two questions; lines typed meanwhile wait in the terminal."""
        return _Meanwhile(self._buffer, self._keys, self._editing_mode, self._keyboard)

    async def edited(self, text: str) -> str:
        """Let a person edit a text in their own editor.

        Raises:
            UsageError: there is none, or it failed.
        """
        return await edited(text, self._context.environment)

    def to_clipboard(self, text: str) -> bool:  # noqa: ARG002  no terminal without sequences copies
        """Copy nothing."""
        return False

    def ring(self) -> None:
        """Ring the terminal's bell."""
        self._write("\a")

    async def _entry(self) -> Entry:
        """Take an entry, or the one that came back; empty at an empty line and at Ctrl-C."""
        kept = self._keys.draft.entry(self._buffer.text)
        if kept.text:
            self._write(f"{_KEPT}\n{shown(kept.text)}\n")
        self._write(PROMPT)
        try:
            text = await self._lines()
            pastes = (text,) if "\n" in text else ()
            while text.endswith("\\"):
                self._write(_CONTINUED)
                text = f"{text[:-1]}\n{await self._lines()}"
        except _InterruptedError:
            self._hint()
            return Entry()
        written = Entry(text, pastes)
        if not is_message(written):
            return written
        return replace(kept, text=text, pastes=pastes) if text else kept

    def _hint(self) -> None:
        """Say how to leave; leave at the second Ctrl-C."""
        before, self._interrupted = self._interrupted, time.monotonic()
        if self._interrupted - before < GRACE:
            raise EOFError
        self._begin_anew()
        self._write(f"{LEAVE_HINT}\n")

    def _begin_anew(self) -> None:
        self._keys.forget()
        self._buffer.reset()

    async def _lines(self) -> str:
        """Wait for a line, and take those that are there already.

        Raises:
            EOFError: there are none, and never will be.
        """
        data = b""
        while not data.endswith(b"\n") or select.select([self._keyboard], [], [], 0)[0]:
            await self._readable()
            part = self._read()
            if not part and not data:
                self._write("\n")
                raise EOFError
            if not part:
                self.type_ahead.leaving = True
                break
            data += part
        return harmless(data.decode(errors="replace").removesuffix("\n"))

    def _read(self) -> bytes:
        try:
            return os.read(self._keyboard.fileno(), _MOST)
        except OSError:  # the terminal is gone
            return b""

    async def _readable(self) -> None:
        loop = asyncio.get_running_loop()
        waiting: asyncio.Future[None] = loop.create_future()

        def go_on() -> None:
            if not waiting.done():
                waiting.set_result(None)

        self._waiting = waiting
        loop.add_reader(self._keyboard, go_on)
        try:
            await waiting
        finally:
            loop.remove_reader(self._keyboard)
            self._waiting = None

    def _interrupt(self) -> None:
        if self._waiting and not self._waiting.done():
            self._write("\n")
            self._waiting.set_exception(_InterruptedError())
        elif self.type_ahead.is_listening:
            self.type_ahead.on_interrupt()

    def _write(self, text: str) -> None:
        sys.stdout.write(text)
        sys.stdout.flush()


class _Meanwhile(TypeAhead):
    """Listens to Ctrl-C alone."""

    is_listening = False

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        """Take Ctrl-C for a while."""
        self.is_listening = True
        try:
            yield
        finally:
            self.is_listening = False


class _InterruptedError(Exception):
    """Ctrl-C at the prompt."""
