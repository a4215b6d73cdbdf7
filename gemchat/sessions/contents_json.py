"""The bare list of contents that google-genai takes as a history."""

from __future__ import annotations

import json

from gemchat.sessions.foreign import contents_from
from gemchat.sessions.format import Format, HistoryFile


def _write(history: HistoryFile) -> str:
    return json.dumps(history.said, ensure_ascii=False, indent=2) + "\n"


def _recognises(document: object) -> bool:
    return isinstance(document, list)


def _read(document: object) -> list[HistoryFile]:
    return [HistoryFile(contents=contents_from(document))]


CONTENTS_JSON = Format("contents", (".json",), _write, recognises=_recognises, read=_read)
"""A list of contents and nothing else."""
