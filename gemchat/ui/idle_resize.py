"""An application below the scrollback that survives a resize without leaving copies of itself.

When a terminal gets narrower, it breaks the rows it shows, and the prompt takes more of them than
were drawn. prompt_toolkit goes up by the rows it drew, and so redraws below a part of the old
prompt: a dozen sizes on the way to a new one leave as many copies. Here the broken rows are
counted. They are blanked one by one, because tmux saves the screen to its history when it is
erased downward from its first row.
"""

from __future__ import annotations

import math
import os
from collections.abc import Mapping

from prompt_toolkit.application import Application
from prompt_toolkit.data_structures import Point
from prompt_toolkit.layout.screen import Char, Screen


class InlineApplication(Application[str]):
    """An application that blanks all rows it takes before it is drawn in another size."""

    def _on_resize(self) -> None:
        if (drawn := self.renderer.last_rendered_screen) is not None:
            self._blank(drawn)
        self._redraw()

    def _blank(self, drawn: Screen) -> None:
        """Blank what was drawn, as the terminal shows it now, and go to its first cell."""
        renderer, output, size = self.renderer, self.output, self.output.get_size()
        columns = size.columns if reflows(os.environ) else math.inf
        cursor = renderer._cursor_pos
        taken = [_rows_taken(drawn.data_buffer[y], columns) for y in range(drawn.height)]
        output.write_raw("\r")
        output.cursor_up(int(sum(taken[: cursor.y]) + cursor.x // columns))
        rows = min(sum(taken), size.rows)
        for _ in range(rows):
            output.erase_end_of_line()
            output.cursor_down(1)
        output.cursor_up(rows - 1)
        # The state of a renderer that has drawn nothing yet, but need not erase what is there.
        renderer._cursor_pos = Point(0, 0)
        renderer._last_screen = Screen()
        renderer._last_size = size


def reflows(environ: Mapping[str, str]) -> bool:
    """Whether the terminal breaks the rows it shows when it gets narrower, or cuts them off."""
    term = environ.get("TERM", "")
    screen = term.startswith("screen") and "TMUX" not in environ
    return not (screen or term == "linux" or "XTERM_VERSION" in environ)


def _rows_taken(row: Mapping[int, Char], columns: float) -> int:
    width = max((x + cell.width for x, cell in row.items() if cell.char != " "), default=1)
    return max(1, math.ceil(width / columns))
