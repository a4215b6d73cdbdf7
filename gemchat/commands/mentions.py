"""Files that a message names with ``@path``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from gemchat.client.local_files import written_path
from gemchat.commands.entry import Entry
from gemchat.errors import UsageError

_MENTION = re.compile(r"""(?<![^\s([{<"'])@("[^"\n]+"|(?:\\ |\S)+)""")
_BEHIND = ".,;:!?)]}>\"'"
_LINE = re.compile(r"(:\d+)+$")


def mentioned(entry: Entry) -> list[Path]:
    """Find the files that an entry names, each once; what was pasted names none."""
    return list(dict.fromkeys(path for _, path in _mentions(entry) if path and path.is_file()))


def missed(entry: Entry) -> list[str]:
    """Say what an entry seems to name, and what does not go along with it."""
    return list(filter(None, (_missed(name, path) for name, path in _mentions(entry))))


def _missed(name: str, path: Path | None) -> str:
    if path and path.is_file():
        return ""
    if not path and not set("./") & set(name):
        return ""  # somebody's name
    if path or "*" in name:
        return f"@{name} names no file of its own; /attach {name} lets more than one go along."
    return f"@{name} is no file here; it goes as text."


def _mentions(entry: Entry) -> Iterator[tuple[str, Path | None]]:
    """Give what stands behind each @, and the path of it if there is something."""
    for match in _MENTION.finditer(entry.text):
        whole = match[1]
        name = whole.rstrip(_BEHIND)
        if any(f"@{each}" in paste for each in (whole, name) for paste in entry.pastes):
            continue
        # compilers and searches write the line behind a name
        names = (whole, name, _LINE.sub("", name))
        yield name, next(filter(None, map(_existing, names)), None)


def _existing(name: str) -> Path | None:
    try:
        path = written_path(name)
        return path if path.is_file() or path.is_dir() else None
    except (OSError, ValueError, UsageError):
        return None
