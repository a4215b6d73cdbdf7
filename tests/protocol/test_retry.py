from __future__ import annotations

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
from gemchat.protocol.retry import RetryPolicy

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
