"""A session as it was read from disk: its turns, in branches, and what was wrong with the file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from gemchat.chat.history import Turn
from gemchat.client.originals import Original
from gemchat.protocol.payload import as_object, as_objects, as_text
from gemchat.sessions.record import Setup
from gemchat.types.base import JsonObject

TITLE_LENGTH = 60


@dataclass(frozen=True, slots=True)
class RecordedTurn:
    """A turn with its place in the file.

    Attributes:
        n: its number.
        parent: the turn before it in its branch, None at the start.
        asked: when it was asked; None if the file does not say.
        turn: what was said.
        profile: the profile that held, whose template may be around the question.
    """

    n: int
    parent: int | None
    asked: datetime | None
    turn: Turn
    profile: str | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """What a session file holds.

    Attributes:
        changed: the time of the last turn.
        name: the title the user gave, or empty.
        setup: whom and how the session asked last; None if it never asked.
        source: where `loaded` came from.
        loaded: contents that were there before the first turn.
        recorded: every turn of every branch, by number, in the order of the file.
        head: the turn after which the next one goes, None for the start.
        uploads: what was uploaded in its course, by the address it got.
        unfinished: turns during which a program died.
        problems: what could not be read, a sentence each.
        newer: a later version of gemchat wrote it; it can be read, not continued.
    """

    path: Path
    created: datetime
    changed: datetime
    name: str = ""
    setup: Setup | None = None
    source: str = ""
    loaded: list[JsonObject] = field(default_factory=list)
    recorded: Mapping[int, RecordedTurn] = field(default_factory=dict)
    head: int | None = None
    uploads: Mapping[str, Original] = field(default_factory=dict)
    unfinished: tuple[int, ...] = ()
    problems: tuple[str, ...] = ()
    newer: bool = False

    @property
    def id(self) -> str:
        """The session's id, which is also the name of its file."""
        return self.path.stem

    @property
    def title(self) -> str:
        """The title the user gave, or the beginning of the first question."""
        questions = [*self.loaded, *(each.turn.user for each in self.recorded.values())]
        return self.name or next(filter(None, map(title_of, questions)), "")

    @property
    def asked(self) -> int:
        """How many questions the conversation has as it stands, with those that were loaded."""
        return sum(map(is_question, self.loaded)) + len(self.branch)

    @property
    def branch(self) -> list[RecordedTurn]:
        """The turns of the conversation as it stands, oldest first."""
        return self.branch_to(self.head)

    @property
    def turns(self) -> list[Turn]:
        """What was said in the conversation as it stands."""
        return [each.turn for each in self.branch]

    def branch_to(self, n: int | None) -> list[RecordedTurn]:
        """Give the turns from the start to turn `n`."""
        turns = []
        while n is not None:
            turns.append(self.recorded[n])
            n = self.recorded[n].parent
        return turns[::-1]


def is_question(content: JsonObject) -> bool:
    """Whether a content is what somebody asked, and no answer to a call."""
    parts = as_objects(content.get("parts"))
    return content.get("role") == "user" and not any("functionResponse" in part for part in parts)


def title_of(content: JsonObject) -> str:
    """Make a title of what a question begins with: one line, or nothing."""
    if content.get("role") == "model":
        return ""
    lines = filter(None, (" ".join(text.split()) for text in reversed(texts_in(content))))
    line = next(lines, "")  # files that went along stand before the question
    return line if len(line) <= TITLE_LENGTH else line[: TITLE_LENGTH - 1].rstrip() + "…"


def texts_in(content: JsonObject) -> list[str]:
    """Give the texts of a content part by part, without thoughts."""
    parts = (part for part in as_objects(content.get("parts")) if not part.get("thought"))
    return [part["text"] for part in parts if isinstance(part.get("text"), str)]


def text_of(contents: Iterable[JsonObject]) -> str:
    """Give what a person reads of contents: texts, code and its output, but no thoughts."""
    parts = (part for content in contents for part in as_objects(content.get("parts")))
    return "".join(_part_text(part) for part in parts if not part.get("thought"))


def _part_text(part: JsonObject) -> str:
    code = as_text(as_object(part.get("executableCode")).get("code"))
    output = as_text(as_object(part.get("codeExecutionResult")).get("output"))
    return as_text(part.get("text")) + "".join(f"\n{more}\n" for more in (code, output) if more)
