"""The first station of a reply: chunks of any cut become text with LF as its only line break."""

from __future__ import annotations

import re

_BREAKS = re.compile("\r\n?|[\x85\u2028\u2029]")
_SURROGATE = re.compile("[\ud800-\udfff]")


class Intake:
    """Joins what a chunk boundary has torn apart: CR from LF, a surrogate from its other half."""

    def __init__(self) -> None:
        self._after_cr = False
        self._half = ""

    def feed(self, chunk: str) -> str:
        """Return the text of *chunk*, but for a last character that needs its other half."""
        if not chunk:
            return ""
        text = self._half + (chunk.removeprefix("\n") if self._after_cr else chunk)
        self._after_cr = chunk.endswith("\r")
        self._half = text[-1] if "\ud800" <= text[-1:] <= "\udbff" else ""
        return _clean(text.removesuffix(self._half))

    def finish(self) -> str:
        """Return what was held back: half a character is a broken one."""
        half, self._half = self._half, ""
        return _clean(half)


def _clean(text: str) -> str:
    if _SURROGATE.search(text):
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return _BREAKS.sub("\n", text)
