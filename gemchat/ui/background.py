"""The colour behind the text: the terminal is asked for it, and answers among the keys."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from gemchat.commands.terminal import is_dumb
from gemchat.settings.schema import Display
from gemchat.ui.color_choice import wants_color

QUESTION: Final = "\x1b]11;?\x1b\\"
"""Asks for the background colour, as xterm's control sequences define it (OSC 11)."""

_ANSWER = re.compile(
    r"\x1b\]11;rgba?:([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})[/0-9a-fA-F]*"
    r"(?:\x07|\x1b\\)"
)
_BEGUN = re.compile(r"\x1b(?:\](?:1(?:1(?:;[rgba:/0-9a-fA-F]{0,40}\x1b?)?)?)?)?\Z")
_TYPED = ("\x1b", "\x1b]")
_SHARES = (0.2126, 0.7152, 0.0722)
_SILENT = ("linux", "eterm", "screen")


class Background:
    """Takes the answer out of what comes from the keyboard, however late and in whatever pieces.

    So nobody has to wait for it, and it is never taken for something typed.

    Attributes:
        shade: the theme that suits the colour, light or dark; empty as long as it is not known.
    """

    def __init__(self) -> None:
        self.shade = ""
        self._held = ""

    def without_answer(self, data: str) -> str:
        """Give what was typed; what may be the beginning of an answer waits for the rest."""
        data = _ANSWER.sub(self._heard, self._held + data)
        begun = _BEGUN.search(data)
        self._held = begun[0] if begun else ""
        return data.removesuffix(self._held)

    def typed_after_all(self) -> str:
        """Give what waited, now that nothing came after it, unless only an answer begins so."""
        if self._held not in _TYPED:
            return ""
        typed, self._held = self._held, ""
        return typed

    def _heard(self, answer: re.Match[str]) -> str:
        parts = (int(part, 16) / (16 ** len(part) - 1) for part in answer.groups())
        brightness = sum(share * part for share, part in zip(_SHARES, parts, strict=True))
        self.shade = "light" if brightness > 0.5 else "dark"
        return ""


def is_worth_asking(environment: Mapping[str, str], display: Display) -> bool:
    """Whether colours are wanted, and the terminal at least passes over the question."""
    wanted = not display.plain and wants_color(environment, display.color, terminal=True)
    if not wanted or is_dumb(environment):
        return False
    term = environment["TERM"]
    return "TMUX" in environment or not term.startswith(_SILENT)
