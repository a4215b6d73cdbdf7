"""Questions to a person at the terminal, outside of a chat."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Iterator
from contextlib import contextmanager
from getpass import getpass

from gemchat.app.streams import aside
from gemchat.client.credentials import Key, usable_key
from gemchat.errors import UsageError
from gemchat.shown import shown_line


def can_ask() -> bool:
    """Whether there is somebody to ask."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr))


def fitted(text: str) -> str:
    """Break rows where the terminal ends, and no word in two."""
    width = shutil.get_terminal_size().columns
    return "\n".join(
        textwrap.fill(row, width, break_long_words=False, break_on_hyphens=False)
        for row in text.split("\n")
    )


def asked(question: str) -> str:
    """Ask, and give what was typed; nothing at the end of input."""
    aside(f"{fitted(shown_line(question))} ")
    with _whole_rows():
        line = sys.stdin.readline()
    if not line.endswith("\n"):
        aside("\n")
    return line.strip()


def given_key() -> Key:
    """Take a key: typed at the terminal, where it is not shown, or the line that is piped in.

    Raises:
        UsageError: nothing was given.
        CredentialsError: it can be no key.
    """
    try:
        with _whole_rows():
            text = getpass("API key, not shown as you type: ") if can_ask() else _piped_line()
    except (EOFError, OSError):
        text = ""
    if not text.strip():
        raise UsageError("No key was given.")
    return usable_key(text, "the terminal" if can_ask() else "standard input")


@contextmanager
def _whole_rows() -> Iterator[None]:
    """Begin a new row where a question is broken off, so that the shell's prompt has its own."""
    try:
        yield
    except (EOFError, KeyboardInterrupt):
        aside("\n")
        raise


def _piped_line() -> str:
    return "" if sys.stdin is None else sys.stdin.readline()
