from __future__ import annotations

from typing import Any

import pytest

from gemchat.errors import (
    ApiError,
    BrokenReplyError,
    EmptyReplyError,
    GemchatError,
    IncompleteReplyError,
    NetworkError,
    QuotaError,
    RefusedError,
    ServerError,
    UsageError,
)
from gemchat.protocol.call import HttpCall
from gemchat.protocol.retry import RetryPolicy, retry_policy
from gemchat.types import HttpRetryOptions

LOST = NetworkError("lost")
BUSY = ServerError("busy", code=503, retryable=True)
LIMITED = QuotaError("limited", code=429, retryable=True)


def asked(seconds: float) -> ApiError:
    return QuotaError("limited", code=429, retryable=True, retry_after=seconds)


def delays(*errors: GemchatError, jitter: float = 0.5) -> list[float | None]:
    policy = RetryPolicy(lambda: jitter)
    return [policy.delay(error) for error in errors]


@pytest.mark.parametrize(
    ("errors", "waits"),
    [
        ([BUSY] * 4, [0.5, 1, 2, None]),
        ([LOST] * 4, [0.5, 1, 2, None]),
        ([LOST, BUSY, LOST, BUSY], [0.5, 1, 2, None]),
        ([LIMITED] * 4, [2, 4, 8, None]),
        ([asked(1.5)] * 3, [1.5, 1.5, None]),
        ([asked(60), asked(60.1)], [60, None]),
        ([asked(0)], [0]),
        ([NetworkError("hung up", fresh_connection=True)] * 2, [0, None]),
        ([EmptyReplyError("nothing")] * 2, [0, None]),
        ([BrokenReplyError("page"), EmptyReplyError("nothing")], [0, None]),
        ([ServerError("cancelled", code=499, retryable=True)] * 2, [0, None]),
        ([EmptyReplyError("nothing"), BUSY, asked(3)], [0, 0.5, 3]),
        ([NetworkError("certificate", retryable=False)], [None]),
        ([QuotaError("daily", code=429, retry_after=1.0)], [None]),
        ([RefusedError("no", code=400)], [None]),
        ([IncompleteReplyError("too large")], [None]),
        ([UsageError("no")], [None]),
    ],
)
def test_pauses(errors: list[GemchatError], waits: list[float | None]) -> None:
    assert delays(*errors) == waits


@pytest.mark.parametrize("jitter", [0.0, 1.0])
def test_jitter_is_full(jitter: float) -> None:
    assert delays(BUSY, BUSY, BUSY, jitter=jitter) == [1 * jitter, 2 * jitter, 4 * jitter]


def test_chance_comes_from_the_system_if_nobody_gives_it() -> None:
    delay = RetryPolicy().delay(BUSY)
    assert delay is not None
    assert 0 <= delay <= 1


def chosen(*errors: GemchatError, **options: Any) -> list[float | None]:
    call = HttpCall("POST", "u", {}, retry=HttpRetryOptions(**options))
    policy = retry_policy(call, lambda: 0.5)
    return [policy.delay(error) for error in errors]


@pytest.mark.parametrize(
    ("options", "errors", "waits"),
    [
        ({}, [BUSY] * 5, [1.5, 2.5, 4.5, 8.5, None]),
        ({"attempts": 0}, [BUSY], [None]),
        ({"attempts": 1}, [LOST], [None]),
        ({"attempts": 3}, [LOST, BUSY, LOST], [1.5, 2.5, None]),
        ({"initial_delay": 0, "jitter": 0}, [BUSY] * 2, [0, 0]),
        ({"initial_delay": 3, "exp_base": 10, "max_delay": 20, "jitter": 0}, [BUSY] * 2, [3, 20]),
        ({"exp_base": 1e300, "attempts": 9, "jitter": 0}, [BUSY] * 4, [1, 60, 60, 60]),
        ({"initial_delay": -9}, [BUSY], [0]),
        ({"http_status_codes": [400]}, [RefusedError("no", code=400), BUSY], [1.5, None]),
        ({"http_status_codes": []}, [RefusedError("no", code=400)], [None]),
        ({"http_status_codes": [503]}, [LIMITED], [None]),
        ({"http_status_codes": [503]}, [LOST, EmptyReplyError("nothing")], [1.5, 2.5]),
        ({}, [asked(30), asked(61)], [30, None]),
        ({"max_delay": 5}, [asked(30)], [None]),
        ({}, [UsageError("no")], [None]),
    ],
)
def test_a_caller_may_choose(
    options: dict[str, Any], errors: list[GemchatError], waits: list[float | None]
) -> None:
    assert chosen(*errors, **options) == waits
