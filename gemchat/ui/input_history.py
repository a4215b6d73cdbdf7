"""What was typed at the prompt, kept on disk for the next program."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import AsyncGenerator, Iterable, Iterator
from functools import cached_property
from itertools import chain
from pathlib import Path

from prompt_toolkit.history import History

from gemchat.settings.paths import make_private
from gemchat.ui.draft import Draft
from gemchat.ui.harmless import harmless

_BLOCK = 1 << 14
_LONGEST_LINE = 1 << 20
_AT_ONCE = 1000


class InputHistory(History):
    """Entries of this program and of those before it, each a JSON string on a line of its own.

    Programs may share the file: each entry is added by one write. It is read from its end, a
    block at a time between key presses, so that its length delays nothing. Lines that are no
    entry are passed over. Where the disk refuses, the history lives in memory alone.

    Args:
        file: where it is kept; ``None`` keeps it in memory.
        draft: knows what was pasted, and what stands for a long paste at the prompt.
    """

    def __init__(self, file: Path | None, draft: Draft | None = None) -> None:
        super().__init__()
        self._file = file
        self._draft = draft or Draft()

    async def load(self) -> AsyncGenerator[str, None]:
        """Give all entries, newest first."""
        for start in range(0, len(self._loaded_strings), _AT_ONCE):
            for entry in self._loaded_strings[start : start + _AT_ONCE]:
                yield entry
            await asyncio.sleep(0)
        for entries in self._older:
            self._loaded_strings += entries
            for entry in entries:
                yield entry
            await asyncio.sleep(0)

    def load_history_strings(self) -> Iterable[str]:
        """Give the entries of the file that were not read yet, newest first."""
        return chain.from_iterable(self._older)

    def append_string(self, string: str) -> None:
        """Remember an entry; a space in front keeps it out of the file."""
        _ = self._older  # the file as it is before it grows: what we add is not read again
        if string.startswith(" "):
            self._loaded_strings.insert(0, string)
        else:
            super().append_string(self._draft.recallable(string))

    def store_string(self, string: str) -> None:
        """Add an entry to the file."""
        if self._file is None:
            return
        # The line break comes first, so that a line cut short by a crash spoils no other.
        line = b"\n" + json.dumps(self._draft.unfold(string), ensure_ascii=False).encode(
            "utf-8", "replace"
        )
        try:
            make_private(self._file.parent)
            _append(self._file, line)
        except OSError:
            return  # it stays in memory

    @cached_property
    def _older(self) -> Iterator[list[str]]:
        """What the file held at the first look, in blocks, as far as it was not read yet."""
        try:
            return _from_the_end(self._file, self._file.stat().st_size) if self._file else iter(())
        except OSError:
            return iter(())


def _append(file: Path, line: bytes) -> None:
    descriptor = os.open(file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        if os.name == "posix":
            os.fchmod(descriptor, 0o600)
        os.write(descriptor, line)
    finally:
        os.close(descriptor)


def _from_the_end(path: Path, end: int) -> Iterator[list[str]]:
    """Give the entries of the first *end* bytes block by block, newest first."""
    try:
        with path.open("rb") as file:
            rest = b""
            while end:
                start = max(0, end - _BLOCK)
                file.seek(start)
                rest, *lines = (file.read(end - start) + rest[:_LONGEST_LINE]).split(b"\n")
                yield _entries(lines)
                end = start
            yield _entries([rest])
    except OSError:
        return


def _entries(lines: list[bytes]) -> list[str]:
    entries = (_entry(line) for line in reversed(lines))
    return [entry for entry in entries if entry]


def _entry(line: bytes) -> str:
    """Read a line; empty for what is no entry."""
    if not line.startswith(b'"'):
        return ""
    try:
        return harmless(str(json.loads(line)))
    except ValueError:
        return ""
