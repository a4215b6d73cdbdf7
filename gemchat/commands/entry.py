"""What a person wrote at the prompt, with what belongs to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gemchat.chat.history import Turn
from gemchat.types import Part


@dataclass(frozen=True, slots=True)
class Entry:
    """What a person wrote; it waits, is given back and is sent again as a whole.

    Attributes:
        text: all of it.
        pastes: texts in it that were not typed; they call no command and name no file.
        along: what goes along with it, beside the files that it names.
        replaces: the turn whose place it takes, with all after it, once it is sent.
    """

    text: str = ""
    pastes: tuple[str, ...] = ()
    along: tuple[Part, ...] = ()
    replaces: Turn | None = None

    @property
    def pasted(self) -> bool:
        """Whether the word it begins with was not typed."""
        first = "".join(self.text.split(maxsplit=1)[:1])
        return any(paste.lstrip().startswith(first) for paste in self.pastes)


def joined(entries: Sequence[Entry]) -> Entry:
    """Make one entry of several, one below the other."""
    return Entry(
        "\n".join(entry.text for entry in entries if entry.text),
        tuple(paste for entry in entries for paste in entry.pastes),
        tuple(part for entry in entries for part in entry.along),
        next((entry.replaces for entry in entries if entry.replaces), None),
    )
