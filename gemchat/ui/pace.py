"""When to paint: at once after a pause, then at most twenty times a second."""

from __future__ import annotations

_INTERVAL = 1 / 20
_RESIZE_PAUSE = 0.08


class Pace:
    """Decides when the next frame is due; it neither waits nor asks the time.

    Whoever drives it paints when :meth:`delay` is zero, else sets a timer for so long: the last
    state is painted too, when nothing more comes.
    """

    def __init__(self, interval: float = _INTERVAL) -> None:
        self._interval = interval
        self._next = float("-inf")

    def delay(self, now: float) -> float:
        """Return how many seconds there are until a frame may be painted."""
        return max(0.0, self._next - now)

    def painted(self, now: float) -> None:
        """Note that a frame was painted."""
        self._next = now + self._interval

    def resized(self, now: float) -> None:
        """Wait until the window stops changing: each frame in between would leave traces."""
        self._next = now + _RESIZE_PAUSE
