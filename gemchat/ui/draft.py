"""What the prompt knows of the text in it; a long paste stands there as a few words."""

from __future__ import annotations

import re
from dataclasses import replace

from gemchat.commands.entry import Entry
from gemchat.ui.harmless import harmless

_LINES = 10
_CHARACTERS = 2000


class Draft:
    """An entry that is being written; the editor holds its text."""

    def __init__(self) -> None:
        self._known = Entry()
        self._folded: dict[str, str] = {}

    def entry(self, text: str) -> Entry:
        """Give the entry, with its text as it stands in the prompt."""
        return replace(self._known, text=harmless(self.unfold(text)))

    def begin(self, entry: Entry) -> str:
        """Go on with an entry that was written before; give what is to stand in the prompt."""
        self.forget()
        self._known = replace(entry, pastes=tuple(map(harmless, entry.pastes)))
        return harmless(entry.text)

    def fold(self, text: str) -> str:
        """Take a paste; give what is to stand in the prompt for it."""
        self._known = replace(self._known, pastes=(*self._known.pastes, text))
        lines = text.count("\n") + 1
        if lines <= _LINES and len(text) <= _CHARACTERS:
            return text
        words = f"pasted {lines:,} lines" if lines > _LINES else f"pasted {len(text):,} characters"
        label = f"[{words}]"
        if label in self._folded:
            label = f"[{words}, {len(self._folded) + 1}]"
        self._folded[label] = text
        return label

    def unfold(self, text: str) -> str:
        """Put back what long pastes stand for."""
        if not self._folded:
            return text
        labels = re.compile("|".join(map(re.escape, self._folded)))
        return labels.sub(lambda match: self._folded[match[0]], text)

    def forget(self) -> None:
        """Begin with an empty entry."""
        self._known = Entry()
        self._folded.clear()
