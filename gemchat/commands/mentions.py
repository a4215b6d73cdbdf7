"""Files that a message names with ``@path``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from gemchat.client.local_files import written_path
from gemchat.commands.entry import Entry
from gemchat.errors import UsageError
from gemchat.types import Part

_MENTION = re.compile(r"""(?<![^\s([{<"'])@("[^"\n]+"|(?:\\ |\S)+)""")
_BEHIND = ".,;:!?)]}>\"'"
_LINE = re.compile(r"(:\d+)+$")


def mentioned(entry: Entry) -> list[Path]:
    """Find the files that an entry names, each once; what was pasted names none."""
    return list(dict.fromkeys(path for _, path in _mentions(entry) if path and path.is_file()))


def missed(entry: Entry) -> list[str]:
    """Say what an entry seems to name, and what does not go along with it."""
    return list(filter(None, (_missed(name, path) for name, path in _mentions(entry))))


def held_back(text: str, along: Sequence[Part]) -> tuple[list[str], list[str]]:
    """Find what a question names that is not to be read again when it is edited.

    Args:
        text: its words.
        along: what went along with them. What was not text has lost its name on the way.

    Returns:
        What names files, with the @; and notes on those that did not go along.
    """
    texts = [part.text for part in along if part.text]
    all_have_names = len(texts) == len(along)
    held, notes = [], []
    for name, path in _mentions(Entry(text)):
        went = any(one.startswith(f"{Path(name).name}:\n\n") for one in texts)
        is_file = path is not None and path.is_file()
        if went or is_file:
            held.append(f"@{name}")
        if is_file and not went and all_have_names:
            notes.append(f"@{name} goes as text; /attach {name} lets it go along.")
    return held, notes


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
    pasted = list(_stretches(entry))
    for match in _MENTION.finditer(entry.text):
        whole = match[1]
        name = whole.rstrip(_BEHIND)
        end = match.start(1) + len(name)
        if any(start <= match.start() and end <= stop for start, stop in pasted):
            continue
        # compilers and searches write the line behind a name
        names = (whole, name, _LINE.sub("", name))
        yield name, next(filter(None, map(_existing, names)), None)


def _stretches(entry: Entry) -> Iterator[tuple[int, int]]:
    """Give where a text was pasted; of a paste that was edited, the lines that are left."""
    for paste in entry.pastes:
        for piece in [paste] if paste in entry.text else paste.splitlines():
            if "@" in piece:
                yield from (found.span() for found in re.finditer(re.escape(piece), entry.text))


def _existing(name: str) -> Path | None:
    try:
        path = written_path(name)
        return path if path.is_file() or path.is_dir() else None
    except (OSError, ValueError, UsageError):
        return None
