"""Numbers that people type behind a command."""

from __future__ import annotations

import sys

from gemchat.errors import UsageError


def count_from(argument: str, *, most: int = sys.maxsize) -> int:
    """Read how many are meant; one if nothing is said.

    Raises:
        UsageError: it is no number from 1 to `most`.
    """
    count = int(argument) if argument.isdecimal() else 0
    if not argument:
        count = 1
    if not 1 <= count <= most:
        limit = "" if most == sys.maxsize else f" to {most}"
        raise UsageError(f"A number from 1{limit} goes there, not “{argument}”.")
    return count
