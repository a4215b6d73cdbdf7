"""A canvas that redraws its live part, at a pace that eyes and terminals can follow."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TypeAlias

from gemchat.ui.canvas import Sketch, nothing
from gemchat.ui.markdown import Row
from gemchat.ui.pace import Pace
from gemchat.ui.painter import Painter

_BUSY = 0.05
"""Seconds after which to try again where the terminal does not keep up."""
_TICK = 1.0
"""Seconds after which a frame is painted even if nothing came: some of it tells the time."""

Editor: TypeAlias = Callable[[int], tuple[Sequence[Row], tuple[int, int]]]
"""Gives the rows of the editor for a width, and where in them the cursor stands."""

Later: TypeAlias = Callable[[float, Callable[[], None]], Callable[[], None]]
"""Does something after so many seconds, and gives what calls it off."""


def on_loop(delay: float, action: Callable[[], None]) -> Callable[[], None]:
    """Leave it to the event loop."""
    return asyncio.get_running_loop().call_later(delay, action).cancel


def now_or_never(delay: float, action: Callable[[], None]) -> Callable[[], None]:
    """Do at once what is due, for programs without a loop: the next event brings the next frame."""
    if delay <= 0:
        action()
    return _nothing


def no_editor(_width: int) -> tuple[Sequence[Row], tuple[int, int]]:
    """Draw no editor: nobody reads the keys."""
    return (), (0, 0)


def _nothing() -> None:
    """Do nothing."""


class LiveCanvas:
    """Paints final rows, below them a sketch, and below that the editor.

    Outside of `live` it writes rows at once and no sketch, so that another may write, too.

    Args:
        painter: writes frames.
        pace: says when.
        editor: draws what is being typed.
        later: sets the timers.
        clock: seconds since some fixed moment.
    """

    def __init__(
        self,
        painter: Painter,
        pace: Pace,
        editor: Editor = no_editor,
        *,
        later: Later = on_loop,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._painter = painter
        self._pace = pace
        self._editor = editor
        self._later = later
        self._clock = clock
        self._sketch: Sketch = nothing
        self._call_off = _nothing
        self._is_live = False

    @property
    def width(self) -> int:
        """Cells in a row."""
        return self._painter.width

    def commit(self, rows: Sequence[Row]) -> None:
        """Put rows that will never change below what is there."""
        self._painter.commit(rows)
        if self._is_live:
            self.touch()
        else:
            self._painter.finish()

    def sketch(self, draw: Sketch) -> None:
        """Show what may still change, in place of the last sketch."""
        self._sketch = draw
        self.touch()

    def touch(self) -> None:
        """Paint a frame as soon as one is due: something has changed."""
        self._plan(self._pace.delay(self._clock()))

    @contextmanager
    def live(self) -> Iterator[None]:
        """Own the terminal for a while; whatever happens, leave the cursor on an empty line."""
        self._is_live = True
        self._painter.begin()
        self.touch()
        try:
            yield
        finally:
            self._is_live = False
            self._sketch = nothing
            self._call_off()
            self._painter.end()

    def resized(self) -> None:
        """Wait until the window stops changing, then paint anew."""
        self._pace.resized(self._clock())
        self.touch()

    def pause(self) -> None:
        """Take the live part away, as before another program gets the terminal."""
        self._call_off()
        self._painter.end()

    def resume(self) -> None:
        """Begin to paint again, below whatever stands on the terminal now."""
        self._painter.begin()
        self.touch()

    def _plan(self, delay: float) -> None:
        if not self._is_live:
            return
        self._call_off()
        self._call_off = self._later(delay, self._paint)

    def _paint(self) -> None:
        try:
            rows, cursor = self._editor(self.width)
            self._painter.prompt(rows, cursor)
            self._painter.sketch(self._sketch(max(0, self._painter.height - 1 - len(rows))))
        except BaseException:
            self._is_live = False  # what fails here fails in each frame; final rows still come
            raise
        self._plan(_TICK if self._painter.paint() else _BUSY)
        self._pace.painted(self._clock())
