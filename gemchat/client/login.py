"""The Google Cloud login of this machine, or of a program, looked up when it is first needed."""

from __future__ import annotations

from collections.abc import Mapping
from threading import Lock
from typing import TYPE_CHECKING

from gemchat.errors import UsageError

if TYPE_CHECKING:
    from gemchat.client.google_auth import GoogleTokens


class Login:
    """`AccessTokens` by way of google-auth, which is loaded with the first of them.

    Args:
        credentials: those of google-auth; the application default credentials if None.
    """

    def __init__(self, credentials: object = None) -> None:
        self._credentials = credentials
        self._tokens: GoogleTokens | None = None
        self._lock = Lock()

    @property
    def due(self) -> bool:
        """Whether there is no token yet, or one that soon expires."""
        return self._tokens is None or self._tokens.due

    @property
    def headers(self) -> Mapping[str, str]:
        """What goes with a request."""
        return self._tokens.headers if self._tokens else {}

    def renew(self, refused: Mapping[str, str]) -> None:
        """Get a token, unless another thread just got one.

        Args:
            refused: the headers that the service did not believe; empty if it saw none.

        Raises:
            UsageError: google-auth is not installed.
            CredentialsError: nobody is logged in, or not any more.
            NetworkError: the service that issues tokens cannot be reached.
        """
        with self._lock:
            tokens = self._found()
            if tokens.due or tokens.headers == refused:
                tokens.renew()

    def project(self) -> str:
        """Give the project that the login belongs to, or nothing; may block.

        Raises:
            UsageError: google-auth is not installed.
            CredentialsError: nobody is logged in.
        """
        with self._lock:
            return self._found().project()

    def _found(self) -> GoogleTokens:
        if self._tokens is None:
            self._tokens = _google_tokens(self._credentials)
        return self._tokens


def _google_tokens(credentials: object) -> GoogleTokens:
    try:
        from gemchat.client.google_auth import tokens_of  # noqa: PLC0415 - an extra
    except ModuleNotFoundError as error:
        raise UsageError(
            "A Vertex AI login needs google-auth: pip install 'gemchat[vertex]'"
        ) from error
    return tokens_of(credentials)
