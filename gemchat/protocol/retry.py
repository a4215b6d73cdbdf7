"""When to ask again, and how long to wait before.

Only while nothing of the answer has been shown; the caller sees to that. Three kinds: once at
once on a new connection; up to three times after 1, 2, 4 s with full jitter, or after twice as
long where a limit was hit; what the server asks for, if that is at most a minute, twice.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from gemchat.errors import ApiError, BrokenReplyError, EmptyReplyError, GemchatError, NetworkError
from gemchat.protocol.call import HttpCall
from gemchat.types import HttpRetryOptions

LONGEST_WAIT = 60.0
_BACKOFF = (1.0, 2.0, 4.0)
_ASKED = 2


class RetryPolicy:
    """The attempts of one request.

    Args:
        jitter: gives a number from 0 to 1.
    """

    def __init__(self, jitter: Callable[[], float] = random.random) -> None:
        self._jitter = jitter
        self._fresh = 0
        self._backoffs = 0
        self._asked = 0

    def delay(self, error: GemchatError) -> float | None:
        """Seconds to wait before the next attempt, or None if there is to be none."""
        match error:
            case NetworkError(retryable=True, fresh_connection=True):
                return self._once()
            case EmptyReplyError() | BrokenReplyError():
                return self._once()
            case ApiError(retryable=True, code=499):
                return self._once()
            case ApiError(retryable=True, retry_after=float() | int() as seconds):
                return self._as_asked(float(seconds))
            case NetworkError(retryable=True) | ApiError(retryable=True):
                return self._back_off(doubled=isinstance(error, ApiError) and error.code == 429)
            case _:
                return None

    def _once(self) -> float | None:
        self._fresh += 1
        return 0.0 if self._fresh == 1 else None

    def _as_asked(self, seconds: float) -> float | None:
        if self._asked >= _ASKED or seconds > LONGEST_WAIT:
            return None
        self._asked += 1
        return seconds

    def _back_off(self, *, doubled: bool) -> float | None:
        if self._backoffs >= len(_BACKOFF):
            return None
        most = _BACKOFF[self._backoffs]
        self._backoffs += 1
        return 2 * most if doubled else most * self._jitter()


class ChosenRetryPolicy(RetryPolicy):
    """The attempts of a request whose caller said how many, when and after what.

    What is not said is as in the official client, but for which failures are worth it: that is
    still known here, and a wait that the server asks for is kept, if it is not too long.

    Args:
        options: what the caller said.
        jitter: gives a number from 0 to 1.
    """

    def __init__(
        self, options: HttpRetryOptions, jitter: Callable[[], float] = random.random
    ) -> None:
        super().__init__(jitter)
        self._options = options
        self._attempts = 1
        self._pause = _or(options.initial_delay, 1.0)

    def delay(self, error: GemchatError) -> float | None:
        """Seconds to wait before the next attempt, or None if there is to be none."""
        most = _or(self._options.attempts, 5)
        longest = _or(self._options.max_delay, LONGEST_WAIT)
        if self._attempts >= most or not self._worth(error):
            return None
        self._attempts += 1
        if isinstance(error, ApiError) and error.retry_after is not None:
            return error.retry_after if error.retry_after <= longest else None
        pause, self._pause = self._pause, self._pause * _or(self._options.exp_base, 2.0)
        return max(0.0, min(pause, longest) + _or(self._options.jitter, 1.0) * self._jitter())

    def _worth(self, error: GemchatError) -> bool:
        codes = self._options.http_status_codes
        match error:
            case ApiError() if codes:
                return error.code in codes
            case NetworkError() | ApiError():
                return error.retryable
            case _:
                return isinstance(error, EmptyReplyError | BrokenReplyError)


def retry_policy(call: HttpCall, jitter: Callable[[], float] = random.random) -> RetryPolicy:
    """Give the policy for a request."""
    return ChosenRetryPolicy(call.retry, jitter) if call.retry else RetryPolicy(jitter)


def _or(chosen: float | None, usual: float) -> float:
    return usual if chosen is None else chosen
