"""A key that a person gives, and where it is kept from then on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from gemchat.app.asking import given_key
from gemchat.app.stored_key import KeyPlace, key_places
from gemchat.app.streams import aside
from gemchat.settings import Paths


def keep_key(paths: Paths) -> KeyPlace:
    """Take a key and keep it; give the place.

    Raises:
        UsageError: none was given.
        CredentialsError: it can be none, or cannot be kept.
    """
    place = key_places(paths)[0]
    with whole_rows():
        key = given_key()
    place.write(key)
    return place


@contextmanager
def whole_rows() -> Iterator[None]:
    """Begin a new row where a question is broken off, so that the shell's prompt has its own."""
    try:
        yield
    except KeyboardInterrupt:
        aside("\n")
        raise
