"""Everything gemchat raises on purpose.

    GemchatError                1  a bug of ours
    ├── UsageError              2  wrong use
    │   ├── SettingsError       2  a bad value, with the file and line that hold it
    │   └── HistoryFileError    2  a file that cannot be loaded, with the line that stops it
    ├── CredentialsError        3  no key, or none we may use
    ├── SessionError            8  a session cannot be opened or written
    ├── ApiError                   the API said no: code, status, reason, details
    │   ├── ClientError            trouble on this side of it
    │   │   ├── RefusedError    2  the request is wrong
    │   │   ├── AccessError     3  key, permission or billing
    │   │   └── QuotaError      4  a limit is used up
    │   └── ServerError         5  trouble at the server
    ├── NetworkError            5  no connection, or a broken one
    ├── EmptyReplyError         5  an answer with nothing in it
    ├── BrokenReplyError        5  an answer that cannot be read
    └── IncompleteReplyError    7  the answer broke off; what came is kept

Each carries a message (what happened), a hint (what to do) and the exit status of the
command line. They are shown in one place of the terminal interface and one of the
command line; nobody else prints them.

``APIError``, ``ClientError`` and ``ServerError`` are also the names under which programs for the
official client catch what the API says; what time may cure (408, 409, 499) is a ServerError here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar


class GemchatError(Exception):
    """An error with words for the person who meets it.

    Args:
        message: what happened, one sentence.
        hint: what to do about it, one sentence, or empty.
    """

    exit_status: ClassVar[int] = 1

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(GemchatError):
    """The program or the library was used in a way it cannot serve."""

    exit_status = 2


class SettingsError(UsageError):
    """A setting has a value it cannot take."""


class HistoryFileError(UsageError):
    """A history file cannot be read or written."""


class CredentialsError(GemchatError):
    """There is no key, or it is not one that may be used."""

    exit_status = 3


class SessionError(GemchatError):
    """A session cannot be opened, or what was asked to be saved was not."""

    exit_status = 8


class NetworkError(GemchatError):
    """The service could not be reached, or the connection broke.

    Args:
        retryable: whether the same request may succeed if sent again.
        fresh_connection: the connection itself was at fault, one attempt on a new one is due.
    """

    exit_status = 5

    def __init__(
        self,
        message: str,
        *,
        hint: str = "",
        retryable: bool = True,
        fresh_connection: bool = False,
    ) -> None:
        super().__init__(message, hint=hint)
        self.retryable = retryable
        self.fresh_connection = fresh_connection


class EmptyReplyError(GemchatError):
    """The service answered, but with nothing in it."""

    exit_status = 5


class BrokenReplyError(GemchatError):
    """The service answered with something that is no Gemini response."""

    exit_status = 5


class IncompleteReplyError(GemchatError):
    """A reply broke off after some of it was delivered; what came is kept in the history."""

    exit_status = 7


class ApiError(GemchatError):
    """The API answered with an error.

    Args:
        message: the service's own sentence, or ours where it gave none.
        code: the HTTP status, or the code of an error inside a stream.
        status: the canonical name, such as ``RESOURCE_EXHAUSTED``.
        reason: the ``ErrorInfo`` reason, such as ``API_KEY_INVALID``.
        retry_after: seconds the server asks to wait before another attempt.
        retryable: whether the same request may succeed if sent again.
        details: the error's ``details`` as received.
    """

    def __init__(
        self,
        message: str,
        *,
        hint: str = "",
        code: int = 0,
        status: str = "",
        reason: str = "",
        retry_after: float | None = None,
        retryable: bool = False,
        details: Sequence[Mapping[str, Any]] = (),
    ) -> None:
        super().__init__(message, hint=hint)
        self.code = code
        self.status = status
        self.reason = reason
        self.retry_after = retry_after
        self.retryable = retryable
        self.details = details


APIError = ApiError
"""The same, as the official client calls it."""


class ClientError(ApiError):
    """The request stands in the way, or who sent it."""


class RefusedError(ClientError):
    """The request is one the API does not take."""

    exit_status = 2


class AccessError(ClientError):
    """The key, its permissions or the billing behind it stand in the way."""

    exit_status = 3


class QuotaError(ClientError):
    """A rate limit or a quota is used up."""

    exit_status = 4


class ServerError(ApiError):
    """The service is overloaded or failed."""

    exit_status = 5
