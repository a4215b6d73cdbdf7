"""What a session leaves outside its own files, and how that goes when the session does."""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Final

from gemchat.chat.history import Turn
from gemchat.protocol.payload import as_objects, as_text
from gemchat.sessions.session import Session, texts_in
from gemchat.types import Part
from gemchat.types.base import JsonObject

_NAME_LENGTH: Final = 16
_ONCE: Final = re.compile(r"/once\s+(?:\w+=\S+\s+)*")


def media_name(data: bytes) -> str:
    """Give the name, without a suffix, under which media are kept: the same are kept once."""
    return hashlib.sha256(data).hexdigest()[:_NAME_LENGTH]


@dataclass(frozen=True, slots=True)
class Traces:
    """Where a session leaves its traces.

    Attributes:
        typed: what was typed at the prompt, a JSON string a line.
        media: the directory of the media that were shown.
    """

    typed: Path | None = None
    media: Path | None = None

    def erase(self, session: Session) -> None:
        """Remove the traces of a session; raises OSError."""
        if self.typed is not None and self.typed.is_file():
            _blank_out(self.typed, _Typed.of(session))
        if self.media is not None and self.media.is_dir():
            turns = (each.turn for each in session.recorded.values())
            for name in set(_media_names(turns, session.loaded)):
                for file in self.media.glob(f"{name}.*"):
                    file.unlink()


@dataclass(frozen=True, slots=True)
class _Typed:
    """What was typed in the course of a session.

    Attributes:
        whole: texts as they were typed, or as files had them.
        worded: texts with the template of a profile around what was typed.
    """

    whole: tuple[str, ...]
    worded: tuple[str, ...]

    @classmethod
    def of(cls, session: Session) -> _Typed:
        asked = [(texts_in(each.turn.user), each.profile) for each in session.recorded.values()]
        whole = {session.name, *(text.strip() for texts, _ in asked for text in texts)} - {""}
        return cls(tuple(whole), tuple(texts[-1] for texts, profile in asked if profile and texts))

    def among(self, entries: Iterable[str]) -> set[str]:
        """Give the entries of the input history that were typed here."""
        known = {entry: _ONCE.sub("", entry.strip()) for entry in entries}
        found = {entry for entry in known if self._has(entry.strip())}
        for text in self.worded:
            inside = [message for message in known.values() if _stands_in(message, text)]
            if inside:
                longest = max(inside, key=len)  # the others may be words of the template
                found.update(entry for entry, message in known.items() if message == longest)
        return found

    def _has(self, entry: str) -> bool:
        if not entry.startswith("/"):
            return entry in self.whole
        # commands carry the words, too: /once ... message, /rename title
        return any(re.search(rf"(?<!\S){re.escape(text)}\Z", entry) for text in self.whole)


def _stands_in(message: str, text: str) -> bool:
    """Whether a text has a message in it, and not just as part of a longer word."""
    if not message or message not in text:
        return False
    return bool(re.search(rf"(?<!\w){re.escape(message)}(?!\w)", text))


def _blank_out(file: Path, said: _Typed) -> None:
    """Overwrite the lines that say it with spaces; another program may be adding lines."""
    with file.open("r+b") as typed:
        at = 0
        lines = typed.read().split(b"\n")
        entries = [_entry(line) for line in lines]
        found = said.among(entries)
        for line, entry in zip(lines, entries, strict=True):
            if entry in found:
                typed.seek(at)
                typed.write(b" " * len(line))
            at += len(line) + 1
        typed.flush()
        os.fsync(typed.fileno())


def _entry(line: bytes) -> str:
    """Read a line of the input history; empty for what is none."""
    try:
        return as_text(json.loads(line))
    except ValueError:
        return ""


def _media_names(turns: Iterable[Turn], loaded: Iterable[JsonObject]) -> Iterator[str]:
    answered = chain.from_iterable((turn.user, *turn.contents) for turn in turns)
    for content in chain(loaded, answered):
        for part in as_objects(content.get("parts")):
            with suppress(ValueError):  # what is damaged was never shown
                blob = Part.from_wire(part).inline_data
                if blob is not None and blob.data:
                    yield media_name(blob.data)
