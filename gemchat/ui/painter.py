"""The only writer to the terminal while a turn runs.

Rows that are final are written once and belong to the terminal. Below them lies the live part:
the tail of the reply and the prompt, never taller than the screen, each row exactly one line
there. A frame goes up to the first row that differs and writes from there; rows are cleared one
by one, because clearing the rest of the screen makes some terminals copy it into their history.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.cells import chop_cells
from rich.color import ColorSystem

from gemchat.ui.markdown import Row, ansi
from gemchat.ui.markdown.wrapping import divided

_MOST_PROMPT_ROWS = 5
_ERASE_LINE = "\x1b[K"
_BEGIN_FRAME, _END_FRAME = "\x1b[?2026h", "\x1b[?2026l"
_HIDE_CURSOR, _SHOW_CURSOR = "\x1b[?25l", "\x1b[?25h"
_PASTE_MARKED, _PASTE_BARE = "\x1b[?2004h", "\x1b[?2004l"
_CLIP, _WRAP = "\x1b[?7l", "\x1b[?7h"
_USUAL = f"\x1b[0m{_WRAP}{_SHOW_CURSOR}{_END_FRAME}"
"""Undoes whatever a frame that was cut in the middle has left behind."""


class Painter:
    """A canvas with a live part; nothing is written but by `paint` and `finish`.

    Args:
        write: takes text for the terminal.
        size: gives its columns and rows; it is asked before every frame.
        colors: how colours are written; None for none.
        links: whether addresses become hyperlinks.
        synchronized: whether frames are marked, so that the terminal shows each of them at once.
        pastes: whether a paste is to be told from typing: somebody reads the keys.
        reflows: whether the terminal wraps its rows anew when it gets narrower.
        ready: whether the terminal takes text right now; if it does not, a frame is left out.
    """

    def __init__(
        self,
        write: Callable[[str], object],
        size: Callable[[], tuple[int, int]],
        *,
        colors: ColorSystem | None = None,
        links: bool = True,
        synchronized: bool = True,
        pastes: bool = True,
        reflows: bool = True,
        ready: Callable[[], bool] = lambda: True,
    ) -> None:
        self._write = write
        self._size = size
        self._colors = colors
        self._links = links
        self._synchronized = synchronized
        self._pastes = pastes
        self._reflows = reflows
        self._ready = ready
        self._queue: list[Row] = []
        self._tail: list[Row] = []
        self._prompt: list[Row] = []
        self._wanted_cursor = (0, 0)
        self._shown: list[Row] = []
        self._cursor = (0, 0)
        self._painted_size = size()

    @property
    def width(self) -> int:
        """Cells in a row."""
        return self._size()[0]

    @property
    def height(self) -> int:
        """Rows on the screen."""
        return self._size()[1]

    def commit(self, rows: Sequence[Row]) -> None:
        """Put rows that will never change below what is final."""
        self._queue += rows

    def sketch(self, rows: Sequence[Row]) -> None:
        """Show rows that may still change, in place of the last sketch."""
        self._tail = list(rows)

    def prompt(self, rows: Sequence[Row], cursor: tuple[int, int] = (0, 0)) -> None:
        """Show rows below the sketch, with the cursor in a row of them and a column."""
        self._prompt = list(rows)
        self._wanted_cursor = cursor

    def paint(self) -> bool:
        """Write what has changed; False if the terminal does not keep up, to try again later."""
        if not self._ready():
            return False
        self._settle_size()
        live, cursor = self._live()
        self._frame(live, cursor)
        return True

    def finish(self) -> None:
        """Write what is final, clear the live part, and leave the cursor on an empty line."""
        self._tail, self._prompt, self._wanted_cursor = [], [], (0, 0)
        self._settle_size()
        self._frame([], (0, 0))

    def begin(self) -> None:
        """Begin a live part."""
        self.forget()
        if self._pastes:
            self._write(_PASTE_MARKED)

    def end(self) -> None:
        """End it, whatever state it is in, and leave the terminal as it was."""
        self.finish()
        self._write(_USUAL + (_PASTE_BARE if self._pastes else ""))

    def forget(self) -> None:
        """Begin anew below whatever another program has written: the cursor is on a new line."""
        self._shown, self._cursor = [], (0, 0)

    # What is live.

    def _live(self) -> tuple[list[Row], tuple[int, int]]:
        """Return the live rows that fit on the screen, and where in them the cursor stands."""
        columns, lines = self._painted_size
        most = max(1, lines - 1)
        row, column = self._wanted_cursor
        count = min(_MOST_PROMPT_ROWS, most, len(self._prompt))
        first = min(max(0, row - count + 1), len(self._prompt) - count)
        prompt = self._prompt[first : first + count]
        tail = [part for each in self._tail for part in _folded(each, columns)]
        tail = tail[max(0, len(tail) - (most - count)) :]
        if not prompt:
            last = tail[-1].width if tail else 0
            return tail, (max(0, len(tail) - 1), min(last, columns - 1))
        return [*tail, *prompt], (len(tail) + row - first, min(column, columns - 1))

    # One frame.

    def _frame(self, live: list[Row], cursor: tuple[int, int]) -> None:
        queue, self._queue = self._queue, []
        if not queue and live == self._shown and cursor == self._cursor:
            return
        pen = _Pen(self._cursor[0])
        self._draw(pen, [*queue, *live], final=len(queue))
        if live:
            pen.go(len(queue) + cursor[0], cursor[1])
        self._shown, self._cursor = live, cursor
        self._write(pen.frame(synchronized=self._synchronized))

    def _draw(self, pen: _Pen, new: list[Row], *, final: int) -> None:
        """Write *new* rows over the shown ones, the first *final* of them for good."""
        old = self._shown
        same = self._unchanged(new, final)
        if len(new) < len(old) or not all(map(self._takes_one_line, new[:final])):
            pen.erase(range(same, len(old)))
            old = old[:same]
        pen.go(min(same, max(0, len(self._shown) - 1)))
        for line, row in enumerate(new[same:], same):
            if line > same or line >= max(1, len(self._shown)):
                pen.next_line()
            before = old[line] if line < len(old) else None
            pen.write(self._over(row, before, clip=line >= final))
        if len(new) == final and (len(new) > same or len(new) == len(self._shown) > 0):
            pen.next_line()

    def _unchanged(self, new: list[Row], final: int) -> int:
        """Return how many rows on the screen can stay; a clipped one cannot become final."""
        for line, (before, row) in enumerate(zip(self._shown, new, strict=False)):
            if before != row or (line < final and not self._takes_one_line(row)):
                return line
        return min(len(self._shown), len(new))

    def _over(self, row: Row, before: Row | None, *, clip: bool) -> str:
        """Return what puts *row* in the place of *before*."""
        text = ansi(row, self._colors, links=self._links)
        if not self._takes_one_line(row):
            text = f"{_CLIP}{text}{_WRAP}" if clip else text
            return text if before is None else _ERASE_LINE + text
        # a full row needs no clearing, and clearing after it would take its last cell
        clears = before is not None and row.width < self._painted_size[0]
        return text + _ERASE_LINE if clears else text

    def _takes_one_line(self, row: Row) -> bool:
        return row.certain and not row.picture and row.width <= self._painted_size[0]

    def _settle_size(self) -> None:
        """If the window has changed, clear the live part as it was wrapped, and forget it."""
        size, old_size = self._size(), self._painted_size
        if size == old_size:
            return
        self._painted_size = size
        if not self._shown:
            return
        # counted too low, a row stays behind; counted too high, a final row would be cleared
        heights = [self._wrapped_height(min(row.width, old_size[0])) for row in self._shown]
        row, column = self._cursor
        above = sum(heights[:row]) + self._wrapped_height(column) - 1
        below = sum(heights) - above - 1 if size[1] >= old_size[1] else 0
        pen = _Pen(min(above, size[1] - 1))
        pen.erase(range(pen.line + 1 + max(0, below)))
        pen.go(0)
        self._write(pen.frame(synchronized=self._synchronized))
        self.forget()

    def _wrapped_height(self, width: int) -> int:
        """Return how many lines so many cells take now."""
        return max(1, -(-width // self._painted_size[0])) if self._reflows else 1


class _Pen:
    """Collects what a frame writes, and knows on which line of the live part it is."""

    def __init__(self, line: int) -> None:
        self.line = line
        self._text: list[str] = []
        self._appends = True

    def write(self, text: str) -> None:
        self._text.append(text)

    def next_line(self) -> None:
        self.write("\r\n")
        self.line += 1

    def go(self, line: int, column: int = 0) -> None:
        """Go to a line that is on the screen."""
        if line < self.line:
            self.write(f"\x1b[{self.line - line}A")
            self._appends = False
        elif line > self.line:
            self.write(f"\x1b[{line - self.line}B")
        self.write("\r" + _right(column))
        self.line = line

    def erase(self, lines: range) -> None:
        for line in lines:
            self.go(line)
            self.write(_ERASE_LINE)
            self._appends = False

    def frame(self, *, synchronized: bool) -> str:
        """Return the text, marked as one frame if it goes back over what is shown."""
        text = "".join(self._text)
        if self._appends:
            return text
        text = _HIDE_CURSOR + text + _SHOW_CURSOR
        return _BEGIN_FRAME + text + _END_FRAME if synchronized else text


def _right(columns: int) -> str:
    return f"\x1b[{columns}C" if columns else ""


def _folded(row: Row, width: int) -> list[Row]:
    """Return a long row as the terminal would wrap it."""
    if not row.folds:
        return [row]
    offsets: list[int] = []
    for part in chop_cells(row.text, width)[:-1]:
        offsets.append(len(part) + (offsets[-1] if offsets else 0))
    return [Row(tuple(runs)) for runs in divided(row.runs, offsets)]
