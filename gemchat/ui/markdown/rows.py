"""Rows of a reply, and the only way they become characters for a terminal."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from rich.cells import cell_len
from rich.color import ColorSystem
from rich.style import Style

from gemchat.shown import shown_line
from gemchat.ui.graphics import Picture

Run: TypeAlias = tuple[str, Style]
"""Text of one style."""

_ATTRIBUTES = {"bold": 1, "dim": 2, "italic": 3, "underline": 4, "reverse": 7, "strike": 9}
_ADDRESS = re.compile(r"(?:https?://|mailto:)[!-~]{1,2000}")
_CERTAIN = re.compile(
    "[ -~\u00a1-\u00ac\u00ae-\u00ff\u2010-\u2027\u2500-\u259f"
    "\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3]*"
)


@dataclass(frozen=True, slots=True)
class Row:
    """One row on the screen, or with *folds* one long line that the terminal itself wraps.

    A *picture* stands for itself; no text makes one.
    """

    runs: tuple[Run, ...] = ()
    folds: bool = False
    picture: Picture | None = None

    @property
    def text(self) -> str:
        """What the row says, without styles."""
        return "".join(text for text, _ in self.runs)

    @property
    def width(self) -> int:
        """The number of cells it takes, as far as one can know."""
        return cell_len(self.text)

    @property
    def certain(self) -> bool:
        """Whether all terminals agree on its width."""
        return _CERTAIN.fullmatch(self.text) is not None


def plain(row: Row) -> str:
    """Return *row* without any escape sequence."""
    return shown_line(row.text)


def ansi(row: Row, colors: ColorSystem | None, *, links: bool = True) -> str:
    """Return *row* with escape sequences for its styles, all of them closed again.

    With no *colors*, bold and the like remain. Only addresses of the web and of mail become
    hyperlinks (OSC 8). Every text is made safe once more: this is the last gate.
    """
    if row.picture:
        return row.picture.sequence
    return "".join(_styled(shown_line(text), style, colors, links) for text, style in row.runs)


def hyperlink(address: str) -> str | None:
    """Return *address* if it may become a hyperlink: web or mail, printable ASCII, not endless."""
    return address if _ADDRESS.fullmatch(address) else None


def _styled(text: str, style: Style, colors: ColorSystem | None, links: bool) -> str:
    codes = _sgr(style, colors)
    if codes:
        text = f"\x1b[{codes}m{text}\x1b[0m"
    if links and style.link and hyperlink(style.link):
        text = f"\x1b]8;;{style.link}\x1b\\{text}\x1b]8;;\x1b\\"
    return text


@lru_cache(maxsize=512)
def _sgr(style: Style, colors: ColorSystem | None) -> str:
    """Return the codes of *style*: ``Style.render`` remembers those of its first colour system."""
    codes = [str(code) for name, code in _ATTRIBUTES.items() if getattr(style, name)]
    if colors is not None:
        if style.color:
            codes += style.color.downgrade(colors).get_ansi_codes()
        if style.bgcolor:
            codes += style.bgcolor.downgrade(colors).get_ansi_codes(foreground=False)
    return ";".join(codes)
