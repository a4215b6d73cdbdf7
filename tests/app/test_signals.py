from __future__ import annotations

import asyncio
import signal

import pytest

from gemchat.app.signals import STATUSES, StoppedError, cancelling, stopping


@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)])
def test_being_told_to_end(number: signal.Signals, status: int) -> None:
    before = signal.getsignal(number)
    with pytest.raises(StoppedError) as stopped, stopping():
        signal.raise_signal(number)
    assert stopped.value.status == STATUSES[number] == status
    assert signal.getsignal(number) is before


def test_what_is_to_be_ignored_stays_ignored() -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with stopping():
            signal.raise_signal(signal.SIGHUP)
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


def test_it_is_no_error_that_anybody_catches() -> None:
    assert not issubclass(StoppedError, Exception)


def test_left_in_peace() -> None:
    before = {number: signal.getsignal(number) for number in STATUSES}
    with stopping():
        assert all(signal.getsignal(number) is not handler for number, handler in before.items())
    assert {number: signal.getsignal(number) for number in STATUSES} == before


def test_a_loop_is_told_by_a_cancelled_task() -> None:
    before = signal.getsignal(signal.SIGTERM)

    async def wait() -> list[int]:
        with cancelling() as statuses:
            try:
                asyncio.get_running_loop().call_soon(signal.raise_signal, signal.SIGTERM)
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                return statuses
        raise AssertionError("it went on")

    assert asyncio.run(wait()) == [143]
    assert signal.getsignal(signal.SIGTERM) is before
