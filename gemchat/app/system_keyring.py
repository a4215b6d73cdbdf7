"""The keyring of the system, by way of the library keyring; needs the extra ``keyring``."""

from __future__ import annotations

from dataclasses import dataclass

import keyring
from keyring.backend import KeyringBackend
from keyring.backends.chainer import ChainerBackend
from keyring.errors import KeyringError

from gemchat.client.credentials import Key, usable_key
from gemchat.errors import CredentialsError, UsageError

_SERVICE = "gemchat"
_USER = "api-key"
_NO_KEYRINGS = ("keyring.backends.fail", "keyring.backends.null", "keyrings.alt")
"""Modules whose keyrings keep nothing, or keep it where others can read it."""


@dataclass(frozen=True, slots=True)
class SystemKeyring:
    """A keyring that keeps secrets."""

    backend: KeyringBackend

    @property
    def name(self) -> str:
        """The keyring, with the name it has for itself."""
        return f"the keyring ({self.backend.name})"

    def read(self) -> Key | None:
        """Ask for the key; the keyring may ask its owner first."""
        try:
            kept = self.backend.get_password(_SERVICE, _USER)
        except KeyringError as error:
            raise CredentialsError("The keyring cannot be read; is it locked?") from error
        return usable_key(kept, "the keyring") if kept else None

    def write(self, key: Key) -> None:
        """Put the key into the keyring."""
        try:
            self.backend.set_password(_SERVICE, _USER, key.value)
        except KeyringError as error:
            raise UsageError("The keyring takes no key; is it locked?") from error

    def remove(self) -> bool:
        """Take the key out of the keyring."""
        if self.read() is None:
            return False
        try:
            self.backend.delete_password(_SERVICE, _USER)
        except KeyringError as error:
            raise UsageError("The keyring does not let go of the key.") from error
        return True


def system_keyring() -> SystemKeyring | None:
    """Give the keyring of this system, if it has one that keeps secrets."""
    return secret_keyring(keyring.get_keyring())


def secret_keyring(chosen: KeyringBackend) -> SystemKeyring | None:
    """Give the keyring that the library chose, or the first of several; None if it is none."""
    several = chosen.backends if isinstance(chosen, ChainerBackend) else (chosen,)
    real = (one for one in several if not type(one).__module__.startswith(_NO_KEYRINGS))
    return next(map(SystemKeyring, real), None)
