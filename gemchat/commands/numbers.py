"""Numbers that people type behind a command."""

from __future__ import annotations

import sys

from gemchat.counted import plural
from gemchat.errors import UsageError


def count_from(argument: str, *, most: int = sys.maxsize, of: str = "") -> int:
    """Read how many are meant; one if nothing is said.

    Args:
        most: how many there are.
        of: what is counted, such as "turn".

    Raises:
        UsageError: it is no number from 1 to `most`.
    """
    count = int(argument) if argument.isdecimal() else 0
    if not argument or 1 <= count <= most:
        return count or 1
    if most == sys.maxsize:
        raise UsageError(f"A number from 1 up goes there, not “{argument}”.")
    are = "There is" if most == 1 else "There are"
    there = plural(most, of) if of else str(most)
    numbers = "1" if most == 1 else f"1 to {most}"
    raise UsageError(f"{are} {there}: {numbers} can be given, not “{argument}”.")
