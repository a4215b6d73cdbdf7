"""The editor as the painter shows it below a reply: what waits, and what is being typed."""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len, chop_cells

from gemchat.commands.entry import Entry
from gemchat.shown import shown, shown_line
from gemchat.ui.markdown import Row
from gemchat.ui.theme import Theme

_MARK = "> "
_NAVIGATING = ": "
_MARGIN = "  "
_QUEUED = "queued: "
_LEAVING = "leaving after this reply"


def editor_rows(
    queue: Sequence[Entry],
    text: str,
    cursor: int,
    width: int,
    theme: Theme,
    *,
    leaving: bool = False,
    navigating: bool = False,
) -> tuple[list[Row], tuple[int, int]]:
    """Draw the editor.

    Args:
        queue: the messages that wait.
        text: what is being typed.
        cursor: how many characters of it stand before the cursor.
        width: cells in a row.
        theme: how it looks.
        leaving: whether the person leaves when nothing waits any more.
        navigating: whether keys are the commands of vi.

    Returns:
        The rows, and the row and column of the cursor in them.
    """
    room = max(1, width - len(_MARK) - 1)
    notes = [_QUEUED + entry.text for entry in queue] + [_LEAVING] * leaving
    rows = [Row(((shown_line(note, max(1, width - 1)), theme.dim),)) for note in notes]
    before = _lines(text[:cursor], room)
    at = (len(rows) + len(before) - 1, len(_MARK) + cell_len(before[-1]))
    first = _NAVIGATING if navigating else _MARK
    for index, line in enumerate(_lines(text, room)):
        mark = (_MARGIN, theme.plain) if index else (first, theme.strong)
        rows.append(Row((mark, (line, theme.plain))))
    return rows, at


def _lines(text: str, room: int) -> list[str]:
    """Break text where it has line breaks and where a row is full."""
    return [part for line in shown(text).split("\n") for part in chop_cells(line, room) or [""]]
