"""Which inline constructs are still open: where a long paragraph may be cut, and how to show one.

Only what matters for that is read here; the real reading is done by ``inline`` when the text is
final.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from gemchat.ui.markdown.inline import FORMULA
from gemchat.ui.markdown.wrapping import IDEOGRAPHS

KEPT_BACK = 120
"""A cut leaves at least so many characters, among them what may turn out to be a construct."""

_SPECIAL = re.compile(r"[\\`*_~\[<$]")
_WHOLE = re.compile(
    r"\\.|(`+)(?!`).*?(?<!`)\1(?!`)|\[[^\[\]]*\]\([^()\s]*\)|<[^<>\s]+>"
    rf"|{FORMULA.pattern}",
    re.DOTALL,
)
_RUN = re.compile(r"\*+|_+|~+")
_BEGUN = re.compile(r"`+|\[[^\[\]]*(?:\]\([^()\s]*)?\Z")
_BEGUN_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()\s]*\Z")
_LOOSE_END = re.compile(r"[`*_~\[!\\<&]+\Z")
_GAP = re.compile(rf"(?<=[^ \n\\])[ \n](?=[^ \n])|(?<=[{IDEOGRAPHS}])(?=[{IDEOGRAPHS}])")


@dataclass(frozen=True, slots=True)
class Cut:
    """Where a paragraph is cut; *glue* is what stands between the two pieces."""

    at: int
    glue: Literal[" ", ""]


def cut_point(text: str, *, force: bool = False) -> Cut | None:
    """Return the last place to cut *text* at which nothing is open; any place with *force*."""
    stretches, _ = _scan(text)
    end = len(text) - KEPT_BACK
    last_line = text.rfind("\n") + 1
    if text.startswith("|", last_line) and not force:  # it may be the header of a table
        end = min(end, last_line - 1)
    for start, stop in reversed(stretches):
        if cut := _last_gap(text, start, min(stop, end)):
            return cut
    if force:
        return _last_gap(text, 0, end) or Cut(end, "")
    return None


def closed_for_show(text: str) -> str:
    """Return *text* as it will probably read: its open constructs closed, loose marks hidden."""
    text = _BEGUN_LINK.sub(r"\1", _LOOSE_END.sub("", text))
    _, closers = _scan(text)
    return text + "".join(reversed(closers))


def _last_gap(text: str, start: int, stop: int) -> Cut | None:
    for gap in reversed(list(_GAP.finditer(text, start, max(start, stop + 1)))):
        if 0 < gap.start() < stop:
            return Cut(gap.start(), " " if gap.group() else "")
    return None


def _scan(text: str) -> tuple[list[tuple[int, int]], list[str]]:
    """Return the stretches of *text* in which nothing is open, and what would close its end."""
    stretches: list[tuple[int, int]] = []
    closers: list[str] = []
    at = start = 0
    while special := _SPECIAL.search(text, at):
        at = special.start()
        if not closers:
            stretches.append((start, at))
        construct = _WHOLE.match(text, at) or _RUN.match(text, at)
        if construct and construct[0][0] in "*_~":
            _flank(text, construct, closers)
        elif not construct and (begun := _BEGUN.match(text, at)):
            return stretches, closers + [begun[0]] * (begun[0][0] == "`")
        at = start = construct.end() if construct else at + 1
    if not closers:
        stretches.append((start, len(text)))
    return stretches, closers


def _flank(text: str, run: re.Match[str], closers: list[str]) -> None:
    """Let a run of marks close what it can, and open what is left of it."""
    mark, length = run[0][0], len(run[0])
    before, after = text[run.start() - 1 : run.start()], text[run.end() : run.end() + 1]
    inside_word = mark == "_" and before.isalnum() and after.isalnum()
    if inside_word or (mark == "~" and length != 2):
        return
    if before and not before.isspace():
        while length and closers and closers[-1][0] == mark and len(closers[-1]) <= length:
            length -= len(closers.pop())
    if length and after and not after.isspace():
        closers += [mark * 2, mark] if length > 2 else [mark * length]
