"""JSON objects that come without any framing, found as soon as they are whole."""

from __future__ import annotations

import re

# Braces tell it all, strings hide them; brackets and commas of an array need no notice.
_STRING_OR_BRACE = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"?|[{}]')
_BEGINS = (b"{", b"[", b",", b"]")


class BareObjects:
    """Lines in, the outermost JSON objects in them out.

    JSON strings never span lines, so a line begins and ends outside of any.

    Attributes:
        foreign: whether there was something that begins neither an array nor an object.
    """

    def __init__(self) -> None:
        self.foreign = False
        self._depth = 0
        self._lines: list[bytes] = []

    def feed(self, line: bytes) -> list[bytes]:
        """Take the next line, without its end; give the objects it completes."""
        if not self._depth and not line.lstrip().startswith(_BEGINS):
            self.foreign = self.foreign or not line.isspace()
            return []
        objects: list[bytes] = []
        start = 0
        for mark in _STRING_OR_BRACE.finditer(line):
            match line[mark.start() : mark.start() + 1]:
                case b"{":
                    start = start if self._depth else mark.start()
                    self._depth += 1
                case b"}" if self._depth:
                    self._depth -= 1
                    if not self._depth:
                        objects.append(b"\n".join([*self._lines, line[start : mark.end()]]))
                        self._lines.clear()
        if self._depth:
            self._lines.append(line[start:])
        return objects
