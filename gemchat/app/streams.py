"""Standard output, which carries the answer, and standard error, which carries all else."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from gemchat.errors import GemchatError, UsageError


class OutputError(GemchatError):
    """Standard output takes no more, so what it holds is not all."""

    exit_status = 7


@contextmanager
def standard_streams() -> Iterator[None]:
    """Make all streams fit for any text, and at the end leave nothing unwritten.

    Raises:
        UsageError: standard output is closed.
        OutputError: it takes no more.
    """
    if sys.stderr is None:  # its number would be that of the next file that is opened
        sys.stderr = os.fdopen(_nowhere(), "w", encoding="utf-8")
    if sys.stdout is None:
        raise UsageError("Standard output is closed.")
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # whatever the locale says: text must not end a program
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        yield
    finally:
        put("")


def put(text: str) -> None:
    """Write to standard output, at once.

    Raises:
        BrokenPipeError: nobody reads.
        OutputError: it takes no more.
    """
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        _give_up(sys.stdout)
        raise
    except OSError as error:
        _give_up(sys.stdout)
        raise OutputError(f"Standard output cannot be written: {error.strerror}.") from error


def aside(text: str) -> None:
    """Write to standard error; if that fails, nobody can be told."""
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except OSError:
        _give_up(sys.stderr)


def _give_up(stream: TextIO) -> None:
    """Let what is left of a stream go nowhere; the interpreter would complain of it at its end."""
    os.dup2(_nowhere(), stream.fileno())


def _nowhere() -> int:
    return os.open(os.devnull, os.O_WRONLY)
