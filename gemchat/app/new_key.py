"""A key that a person gives, and where it is kept from then on."""

from __future__ import annotations

from gemchat.app.asking import given_key
from gemchat.app.stored_key import KeyPlace, key_places
from gemchat.settings import Paths


def keep_key(paths: Paths) -> KeyPlace:
    """Take a key and keep it; give the place.

    Raises:
        UsageError: none was given.
        CredentialsError: it can be none, or cannot be kept.
    """
    place = key_places(paths)[0]
    place.write(given_key())
    return place
