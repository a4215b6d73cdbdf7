"""The records of a session file: one JSON object a line, never changed once written.

Contents and parts are in wire form, settings in snake_case. A reader ignores kinds and fields it
does not know, so both may be added without a new version.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path
from typing import ClassVar, Final, TypeAlias

from pydantic import TypeAdapter, ValidationError

from gemchat.chat.history import Turn, TurnOutcome
from gemchat.client.originals import Original
from gemchat.types.base import JsonObject

VERSION: Final = 1
"""The version this program writes; files of a later one are read, not written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRecord:
    """The first line: which session this is, and who began it."""

    k: ClassVar[str] = "session"
    v: int = VERSION
    id: str
    t: str
    app: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """Whom the turns that follow ask, and how.

    Attributes:
        t: when it was recorded; two setups are equal whatever their times.
        backend: ``gemini`` or ``vertex``.
        system: the parts of the system instruction.
        config: generation settings, snake_case.
        tools: names of Gemini's own tools that are on.
        profile: the profile the settings came from.
    """

    k: ClassVar[str] = "setup"
    t: str = field(default="", compare=False)
    backend: str
    model: str
    system: list[JsonObject] | None = None
    config: JsonObject = field(default_factory=dict)
    tools: list[str] = field(default_factory=list)
    profile: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadRecord:
    """Contents that were there before the first turn, and where they came from."""

    k: ClassVar[str] = "load"
    t: str
    source: str
    contents: list[JsonObject]


@dataclass(frozen=True, slots=True, kw_only=True)
class UserRecord:
    """A question, written before it is sent.

    Attributes:
        n: the number of the turn in the file.
        parent: the turn before it in its branch, None at the start.
        model: the model asked; that of the setup if empty.
    """

    k: ClassVar[str] = "user"
    n: int
    parent: int | None
    t: str
    model: str = ""
    content: JsonObject
    once: JsonObject = field(default_factory=dict)

    @classmethod
    def of(cls, turn: Turn, n: int, parent: int | None, t: str) -> UserRecord:
        """Record what `turn`, the `n`-th of the file, asks."""
        return cls(n=n, parent=parent, t=t, model=turn.model, content=turn.user, once=turn.once)


@dataclass(frozen=True, slots=True, kw_only=True)
class TickRecord:
    """Parts that arrived since the last tick or step."""

    k: ClassVar[str] = "tick"
    n: int
    seq: int
    parts: list[JsonObject]


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRecord:
    """The contents of one finished tool round; the ticks before it are in it."""

    k: ClassVar[str] = "step"
    n: int
    i: int
    contents: list[JsonObject]


@dataclass(frozen=True, slots=True, kw_only=True)
class EndRecord:
    """A settled turn: all that answered the question, and how it ended."""

    k: ClassVar[str] = "end"
    n: int
    t: str
    state: TurnOutcome
    reason: str | None = None
    finish: str | None = None
    contents: list[JsonObject]
    meta: JsonObject = field(default_factory=dict)

    @classmethod
    def of(cls, turn: Turn, n: int, t: str) -> EndRecord:
        """Record how `turn`, the `n`-th of the file, ended."""
        return cls(
            n=n,
            t=t,
            state=turn.outcome,
            reason=turn.reason or None,
            finish=turn.finish,
            contents=turn.contents,
            meta={**turn.meta, "attempts": turn.attempts, "seconds": round(turn.seconds, 3)},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleRecord:
    """The name the user gave the session."""

    k: ClassVar[str] = "title"
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadRecord:
    """The turn after which the next one goes, None for the start."""

    k: ClassVar[str] = "head"
    n: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepRecord:
    """A blocked reply that goes into the next request all the same."""

    k: ClassVar[str] = "keep"
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UploadRecord:
    """A file that was uploaded, so that it can be once more when the service has dropped it.

    Attributes:
        uri: its address at the service.
        path: where it lies on this machine.
        size: how many bytes it had.
        sha256: their hash, in hexadecimal; a file that has another one is not sent.
        mime_type: its media type.
        name: its name for people.
    """

    k: ClassVar[str] = "upload"
    t: str
    uri: str
    path: str
    size: int
    sha256: str
    mime_type: str
    name: str = ""

    @classmethod
    def of(cls, uri: str, original: Original, t: str) -> UploadRecord:
        """Record what was uploaded to `uri`."""
        return cls(
            t=t,
            uri=uri,
            path=str(original.path),
            size=original.size,
            sha256=original.sha256,
            mime_type=original.mime_type,
            name=original.name,
        )

    @property
    def original(self) -> Original:
        """What was uploaded."""
        return Original(Path(self.path), self.size, self.sha256, self.mime_type, self.name)


@dataclass(frozen=True, slots=True)
class UnknownRecord:
    """A record of a kind that a later version writes; left where it is."""

    kind: str


KnownRecord: TypeAlias = (
    SessionRecord
    | Setup
    | LoadRecord
    | UserRecord
    | TickRecord
    | StepRecord
    | EndRecord
    | TitleRecord
    | HeadRecord
    | KeepRecord
    | UploadRecord
)
Record: TypeAlias = KnownRecord | UnknownRecord

_KINDS: Final[dict[str, type[KnownRecord]]] = {
    kind.k: kind
    for kind in (
        SessionRecord,
        Setup,
        LoadRecord,
        UserRecord,
        TickRecord,
        StepRecord,
        EndRecord,
        TitleRecord,
        HeadRecord,
        KeepRecord,
        UploadRecord,
    )
}


def to_document(record: KnownRecord) -> JsonObject:
    """Give the JSON object of a record."""
    return {"k": record.k} | {each.name: getattr(record, each.name) for each in fields(record)}


def from_document(document: object) -> Record | None:
    """Read the JSON object of a record; None if it is not one."""
    match document:
        case {"k": str(kind)} if kind in _KINDS:
            try:
                return _reader(kind).validate_python(document)
            except ValidationError:
                return None
        case {"k": str(kind)}:
            return UnknownRecord(kind)
        case _:
            return None


def to_line(document: JsonObject) -> bytes:
    """Write a JSON object as one line of UTF-8; halves of characters become U+FFFD."""
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return whole_characters(text).encode() + b"\n"


def whole_characters(text: str) -> str:
    """Join halves of characters that belong together, and replace those left alone by U+FFFD."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def from_line(line: bytes) -> object:
    """Read the JSON of a line; None if it is damaged."""
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


@cache
def _reader(kind: str) -> TypeAdapter[KnownRecord]:
    return TypeAdapter(_KINDS[kind])
