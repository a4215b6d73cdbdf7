"""Our own history file: the contents, and whom they were said to."""

from __future__ import annotations

import json
from typing import Any, Final

from gemchat.errors import HistoryFileError
from gemchat.sessions.foreign import (
    contents_from,
    model_from,
    numbers_from,
    system_from,
    title_from,
)
from gemchat.sessions.format import Format, HistoryFile
from gemchat.types.base import JsonObject

_FORMAT: Final = "gemchat-history"
_VERSION: Final = 1


def _write(history: HistoryFile) -> str:
    return json.dumps(history_document(history), ensure_ascii=False, indent=2) + "\n"


def history_document(history: HistoryFile) -> JsonObject:
    """Give a conversation as the JSON object of our history files."""
    title = {"title": history.title} if history.title else {}
    return {
        "format": _FORMAT,
        "version": _VERSION,
        **title,
        "model": history.model,
        "system": _short(history.system),
        "config": history.config,
        "contents": history.said,
    }


def _short(system: list[JsonObject] | None) -> str | list[JsonObject] | None:
    """A system instruction as people write it: one text is a text."""
    match system:
        case [{"text": str(text), **others}] if not others:
            return text
        case _:
            return system


def _recognises(document: object) -> bool:
    return isinstance(document, dict) and document.get("format") == _FORMAT


def _read(document: Any) -> list[HistoryFile]:
    if document.get("version") != _VERSION:
        raise HistoryFileError(
            f"A history file of version {document.get('version')}; this gemchat reads {_VERSION}."
        )
    history = HistoryFile(
        contents=contents_from(document.get("contents")),
        model=model_from(document.get("model")),
        system=system_from(document.get("system")),
        config=numbers_from(document.get("config")),
        title=title_from(document.get("title")),
    )
    return [history]


HISTORY_JSON = Format("history", (".json",), _write, recognises=_recognises, read=_read)
"""A conversation with its model, system instruction and settings."""
