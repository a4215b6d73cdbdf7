"""Being told to end by the system."""

from __future__ import annotations

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

    before = {number: signal.signal(number, stop) for number in STATUSES}
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
