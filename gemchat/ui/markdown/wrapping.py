"""Breaking styled text into rows.

Greedy, so a row never depends on what follows it. Rows break at spaces and beside ideographs and
kana, but not before a closing mark nor after an opening one; a word wider than a row is folded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rich.cells import cell_len, chop_cells

from gemchat.ui.markdown.rows import Run

IDEOGRAPHS = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uff60\U00020000-\U0003fffd"
_OPENING = "「『（［｛〈《【〔"
_CLOSING = "、。，．・：；？！ー」』）］｝〉》】〕々ぁぃぅぇぉっゃゅょァィゥェォッャュョ"
_PIECE = re.compile(
    rf"[ \n]+|[{_OPENING}]*[{IDEOGRAPHS}][{_CLOSING}]*|[^ \n{IDEOGRAPHS}]+[{_CLOSING}]*"
)


def wrapped(runs: Sequence[Run], width: int) -> list[list[Run]]:
    """Return *runs* as rows of at most *width* cells; LF always starts a new one."""
    text = text_of(runs)
    rows = divided(runs, _breaks(text, max(1, width)))
    return [trimmed(row) for row in rows]


def text_of(runs: Iterable[Run]) -> str:
    """Return the text of *runs* without styles."""
    return "".join(text for text, _ in runs)


def width_of(runs: Iterable[Run]) -> int:
    """Return the number of cells that *runs* take."""
    return cell_len(text_of(runs))


def trimmed(row: Sequence[Run]) -> list[Run]:
    """Return *row* without white space at its end."""
    kept = list(row)
    while kept:
        text, style = kept.pop()
        if stripped := text.rstrip():
            return [*kept, (stripped, style)]
    return []


def divided(runs: Sequence[Run], offsets: Iterable[int]) -> list[list[Run]]:
    """Return *runs* cut at *offsets*, which count characters of their text and rise."""
    parts: list[list[Run]] = [[]]
    cuts = iter(offsets)
    cut = next(cuts, None)
    position = 0
    for text, style in runs:
        start, end = position, position + len(text)
        while cut is not None and cut <= end:
            if cut > position:
                parts[-1].append((text[position - start : cut - start], style))
            parts.append([])
            position, cut = cut, next(cuts, None)
        if end > position:
            parts[-1].append((text[position - start :], style))
        position = end
    return parts


def _breaks(text: str, width: int) -> list[int]:
    breaks: list[int] = []
    used = 0
    for match in _PIECE.finditer(text):
        piece, start = match.group(), match.start()
        if "\n" in piece:
            breaks += [start + at + 1 for at, char in enumerate(piece) if char == "\n"]
            used = len(piece) - piece.rindex("\n") - 1
            continue
        cells = cell_len(piece)
        if used + cells > width and not piece.isspace():
            if used:
                breaks.append(start)
            folds = chop_cells(piece, width) if cells > width else [piece]
            for fold in folds[:-1]:
                start += len(fold)
                breaks.append(start)
            used = cell_len(folds[-1])
        else:
            used += cells
    return breaks
