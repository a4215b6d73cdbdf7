"""What a history file is, and what a format of one consists of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from gemchat.chat.history import Turn
from gemchat.sessions.foreign import parsed
from gemchat.sessions.record import Setup
from gemchat.types.base import JsonObject


@dataclass(frozen=True, slots=True)
class HistoryFile:
    """A conversation to take elsewhere.

    Attributes:
        contents: what was said before the first turn, in wire form; in a file that was read,
            all of it.
        turns: what was said then, with how each turn ended.
        model: whom it was said to, or empty.
        system: the parts of the system instruction.
        config: generation settings, snake_case.
        title: what it is called, or empty.
    """

    contents: list[JsonObject]
    turns: Sequence[Turn] = ()
    model: str = ""
    system: list[JsonObject] | None = None
    config: JsonObject = field(default_factory=dict)
    title: str = ""

    @classmethod
    def of(
        cls, contents: list[JsonObject], turns: Sequence[Turn], setup: Setup | None, title: str
    ) -> HistoryFile:
        """Gather a conversation and what was set for it."""
        if setup is None:
            return cls(contents, turns, title=title)
        return cls(contents, turns, setup.model, setup.system, setup.config, title)

    @property
    def said(self) -> list[JsonObject]:
        """All contents, answered or not, in order."""
        answered = (content for turn in self.turns for content in (turn.user, *turn.contents))
        return [*self.contents, *answered]


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write a conversation down.

    Attributes:
        name: what people call it.
        suffixes: how its files end, with the dot; the first is the usual one.
        write: gives the text of the file; None where such files are only read.
        parse: turns the bytes of a file into a document; raises HistoryFileError.
        recognises: tells whether a document is of this format.
        read: takes from such a document what may be taken; None where files of this format are
            only written. Raises HistoryFileError.
    """

    name: str
    suffixes: tuple[str, ...]
    write: Callable[[HistoryFile], str] | None = None
    parse: Callable[[bytes], object] = parsed
    recognises: Callable[[Any], bool] = lambda _document: True
    read: Callable[[Any], list[HistoryFile]] | None = None
