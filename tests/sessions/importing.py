"""Files of other programs, made for a test."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

from gemchat.sessions.format import HistoryFile
from gemchat.sessions.history_files import read_histories


def database(script: str) -> bytes:
    """A SQLite database in which a script has run."""
    with closing(sqlite3.connect(":memory:")) as made:
        made.executescript(script)
        return made.serialize()


def read(folder: Path, name: str, *documents: object) -> list[HistoryFile]:
    """Read a file with these JSON documents, one a line, or with these bytes."""
    path = folder / name
    lines = [each if isinstance(each, bytes) else json.dumps(each).encode() for each in documents]
    path.write_bytes(b"\n".join(lines))
    return read_histories(path)
