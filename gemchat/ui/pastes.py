"""What was pasted into the prompt: a long text stands there as a few words."""

from __future__ import annotations

import re

_LINES = 10
_CHARACTERS = 2000


class Pastes:
    """The pastes of one entry.

    Attributes:
        texts: what was pasted, in order.
    """

    def __init__(self) -> None:
        self.texts: list[str] = []
        self._folded: dict[str, str] = {}

    def fold(self, text: str) -> str:
        """Take a paste; give what is to stand in the prompt for it."""
        self.texts.append(text)
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
        self.texts.clear()
        self._folded.clear()
