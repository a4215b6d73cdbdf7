"""A screen that changes its size as terminals do."""

from __future__ import annotations

import pyte


class ResizableScreen(pyte.Screen):
    """A screen that loses nothing when it shrinks, as long as `index` keeps what scrolls off."""

    def resize(self, lines: int | None = None, columns: int | None = None) -> None:
        """Take rows from below the cursor first, then from the top.

        pyte alone always drops the top rows, and loses them.
        """
        lines = lines or self.lines
        self.set_margins()
        for _ in range(self.cursor.y + 1 - lines):
            self.cursor.y, y = self.lines - 1, self.cursor.y
            self.index()
            self.cursor.y = y - 1
        for y in range(lines, self.lines):
            self.buffer.pop(y, None)
        self.lines = min(lines, self.lines)
        super().resize(lines, columns)
        self.ensure_hbounds()
