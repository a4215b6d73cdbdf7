"""Words found in what was said, in whole sessions or not at all read.

A file is looked at as text first; only the lines that hold the words are read as records.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from gemchat.sessions.record import (
    EndRecord,
    LoadRecord,
    Record,
    StepRecord,
    TickRecord,
    TitleRecord,
    UserRecord,
    from_document,
    from_line,
)
from gemchat.sessions.session import text_of
from gemchat.sessions.summary import Summary, summary_in

_BEFORE: Final = 30
_EXCERPT: Final = 100
_END: Final = '{{"k":"end","n":{},'


@dataclass(frozen=True, slots=True)
class Hit:
    """A place where the words were found.

    Attributes:
        session: where it is.
        turn: the number of the turn in the file, None outside of turns.
        role: who said it; a title is nobody's.
        line: the line with most of the words, cut to what stands around them.
    """

    session: Summary
    turn: int | None
    role: Literal["user", "model", "title"]
    line: str


def hits_in(path: Path, words: str) -> Iterator[Hit]:
    """Find the messages of a session that hold all the words, in letters of either case.

    Raises:
        OSError: the file cannot be read.
    """
    wanted = words.lower().split()
    data = path.read_bytes()
    text = data.decode("utf-8", "replace")
    lowered = text.lower()
    written = [json.dumps(word, ensure_ascii=False)[1:-1] for word in wanted]
    if not wanted or not all(word in lowered for word in written):
        return
    session = None
    # not splitlines: other line separators stand unescaped inside a record
    for line, low in zip(text.split("\n"), lowered.split("\n"), strict=True):
        if not all(word in low for word in written):
            continue
        record = from_document(from_line(line.encode()))
        for turn, role, said in _messages(record, text):
            if all(word in said.lower() for word in wanted):
                session = session or summary_in(path, data)
                yield Hit(session, turn, role, excerpt(said, wanted))


def excerpt(text: str, words: Sequence[str]) -> str:
    """Give the line of a text with most of the words, cut to what stands around the first."""
    line = max(text.split("\n"), key=lambda line: sum(word in line.lower() for word in words))
    found = re.search("|".join(map(re.escape, words)), line, re.IGNORECASE)
    cut = max(0, found.start() - _BEFORE) if found and len(line) > _EXCERPT else 0
    piece = line[cut : cut + _EXCERPT]
    return f"{'…' if cut else ''}{piece}{'…' if cut + _EXCERPT < len(line) else ''}".strip()


def _messages(
    record: Record | None, file: str
) -> Iterator[tuple[int | None, Literal["user", "model", "title"], str]]:
    """What a record says, message by message; what its `end` says again is left to that."""
    match record:
        case TitleRecord(text=text):
            yield None, "title", text
        case UserRecord(n=n, content=content):
            yield n, "user", text_of([content])
        case LoadRecord(contents=contents):
            for content in contents:
                yield (
                    None,
                    "model" if content.get("role") == "model" else "user",
                    text_of([content]),
                )
        case EndRecord(n=n, contents=contents):
            yield n, "model", text_of(contents)
        case StepRecord(n=n, contents=contents) if _END.format(n) not in file:
            yield n, "model", text_of(contents)
        case TickRecord(n=n, parts=parts) if _END.format(n) not in file:
            yield n, "model", text_of([{"parts": parts}])
        case _:
            pass
