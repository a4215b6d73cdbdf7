"""What the prompt knows of the text in it; a long paste stands there as a single character."""

from __future__ import annotations

from dataclasses import replace

from prompt_toolkit.document import Document

from gemchat.commands.entry import Entry
from gemchat.ui.harmless import harmless

_LINES = 10
_CHARACTERS = 2000
_PLANE_ENDS = (plane << 16 | low for plane in range(17) for low in (0xFFFE, 0xFFFF))
_MARKS = (*range(0xFDD0, 0xFDF0), *_PLANE_ENDS)
"""What Unicode keeps for the inner use of programs; `harmless` lets none of it in."""


class Draft:
    """An entry that is being written; the editor holds its text.

    Pastes stay known as long as the program runs: what is undone, recalled or yanked may bring
    them back. When no mark is left, a long paste stands as it is.
    """

    def __init__(self) -> None:
        self._known = Entry()
        self._text = ""
        self._pastes: dict[str, None] = {}
        self._folded: dict[int, str] = {}
        self._labels: dict[int, str] = {}

    def entry(self, text: str) -> Entry:
        """Give the entry, with its text as it stands in the prompt."""
        folded = (self._folded[mark] for mark in map(ord, text) if mark in self._folded)
        pastes = tuple(dict.fromkeys((*self._known.pastes, *folded)))
        return replace(self._known, text=harmless(self.unfold(text)), pastes=pastes)

    def begin(self, entry: Entry) -> str:
        """Go on with an entry that was written before; give what is to stand in the prompt."""
        self._known = replace(entry, pastes=tuple(map(harmless, entry.pastes)))
        self._pastes |= dict.fromkeys(self._known.pastes)
        self._text = harmless(entry.text)
        return self._text

    def changed(self, document: Document) -> None:
        """See what the text has become: a paste that comes back, not typed anew, is one again."""
        before, self._text = self._text, document.text
        if document.text_before_cursor[:-1] + document.text_after_cursor == before:
            return
        back = (each for each in self._pastes if each in document.text and each not in before)
        self._known = replace(self._known, pastes=(*self._known.pastes, *back))

    def fold(self, text: str) -> str:
        """Take a paste; give what is to stand in the prompt for it."""
        self._known = replace(self._known, pastes=(*self._known.pastes, text))
        self._pastes[text] = None
        long = _lines(text) > _LINES or len(text) > _CHARACTERS
        if not long or len(self._folded) == len(_MARKS):
            return text
        mark = _MARKS[len(self._folded)]
        self._folded[mark], self._labels[mark] = text, _label(text)
        return chr(mark)

    def unfold(self, text: str) -> str:
        """Put back what long pastes stand for."""
        return text.translate(self._folded)

    def labelled(self, text: str) -> str:
        """Give the text as it is drawn: a few words stand for a long paste."""
        return text.translate(self._labels)

    def recallable(self, text: str) -> str:
        """Give what the input history may hold: what is recalled counts as typed.

        A space in front keeps a pasted slash from calling a command then.
        """
        return f" {text}" if text.startswith("/") and self.entry(text).pasted else text

    def forget(self) -> None:
        """Begin with an empty entry."""
        self._known = Entry()
        self._text = ""


def _label(paste: str) -> str:
    lines = _lines(paste)
    words = f"{lines:,} lines" if lines > _LINES else f"{len(paste):,} characters"
    return f"[pasted {words}]"


def _lines(paste: str) -> int:
    return paste.removesuffix("\n").count("\n") + 1
