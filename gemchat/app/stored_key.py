"""Where an API key is kept between runs: the system's keyring, else a file of its owner's."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from gemchat.app.private_file import save_private
from gemchat.client.credentials import Key, key_from_file
from gemchat.errors import CredentialsError, UsageError
from gemchat.settings import Paths


class KeyPlace(Protocol):
    """Keeps one key."""

    @property
    def name(self) -> str:
        """The place, as a person would name it."""

    def read(self) -> Key | None:
        """Give the key that is kept here, if one is; raises CredentialsError."""

    def write(self, key: Key) -> None:
        """Keep a key, in place of the one before it; raises GemchatError."""

    def remove(self) -> bool:
        """Forget the key, and tell whether there was one; raises GemchatError."""


@dataclass(frozen=True, slots=True)
class KeyFile:
    """A file that only its owner can read."""

    path: Path

    @property
    def name(self) -> str:
        """The path."""
        return str(self.path)

    def read(self) -> Key | None:
        """Read the file, unless others could."""
        try:
            return key_from_file(self.path)
        except CredentialsError as error:
            if isinstance(error.__cause__, FileNotFoundError):
                return None
            raise

    def write(self, key: Key) -> None:
        """Write the file, all of it or not at all."""
        save_private(self.path, f"{key.value}\n".encode())

    def remove(self) -> bool:
        """Remove the file."""
        try:
            self.path.unlink()
        except FileNotFoundError:
            return False
        except OSError as error:
            raise UsageError(f"{self.path} cannot be removed: {error.strerror}.") from error
        return True


def key_places(paths: Paths) -> tuple[KeyPlace, ...]:
    """Give the places a key may be kept in; new ones go into the first."""
    return (*_keyring(), KeyFile(paths.key_file))


def kept_key(places: tuple[KeyPlace, ...]) -> Key | None:
    """Find the key that is kept.

    Raises:
        CredentialsError: there is none, and one of the places could not be read.
    """
    faults = []
    for place in places:
        try:
            if key := place.read():
                return key
        except CredentialsError as error:
            faults.append(error)
    if faults:
        raise faults[0]
    return None


def _keyring() -> tuple[KeyPlace, ...]:
    try:
        from gemchat.app.system_keyring import system_keyring  # noqa: PLC0415 - an extra
    except ModuleNotFoundError:
        return ()
    found = system_keyring()
    return (found,) if found else ()
