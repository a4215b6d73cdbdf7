"""Ids of sessions as people read and type them: only as long as it takes to tell them apart."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from itertools import takewhile
from typing import Final

LEAST: Final = 4
"""Fewer characters are no short id, so that few words of a title look like one."""


def tail_of(session: str) -> str:
    """Give the random end of an id; what stands before it is the time."""
    return session.rpartition("-")[2]


def is_short_of(typed: str, session: str) -> bool:
    """Whether what was typed is the beginning of an id, or of its random end."""
    return session.startswith(typed) or (len(typed) >= LEAST and tail_of(session).startswith(typed))


def short_ids(sessions: Iterable[str]) -> dict[str, str]:
    """Give the beginning of each id's random end that is the beginning of no other id.

    An id of which there is none stands for itself.
    """
    ids = list(sessions)
    taken = sorted([*map(tail_of, ids), *(each for each in ids if "-" in each)])
    return {each: _shortest(tail_of(each), taken) or each for each in ids}


def _shortest(tail: str, taken: list[str]) -> str:
    place = bisect_left(taken, tail)
    beside = taken[max(place - 1, 0) : place] + taken[place + 1 : place + 2]
    shared = max((_shared(tail, other) for other in beside), default=0)
    length = max(LEAST, shared + 1)
    return tail[:length] if length <= len(tail) else ""


def _shared(one: str, other: str) -> int:
    """With how many of the same characters two ids begin."""
    pairs = zip(one, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
