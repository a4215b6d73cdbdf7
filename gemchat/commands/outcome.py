"""What a slash command gives back; the interface decides how it looks."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from gemchat.chat.history import History, Turn
from gemchat.commands.entry import Entry
from gemchat.sessions.session import is_question
from gemchat.types import Part
from gemchat.types.base import JsonObject

SHOWN_AGAIN = 2
"""How many turns are shown again where a conversation goes on."""


@dataclass(frozen=True, slots=True)
class Say:
    """A few words: what was done, or why not."""

    text: str
    hint: str = ""
    level: Literal["note", "quiet", "warning", "error"] = "note"


YES = {"y", "yes"}
"""What agrees to a question; anything else leaves things as they are."""

LEFT = Say("Left as it was.")
"""What comes of a question that was not answered with yes."""


@dataclass(frozen=True, slots=True)
class Show:
    """A table: rows of cells under headings, which may be empty."""

    headings: Sequence[str]
    rows: Sequence[Sequence[str]]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Replay:
    """Part of the conversation, to be shown again."""

    loaded: Sequence[JsonObject]
    turns: Sequence[Turn]
    note: str = ""

    @classmethod
    def of_last(
        cls,
        count: int,
        loaded: Sequence[JsonObject],
        turns: Sequence[Turn],
        note: str = "",
    ) -> Replay:
        """Show the last questions with their answers, loaded ones if there are too few turns."""
        missing = max(count - len(turns), 0)
        questions = [index for index, content in enumerate(loaded) if is_question(content)]
        starts = questions[-missing:] if missing else []
        return cls(loaded[starts[0] :] if starts else (), turns[-count:], note)


@dataclass(frozen=True, slots=True)
class Submit:
    """A message to send.

    Attributes:
        message: its words, which may be empty, or a whole user content.
        once: settings for this message alone, snake_case.
        model: the model to ask this once, if it is another.
        along: what goes along with the words.
        missed: notes on what seems to be named in them and does not go along.
        entry: what the person wrote, to be given back if it is not sent.
        replaces: how many of the last turns it takes the place of, once it is sent.
    """

    message: str | JsonObject
    once: JsonObject | None = None
    model: str = ""
    along: Sequence[Part | Path] = ()
    missed: Sequence[str] = ()
    entry: Entry | None = None
    replaces: int = 0


@dataclass(frozen=True, slots=True)
class Send:
    """A message about which nothing is left to be asked.

    Attributes:
        content: the user content.
        message: what it was made of.
    """

    content: JsonObject
    message: Submit


@dataclass(frozen=True, slots=True)
class Confirm:
    """A question; what `then` gives comes after a yes."""

    question: str
    then: Callable[[], Awaitable[Outcome]]


@dataclass(frozen=True, slots=True)
class Choose:
    """A question with a few answers; what `then` gives for the chosen one comes after it."""

    question: str
    answers: Sequence[str]
    then: Callable[[int], Awaitable[Outcome]]


@dataclass(frozen=True, slots=True)
class Pickable:
    """An entry of a list to pick from.

    Attributes:
        cells: the columns it is shown in; the last is its name.
        preview: gives what lies behind it, when somebody looks.
    """

    cells: Sequence[str]
    preview: Callable[[], str]


@dataclass(frozen=True, slots=True)
class Pick:
    """A long list, filtered by typing; what `then` gives for the picked one comes after it."""

    entries: Sequence[Pickable]
    then: Callable[[int], Awaitable[Outcome]]


@dataclass(frozen=True, slots=True)
class Edit:
    """An entry that goes into the editor.

    Attributes:
        note: a few words about it.
        elsewhere: whether the person's own editor is opened with it first.
    """

    entry: Entry
    note: Say | None = None
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class Copy:
    """A text for the clipboard, and what it is."""

    text: str
    what: str


@dataclass(frozen=True, slots=True)
class Verbatim:
    """A text to be shown as it is; only the terminal breaks its lines."""

    text: str


@dataclass(frozen=True, slots=True)
class Quit:
    """The end."""


def nothing_said(history: History) -> Say:
    """Say why there is nothing to do in a conversation without turns."""
    if history.loaded:
        words = "Nothing has been said yet but what was loaded."
        return Say(words, "/new begins without it.", "warning")
    return Say("Nothing has been said yet.", level="warning")


Outcome: TypeAlias = (
    Say | Show | Replay | Submit | Send | Confirm | Choose | Pick | Edit | Copy | Verbatim | Quit
)
