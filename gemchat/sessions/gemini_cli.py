"""Conversations as gemini-cli keeps them: sessions, older and newer, and saved chats."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gemchat.errors import HistoryFileError
from gemchat.protocol.payload import as_object, as_objects, as_text
from gemchat.sessions.foreign import contents_from, model_from, parsed, title_from
from gemchat.sessions.format import Format, HistoryFile
from gemchat.types.base import JsonObject


def _recognises(document: object) -> bool:
    match document:
        case {"sessionId": str(), "messages": list()} | {"history": list()}:
            return True
        case _:
            return False


def _read(document: Any) -> list[HistoryFile]:
    if "history" in document:
        return [HistoryFile(contents=contents_from(document["history"]))]
    return [_history(as_objects(document["messages"]), document)]


def _parsed_lines(data: bytes) -> list[object]:
    """Read a JSON value a line; raises HistoryFileError naming the line."""
    records = []
    for number, line in enumerate(data.split(b"\n"), 1):
        if line.strip():
            try:
                records.append(parsed(line))
            except HistoryFileError as error:
                words = error.message.removeprefix("Line 1: ")
                raise HistoryFileError(f"Line {number}: {words}") from None
    return records


def _recognises_lines(records: Any) -> bool:
    return bool(records) and isinstance(records[0], dict) and "sessionId" in records[0]


def _read_lines(records: Any) -> list[HistoryFile]:
    about: JsonObject = {}
    messages: dict[str, JsonObject] = {}
    for record in as_objects(records):
        match record:
            case {"$rewindTo": str(place)}:
                messages = _before(place, messages)
            case {"$set": dict(changes)}:
                about |= changes
            case {"id": str(identity)}:
                messages[identity] = record
            case _:
                about |= record
    return [_history(as_objects(about.get("messages")) or [*messages.values()], about)]


def _before(place: str, messages: dict[str, JsonObject]) -> dict[str, JsonObject]:
    """The messages before that one; none if it is unknown."""
    names = list(messages)
    count = names.index(place) if place in names else 0
    return {name: messages[name] for name in names[:count]}


def _history(messages: list[JsonObject], about: JsonObject) -> HistoryFile:
    models = [message["model"] for message in messages if message.get("model")]
    contents = [content for message in messages for content in _contents(message)]
    return HistoryFile(
        contents=contents_from(contents),
        model=model_from(models[-1]) if models else "",
        title=title_from(about.get("summary")),
    )


def _contents(message: JsonObject) -> Iterator[JsonObject]:
    """What a message says, its calls, and what they returned."""
    said = _parts(message.get("content"))
    match message.get("type"):
        case "user":
            contents = [("user", said)]
        case "gemini":
            calls = as_objects(message.get("toolCalls"))
            contents = [
                ("model", [*_thoughts(message), *said, *map(_call, calls)]),
                ("user", [part for call in calls for part in _parts(call.get("result"))]),
            ]
        case _:
            contents = []
    yield from ({"role": role, "parts": parts} for role, parts in contents if parts)


def _parts(value: object) -> list[object]:
    """Parts as gemini-cli writes them: a text, a part, or a list of either."""
    values = value if isinstance(value, list) else [value]
    return [{"text": each} if isinstance(each, str) else each for each in values if each]


def _thoughts(message: JsonObject) -> Iterator[JsonObject]:
    for thought in as_objects(message.get("thoughts")):
        subject, words = as_text(thought.get("subject")), as_text(thought.get("description"))
        yield {"text": f"**{subject}**\n\n{words}\n", "thought": True}


def _call(call: JsonObject) -> JsonObject:
    known = {name: call[name] for name in ("id", "name", "args") if name in call}
    return {"functionCall": known | {"args": as_object(call.get("args"))}}


GEMINI_CLI = Format("gemini-cli", (".json",), recognises=_recognises, read=_read)
"""A session of an older gemini-cli, or a chat saved with a tag."""

GEMINI_CLI_LINES = Format(
    "gemini-cli session",
    (".jsonl",),
    parse=_parsed_lines,
    recognises=_recognises_lines,
    read=_read_lines,
)
"""A session of a newer gemini-cli."""
