"""A key that turns up where it must not, as it is or as other programs write it."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import quote

_SHORTEST = 8
"""Characters from which on a key cannot be guessed; a shorter one is no secret, but a word."""
_MARK = "[key]"


def masked(text: str, key: str) -> str:
    """Return *text* with a mark in place of the key, be it plain, in a URL or in base64."""
    for form in _forms(key):
        text = text.replace(form, _MARK)
    return text


@lru_cache(maxsize=8)
def _forms(key: str) -> tuple[str, ...]:
    if len(key) < _SHORTEST:
        return ()
    return tuple(dict.fromkeys((key, quote(key), quote(key, safe=""), *_in_base64(key.encode()))))


def _in_base64(key: bytes) -> Iterator[str]:
    """Give the characters that stand for the key alone, wherever it lies in what was encoded."""
    for before in range(3):
        text = b64encode(bytes(before) + key + bytes(2)).decode()
        own = text[-(-before * 8 // 6) : (before + len(key)) * 8 // 6]
        yield own
        yield own.translate(str.maketrans("+/", "-_"))
