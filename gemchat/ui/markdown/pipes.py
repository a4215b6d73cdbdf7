"""The source of a table: cells between pipes, alignments in the delimiter row."""

from __future__ import annotations

import re

from gemchat.ui.markdown.leaves import Align

_PIPE = re.compile(r"(?<!\\)\|")
_DELIMITER = re.compile(r"\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")


def cells_of(line: str) -> tuple[str, ...]:
    """Return the cells of a row; a pipe inside a cell is written with a backslash."""
    cells = [cell.strip(" \t").replace("\\|", "|") for cell in _PIPE.split(line.strip(" \t"))]
    if len(cells) > 1 and not cells[0]:
        del cells[0]
    if len(cells) > 1 and not cells[-1]:
        del cells[-1]
    return tuple(cells)


def aligns_of(line: str) -> tuple[Align, ...] | None:
    """Return the alignments that a delimiter row asks for, None if *line* is not one."""
    if not _DELIMITER.match(line):
        return None
    return tuple(_align(cell) for cell in cells_of(line))


def _align(cell: str) -> Align:
    if cell.endswith(":"):
        return "center" if cell.startswith(":") else "right"
    return "left"
