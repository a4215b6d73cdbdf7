"""Writes conversations to files of the user's choice, and reads them from there."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from gemchat.counted import size
from gemchat.errors import HistoryFileError, UsageError
from gemchat.sessions.ai_studio import AI_STUDIO
from gemchat.sessions.contents_json import CONTENTS_JSON
from gemchat.sessions.disk import Disk, read_file, write_whole
from gemchat.sessions.format import Format, HistoryFile
from gemchat.sessions.gemini_cli import GEMINI_CLI, GEMINI_CLI_LINES
from gemchat.sessions.history_json import HISTORY_JSON
from gemchat.sessions.markdown import MARKDOWN
from gemchat.sessions.record import whole_characters


def _is_database(data: object) -> bool:
    return isinstance(data, bytes) and data.startswith(b"SQLite format 3\0")


def _write_page(history: HistoryFile) -> str:
    from gemchat.sessions.page import write_page  # noqa: PLC0415 - markdown-it and Pygments

    return write_page(history)


def _read_llm_logs(data: bytes) -> list[HistoryFile]:
    from gemchat.sessions.llm_logs import read_llm_logs  # noqa: PLC0415 - SQLite

    return read_llm_logs(data)


FORMATS: Final[tuple[Format, ...]] = (
    HISTORY_JSON,
    CONTENTS_JSON,
    MARKDOWN,
    Format("page", (".html",), _write_page),
    AI_STUDIO,
    GEMINI_CLI,
    GEMINI_CLI_LINES,
    Format("llm logs", (".db",), parse=bytes, recognises=_is_database, read=_read_llm_logs),
)
"""What history files can be; of several with one suffix, the first is written."""

LARGEST: Final = 64 << 20
"""Files over this many bytes are not read."""


class FileInTheWayError(HistoryFileError):
    """There is a file of that name already, and nobody said that it may be replaced."""


def write_history(
    path: Path,
    history: HistoryFile,
    *,
    contents_only: bool = False,
    overwrite: bool = False,
    disk: Disk | None = None,
) -> None:
    """Write a conversation to a file that only its owner may read.

    The file is there whole or not at all. A symbolic link is replaced, never followed.

    Args:
        contents_only: write the bare list of contents.
        overwrite: replace what has that name.
        disk: does the writing.

    Raises:
        UsageError: the suffix is of no known format.
        FileInTheWayError: something has that name; asked and answered, call again with `overwrite`.
        HistoryFileError: the disk refused.
    """
    write = _writer(path, contents_only=contents_only)
    data = whole_characters(write(history)).encode()
    try:
        _write(path, data, disk or Disk(), overwrite=overwrite)
    except OSError as error:
        raise HistoryFileError(f"{path} cannot be written: {error.strerror}.") from None


def read_history(path: Path) -> HistoryFile:
    """Read a conversation; raises as `read_histories` does, also for a file with several."""
    found = read_histories(path)
    if len(found) != 1:
        raise HistoryFileError(
            f"{path} holds {len(found)} conversations.",
            hint=f"gemchat sessions import {path} takes them all.",
        )
    return found[0]


def read_histories(path: Path) -> list[HistoryFile]:
    """Read conversations; of a file from anywhere no more is taken than a conversation needs.

    Raises:
        UsageError: the suffix is of no known format.
        HistoryFileError: the file cannot be read, or not all of it is a conversation.
    """
    formats = _formats(path, [form for form in FORMATS if form.read], "read")
    try:
        data = read_file(path, at_most=LARGEST + 1)
    except OSError as error:
        raise HistoryFileError(f"{path} cannot be read: {error.strerror}.") from None
    if len(data) > LARGEST:
        raise HistoryFileError(f"{path} is larger than {size(LARGEST)}.")
    try:
        found = _read(data, formats)
    except HistoryFileError as error:
        raise HistoryFileError(f"{path}: {error.message}", hint=error.hint) from None
    if found is None:
        names = " or ".join(form.name for form in formats)
        raise HistoryFileError(f"{path} is no history file ({names}).")
    return found


def _read(data: bytes, formats: Sequence[Format]) -> list[HistoryFile] | None:
    documents = {parse: parse(data) for parse in {form.parse for form in formats}}
    for form in formats:
        document = documents[form.parse]
        if form.read and form.recognises(document):
            return form.read(document)
    return None


def _formats(path: Path, usable: Sequence[Format], done: str) -> list[Format]:
    formats = [form for form in usable if path.suffix.lower() in form.suffixes]
    if not formats:
        if path.is_dir():
            raise UsageError(f"{path} is a folder.")
        known = ", ".join(sorted({suffix for form in usable for suffix in form.suffixes} - {""}))
        raise UsageError(f"{path.name} cannot be {done}: its name must end in one of {known}.")
    return formats


def _writer(path: Path, *, contents_only: bool) -> Callable[[HistoryFile], str]:
    formats = _formats(path, [form for form in FORMATS if form.write], "written")
    if contents_only and CONTENTS_JSON not in formats:
        raise UsageError(f"{path.name} cannot hold the bare list of contents; a .json file can.")
    chosen = CONTENTS_JSON if contents_only else formats[0]
    assert chosen.write is not None  # or it would not be among them
    return chosen.write


def _write(path: Path, data: bytes, disk: Disk, *, overwrite: bool) -> None:
    if not overwrite:
        _claim(path, disk)
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        write_whole(disk, path, temporary, data)
    except OSError:
        if not overwrite:
            with suppress(OSError):
                path.unlink()
        raise
    disk.sync_directory(path.parent)


def _claim(path: Path, disk: Disk) -> None:
    """Take the name with an empty file, so that no program can take it before we write."""
    try:
        fd = disk.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
    except FileExistsError:
        goal = f" and points to {path.readlink()}" if path.is_symlink() else ""
        raise FileInTheWayError(f"{path} exists{goal}.") from None
    with suppress(OSError):
        disk.close(fd)
