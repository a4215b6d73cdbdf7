"""Conversations in ``logs.db``, the SQLite database of the program ``llm``.

The database is read from memory: nothing is written beside it, and no other file is opened.
"""

from __future__ import annotations

import base64
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from functools import partial
from pathlib import PurePath
from typing import Any, Final

from gemchat.errors import HistoryFileError
from gemchat.protocol.payload import as_objects, as_text
from gemchat.sessions.foreign import MOST_CONTENTS, contents_from, parsed, system_from, title_from
from gemchat.sessions.format import HistoryFile
from gemchat.types.base import JsonObject

_STEPS: Final = 100_000
_PATIENCE: Final = 300
_FAMILIES: Final = ("gemini", "gemma")

_RESPONSES: Final = """
    select responses.id, prompt, system, response, responses.model, conversation_id, name
    from responses left join conversations on conversations.id = conversation_id
    order by responses.id"""
_FRAGMENTS: Final = """
    select content from prompt_fragments join fragments on fragments.id = fragment_id
    where response_id = ? order by "order" """
_ATTACHMENTS: Final = """
    select type, path, url, content from prompt_attachments
    join attachments on attachments.id = attachment_id
    where response_id = ? order by "order" """
_TURNS: Final = """
    select conversation_id, turns.model, output_node_id, name
    from turns left join conversations on conversations.id = conversation_id
    order by turns.id"""
_NODE: Final = """
    select parent_id, role, parts from message_nodes
    join messages on messages.id = message_id where message_nodes.id = ?"""
_ATTACHMENT: Final = "select type, path, url, content from attachments where id = ?"


def read_llm_logs(data: bytes) -> list[HistoryFile]:
    """Read all conversations of a database; raises HistoryFileError."""
    with closing(sqlite3.connect(":memory:")) as database:
        database.row_factory = sqlite3.Row
        database.text_factory = partial(str, encoding="utf-8", errors="replace")
        patience = iter(range(_PATIENCE))
        # a database may hold views that never end
        database.set_progress_handler(lambda: next(patience, None) is None, _STEPS)
        try:
            # as a whole file: what another program still has in a write-ahead log is not there
            database.deserialize(data[:18] + b"\1\1" + data[20:])
            logs = _Logs(database)
            return [*logs.responses(), *logs.turns()]
        except (sqlite3.Error, UnicodeDecodeError) as error:  # its messages quote the file
            raise HistoryFileError(f"Not a usable database: {error}.") from None


class _Logs:
    """The two ways in which llm has kept conversations: prompts with responses, and messages."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        tables = database.execute("select name from sqlite_master where type = 'table'")
        self._tables = {row["name"] for row in tables}

    def responses(self) -> Iterator[HistoryFile]:
        """The conversations of versions before 0.32."""
        if "responses" not in self._tables:
            return
        conversations: dict[str, list[sqlite3.Row]] = {}
        for row in self._database.execute(_RESPONSES):
            conversations.setdefault(row["conversation_id"] or row["id"], []).append(row)
        for rows in conversations.values():
            contents = [content for row in rows for content in self._exchange(row)]
            systems = [row["system"] for row in rows if row["system"]]
            yield HistoryFile(
                contents=contents_from(contents),
                model=_model(rows[-1]["model"]),
                system=system_from(systems[-1]) if systems else None,
                title=title_from(rows[-1]["name"]),
            )

    def turns(self) -> Iterator[HistoryFile]:
        """The conversations of later versions, each as its last turn has it."""
        if not {"turns", "messages", "message_nodes"} <= self._tables:
            return
        last = {row["conversation_id"]: row for row in self._database.execute(_TURNS)}
        for row in last.values():
            messages = self._chain(row["output_node_id"])
            systems = [
                text for role, parts in messages if role == "system" for text in _texts(parts)
            ]
            contents = [
                {"role": "model" if role == "assistant" else "user", "parts": self._parts(parts)}
                for role, parts in messages
                if role != "system"
            ]
            yield HistoryFile(
                contents=contents_from(contents),
                model=_model(row["model"]),
                system=system_from("\n\n".join(systems)),
                title=title_from(row["name"]),
            )

    def _exchange(self, row: sqlite3.Row) -> Iterator[JsonObject]:
        fragments = self._listed(_FRAGMENTS, row["id"], "prompt_fragments")
        attached = self._listed(_ATTACHMENTS, row["id"], "prompt_attachments")
        texts = [*(fragment["content"] for fragment in fragments), row["prompt"]]
        asked = [*map(_attachment, attached), *({"text": text} for text in texts if text)]
        if asked:
            yield {"role": "user", "parts": asked}
        if row["response"]:
            yield {"role": "model", "parts": [{"text": row["response"]}]}

    def _listed(self, query: str, response: str, table: str) -> list[sqlite3.Row]:
        if table not in self._tables:
            return []
        return self._database.execute(query, (response,)).fetchall()

    def _chain(self, node: str | None) -> list[tuple[str, list[JsonObject]]]:
        """The messages up to a node, oldest first, each with its role and parts."""
        messages: list[tuple[str, list[JsonObject]]] = []
        while node is not None and len(messages) <= MOST_CONTENTS:
            row = self._database.execute(_NODE, (node,)).fetchone()
            if row is None:
                break
            parts = as_objects(parsed(str(row["parts"]).encode()))
            messages.append((str(row["role"]), parts))
            node = row["parent_id"]
        return messages[::-1]

    def _parts(self, parts: list[JsonObject]) -> list[JsonObject]:
        return [self._part(part) for part in parts]

    def _part(self, part: JsonObject) -> JsonObject:
        match part:
            case {"type": "text", "text": str(text)}:
                return {"text": text}
            case {"type": "reasoning", "text": str(text)}:
                return {"text": text, "thought": True}
            case {"type": "tool_call", "name": str(name)}:
                return {"functionCall": {"name": name, "args": part.get("arguments") or {}}}
            case {"type": "tool_result", "name": str(name)}:
                result = {"result": part.get("output")}
                return {"functionResponse": {"name": name, "response": result}}
            case {"type": "attachment", "attachment_id": str(identity)}:
                row = self._database.execute(_ATTACHMENT, (identity,)).fetchone()
                return _attachment(row) if row else _missing("An attachment")
            case _:
                return _missing("Something")


def _attachment(row: sqlite3.Row) -> JsonObject:
    """An attachment as a part; a path is named, never opened."""
    kind = as_text(row["type"])
    if isinstance(row["content"], bytes):
        data = base64.b64encode(row["content"]).decode()
        return {"inlineData": {"mimeType": kind, "data": data}}
    if as_text(row["url"]).startswith("https://"):
        return {"fileData": {"fileUri": row["url"], "mimeType": kind}}
    return _missing(PurePath(as_text(row["path"])).name or "An attachment")


def _missing(name: str) -> JsonObject:
    return {"text": f"({name} that did not come along)"}


def _texts(parts: list[JsonObject]) -> list[str]:
    return [as_text(part.get("text")) for part in parts]


def _model(name: Any) -> str:
    """The model, if it is one that gemchat can ask."""
    bare = as_text(name).rpartition("/")[2]
    return bare if bare.startswith(_FAMILIES) else ""
