"""JSON objects that come without any framing, found as soon as they are whole."""

from __future__ import annotations

import re

from gemchat.protocol.pages import ENOUGH

# Braces tell it all, strings hide them; brackets and commas of an array need no notice.
_STRING_OR_BRACE = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"?|[{}]')
_BEGINS = (b"{", b"[", b",", b"]")


class BareObjects:
    """Lines in, the outermost JSON objects in them out.

    JSON strings never span lines, so a line begins and ends outside of any.

    Attributes:
        foreign: what there was that begins neither an array nor an object, as far as it may
            tell what came.
    """

    def __init__(self) -> None:
        self.foreign = b""
        self._depth = 0
        self._lines: list[bytes] = []

    def feed(self, line: bytes) -> list[bytes]:
        """Take the next line, without its end; give the objects it completes."""
        if not self._depth and not line.lstrip().startswith(_BEGINS):
            if not line.isspace() and len(self.foreign) < ENOUGH:
                self.foreign += line[:ENOUGH] + b"\n"
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
