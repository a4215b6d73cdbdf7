"""An application in the terminal's own scrollback, which leaves no copies of itself there.

When a terminal gets narrower, it breaks the rows it shows, and the prompt takes more of them than
were drawn. prompt_toolkit goes up by the rows it drew, and so redraws below a part of the old
prompt: a dozen sizes on the way to a new one leave as many copies. Here the broken rows count.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Mapping
from typing import Any, Final, TypeVar

from prompt_toolkit.application import Application
from prompt_toolkit.layout.screen import Char, Screen
from prompt_toolkit.output import ColorDepth, Output, create_output
from prompt_toolkit.output.vt100 import Vt100_Output
from prompt_toolkit.renderer import CPR_Support

from gemchat.ui.reflow import reflows

T = TypeVar("T")

ESCAPE_SECONDS: Final = 0.05
"""How long the bytes of a key that begins with an escape may be in coming."""


class InlineApplication(Application[T]):
    """An application that erases all rows it takes before it is drawn in another size.

    Args:
        environment: the variables of the process; they tell what the terminal does to its rows.
        options: of prompt_toolkit's application.
    """

    def __init__(self, environment: Mapping[str, str], **options: Any) -> None:
        super().__init__(**options)
        self.ttimeoutlen = ESCAPE_SECONDS
        # Knowing the rows below the cursor would only make prompt_toolkit reserve them.
        self.renderer.cpr_support = CPR_Support.NOT_SUPPORTED
        self._reflows = reflows(environment)

    def _on_resize(self) -> None:
        if (drawn := self.renderer.last_rendered_screen) is not None:
            self._erase(drawn)
        self._redraw()

    def _erase(self, drawn: Screen) -> None:
        """Erase what was drawn, as the terminal shows it now, and begin at its first cell.

        Rather one row too few than one too many: those above are the conversation.
        """
        renderer, output = self.renderer, self.output
        cursor, columns = renderer._cursor_pos, output.get_size().columns
        rows = cursor.y
        if self._reflows:
            rows = sum(rows_taken(drawn.data_buffer[y], columns) for y in range(cursor.y))
            # Behind the last column the cursor still belongs to the row that ends there.
            rows += max(0, cursor.x - 1) // columns
        output.write_raw("\r")
        output.cursor_up(rows)
        output.erase_down()
        renderer.reset(leave_alternate_screen=False)


class InlineOutput(Vt100_Output):
    """A terminal that is erased from the second cell on.

    tmux saves to its history what is erased downward from the first cell of the screen: a prompt
    there would come back as a copy.
    """

    def erase_down(self) -> None:
        """Erase from the cursor to the end of the screen."""
        self.erase_end_of_line()
        self.cursor_forward(1)
        super().erase_down()
        self.cursor_backward(1)


def terminal_output(environment: Mapping[str, str]) -> Output:
    """Give the terminal that this program writes to; the environment says which it is."""
    if sys.platform == "win32" or not sys.stdout.isatty():
        return create_output()
    return InlineOutput.from_pty(
        sys.stdout, environment.get("TERM"), default_color_depth=ColorDepth.from_env()
    )


def rows_taken(row: Mapping[int, Char], columns: int) -> int:
    """Count the rows that a row as drawn takes on a terminal that is *columns* wide now."""
    width = max((x + cell.width for x, cell in row.items() if cell.char != " "), default=1)
    return max(1, math.ceil(width / columns))
