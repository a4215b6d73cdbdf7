"""JSON objects that come without any framing, found as soon as they are whole."""

from __future__ import annotations

import re

# Brackets and commas of an array around the objects need no notice; braces tell it all.
_OUTSIDE = re.compile(rb'["{}]')
_STRING_END = re.compile(rb'(?:[^"\\]|\\.)*"')


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
        if not self._depth and not line.lstrip().startswith((b"{", b"[", b",", b"]")):
            self.foreign = True
            return []
        objects: list[bytes] = []
        start = position = 0
        while mark := _OUTSIDE.search(line, position):
            position = mark.end()
            if mark[0] == b'"':
                end = _STRING_END.match(line, position)
                position = end.end() if end else len(line)
            elif mark[0] == b"{":
                start = start if self._depth else mark.start()
                self._depth += 1
            elif self._depth:
                self._depth -= 1
                if not self._depth:
                    objects.append(b"\n".join([*self._lines, line[start:position]]))
                    self._lines.clear()
        if self._depth:
            self._lines.append(line[start:])
        return objects
