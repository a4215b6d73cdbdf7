"""Text from outside, made safe for a terminal.

Replies, titles, file names, errors of a server: whatever somebody else wrote goes through
:func:`shown` before it is displayed. Nothing is parsed and no sequence is recognised; single
characters are mapped, so that a sequence cut in two needs no memory and can never get through.
"""

from __future__ import annotations

import re

_REPLACEMENT = "\ufffd"
_LINE_BREAKS = (0x0D, 0x85, 0x2028, 0x2029)
_BIDI = (*range(0x202A, 0x202F), *range(0x2066, 0x2070), *range(0xFFF9, 0xFFFC))
_ZERO_WIDTH = (0x00AD, 0x180E, 0x200B, *range(0x2060, 0x2066), 0xFEFF)
_TAGS = range(0xE0000, 0xE0080)
_SURROGATES = range(0xD800, 0xE000)
_NONCHARACTERS = (
    *range(0xFDD0, 0xFDF0),
    *(plane << 16 | low for plane in range(17) for low in (0xFFFE, 0xFFFF)),
)


def _table(code: bool) -> dict[int, str]:
    table = {c: chr(0x2400 + c) for c in range(0x20) if chr(c) not in "\n\t"}
    table[0x7F] = "\u2421"
    table |= {c: f"\\x{c:02x}" if code else _REPLACEMENT for c in range(0x80, 0xA0)}
    table |= {c: f"⟨U+{c:04X}⟩" if code else "" for c in (*_BIDI, *_ZERO_WIDTH)}
    table |= dict.fromkeys(_TAGS, "")
    table |= dict.fromkeys((*_SURROGATES, *_NONCHARACTERS), _REPLACEMENT)
    table |= dict.fromkeys(_LINE_BREAKS, "\n")
    return table


_PROSE = _table(code=False)
_CODE = _table(code=True)
_UNSAFE = re.compile(f"[{re.escape(''.join(map(chr, _PROSE)))}]")

_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u0610-\u061a\u064b-\u065f\u0e31\u0e34-\u0e3a"
    "\u0e47-\u0e4e\u0f71-\u0f84\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a\ufe20-\ufe2f"
)
_VARIATIONS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
_PILED_UP = re.compile(f"([{_MARKS}]{{8}})[{_MARKS}]+|([{_VARIATIONS}])[{_VARIATIONS}]+")


def shown(text: str, code: bool = False) -> str:
    """Return *text* without anything a terminal obeys or a reader cannot see.

    Control characters become visible symbols, line breaks of any kind LF, tabs spaces; marks
    piled on one letter are cut at eight. What changes or hides text (bidirectional overrides,
    zero-width characters) is removed, but stays visible as its number where *code* is shown.
    Safe text comes back unchanged, so applying it twice does no harm.
    """
    if _UNSAFE.search(text):
        text = text.replace("\r\n", "\n").translate(_CODE if code else _PROSE)
    if not text.isascii():
        text = _PILED_UP.sub(r"\1\2", text)
    return text.expandtabs(4)


def shown_line(text: str, width: int | None = None) -> str:
    """Return *text* safe and on one line, cut with an ellipsis after *width* characters."""
    line = shown(text.replace("\t", " ")).replace("\n", " ")
    if width is not None and len(line) > width:
        return line[: max(0, width - 1)] + "…"
    return line


def shown_beginning(text: str, lines: int = 10, length: int = 1000) -> str:
    """Return *text* safe, and no more of it than anybody reads; an ellipsis stands for the rest."""
    safe = shown(text)
    beginning = "\n".join(safe.split("\n")[:lines])[:length]
    return safe if beginning == safe else f"{beginning.rstrip()}…"
