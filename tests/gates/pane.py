"""A reply as it streams onto a terminal, with everything in between but the network."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from pathlib import Path

from rich.color import ColorSystem
from rich.style import Style

from gemchat.chat.events import PartGrew, PartStarted
from gemchat.types import Part
from gemchat.ui.live import LiveCanvas
from gemchat.ui.markdown import Row
from gemchat.ui.media import MediaShelf
from gemchat.ui.pace import Pace
from gemchat.ui.painter import Painter
from gemchat.ui.theme import Theme
from gemchat.ui.turn_view import TurnView

CHUNK = 20
SECONDS = 0.02
"""A fast model: twenty characters every twenty milliseconds."""
TYPED = "> typed ahead"


class Clock:
    """Time that passes when it is told to, and the timers set for it."""

    def __init__(self) -> None:
        self.now = 0.0
        self._timers: dict[int, tuple[float, Callable[[], None]]] = {}
        self._count = 0

    def time(self) -> float:
        return self.now

    def later(self, delay: float, action: Callable[[], None]) -> Callable[[], None]:
        self._count += 1
        serial = self._count
        self._timers[serial] = (self.now + delay, action)

        def call_off() -> None:
            self._timers.pop(serial, None)

        return call_off

    def wait(self, seconds: float) -> None:
        """Let time pass; what is due is done in its order."""
        end = self.now + seconds
        while due := [(at, serial) for serial, (at, _) in self._timers.items() if at <= end]:
            at, serial = min(due)
            self.now = max(self.now, at)
            self._timers.pop(serial)[1]()
        self.now = end


class Pane:
    """Draws one reply the way the program does.

    Args:
        write: takes what goes to the terminal.
        size: gives its columns and rows.
        typed: what stands in the editor meanwhile.
    """

    def __init__(
        self,
        write: Callable[[str], object],
        size: Callable[[], tuple[int, int]],
        *,
        typed: str = TYPED,
    ) -> None:
        self.clock = Clock()
        painter = Painter(write, size, colors=ColorSystem.TRUECOLOR, reflows=False)
        later, now = self.clock.later, self.clock.time
        self.canvas = LiveCanvas(painter, Pace(), _editor(typed), later=later, clock=now)
        self.view = TurnView(self.canvas, Theme(), MediaShelf(Path()), clock=now)

    def live(self) -> AbstractContextManager[None]:
        return self.canvas.live()

    def begin(self) -> None:
        self.view.feed(PartStarted(0, Part(text="")))

    def feed(self, text: str) -> None:
        self.view.feed(PartGrew(0, text))

    def draw(self, chunks: Iterable[str], seconds: float = SECONDS) -> None:
        """Draw a whole reply."""
        with self.live():
            self.begin()
            for chunk in chunks:
                self.feed(chunk)
                self.clock.wait(seconds)
            self.view.finish()


def pieces(text: str, size: int = CHUNK) -> list[str]:
    return [text[at : at + size] for at in range(0, len(text), size)]


def _editor(typed: str) -> Callable[[int], tuple[list[Row], tuple[int, int]]]:
    def draw(width: int) -> tuple[list[Row], tuple[int, int]]:
        row = Row(((typed[: width - 1], Style()),)) if typed else None
        return ([row], (0, row.width)) if row else ([], (0, 0))

    return draw
