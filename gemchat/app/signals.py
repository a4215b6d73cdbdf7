"""Being told to end by the system."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

STATUSES = {
    number: 128 + number
    for name in ("SIGTERM", "SIGHUP")
    if (number := getattr(signal, name, None)) is not None
}
"""The signals that end the program, each with its exit status."""


class StoppedError(BaseException):
    """The system told the program to end; no error, so nothing but the top catches it."""

    def __init__(self, status: int) -> None:
        super().__init__("exit")
        self.status = status


@contextmanager
def stopping() -> Iterator[None]:
    """Raise `StoppedError` where the program is when it is told to end."""

    def stop(number: int, _frame: FrameType | None) -> None:
        raise StoppedError(STATUSES[number])

    with _on_ending(stop):
        yield


@contextmanager
def cancelling() -> Iterator[list[int]]:
    """Cancel the current task when the program is told to end; give where its status will be."""
    task, loop = asyncio.current_task(), asyncio.get_running_loop()
    assert task is not None
    statuses: list[int] = []

    def cancel(number: int, _frame: FrameType | None) -> None:
        statuses.append(STATUSES[number])
        loop.call_soon_threadsafe(task.cancel, "exit")

    # loop.add_signal_handler is not there on Windows
    with _on_ending(cancel):
        yield statuses


@contextmanager
def _on_ending(act: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in STATUSES}
    for number, handler in before.items():
        if handler is not signal.SIG_IGN:  # or nohup would be for nothing
            signal.signal(number, act)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def suspending(pause: Callable[[], None], resume: Callable[[], None]) -> Iterator[None]:
    """Tidy up before Ctrl-Z stops the program, and go on when it is continued."""
    if sys.platform == "win32":
        yield
        return

    def suspend(_number: int, _frame: FrameType | None) -> None:
        pause()
        signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        os.kill(os.getpid(), signal.SIGTSTP)
        signal.signal(signal.SIGTSTP, suspend)
        resume()

    before = signal.signal(signal.SIGTSTP, suspend)
    try:
        yield
    finally:
        signal.signal(signal.SIGTSTP, before)
