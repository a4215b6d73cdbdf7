"""What a session leaves outside its own files, and how that goes when the session does."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Final

from gemchat.chat.history import Turn
from gemchat.protocol.payload import as_objects, as_text
from gemchat.sessions.session import Session
from gemchat.types import Part
from gemchat.types.base import JsonObject

_NAME_LENGTH: Final = 16


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
        turns = [each.turn for each in session.recorded.values()]
        if self.typed is not None and self.typed.is_file():
            said = {session.name, *map(_question, turns)} - {""}
            _blank_out(self.typed, said)
        if self.media is not None and self.media.is_dir():
            for name in set(_media_names(turns, session.loaded)):
                for file in self.media.glob(f"{name}.*"):
                    file.unlink()


def _blank_out(file: Path, said: Collection[str]) -> None:
    """Overwrite the lines that say it with spaces; another program may be adding lines."""
    with file.open("r+b") as typed:
        at = 0
        for line in typed.read().split(b"\n"):
            if _says(line, said):
                typed.seek(at)
                typed.write(b" " * len(line))
            at += len(line) + 1
        typed.flush()
        os.fsync(typed.fileno())


def _says(line: bytes, said: Collection[str]) -> bool:
    try:
        entry = json.loads(line)
    except ValueError:
        return False
    if not isinstance(entry, str):
        return False
    entry = entry.strip()
    # commands carry the words, too: /once ... message, /rename title
    return entry in said or (entry.startswith("/") and entry.endswith(tuple(said)))


def _question(turn: Turn) -> str:
    return "".join(as_text(part.get("text")) for part in as_objects(turn.user.get("parts"))).strip()


def _media_names(turns: Iterable[Turn], loaded: Iterable[JsonObject]) -> Iterator[str]:
    answered = chain.from_iterable((turn.user, *turn.contents) for turn in turns)
    for content in chain(loaded, answered):
        for part in as_objects(content.get("parts")):
            with suppress(ValueError):  # what is damaged was never shown
                blob = Part.from_wire(part).inline_data
                if blob is not None and blob.data:
                    yield media_name(blob.data)
