"""Conversations as Google AI Studio keeps them in Google Drive."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from typing import Any, Final

from gemchat.protocol.payload import as_object, as_objects, as_text
from gemchat.sessions.foreign import contents_from, model_from, numbers_from, system_from
from gemchat.sessions.format import Format, HistoryFile
from gemchat.types.base import JsonObject

_INLINE: Final = ("inlineFile", "inlineImage", "inlineAudio", "inlineVideo", "inlineData")
_AS_THEY_ARE: Final = ("executableCode", "codeExecutionResult", "functionCall", "functionResponse")
_NUMBERS: Final = {
    "temperature": "temperature",
    "topP": "top_p",
    "topK": "top_k",
    "maxOutputTokens": "max_output_tokens",
}
_VIDEO: Final = re.compile(r"[\w-]{6,20}")


def _recognises(document: object) -> bool:
    return isinstance(document, dict) and isinstance(document.get("chunkedPrompt"), dict)


def _read(document: Any) -> list[HistoryFile]:
    chunks = [each for each in as_objects(document["chunkedPrompt"].get("chunks")) if _role(each)]
    contents = [
        {"role": role, "parts": [part for chunk in run for part in _parts(chunk)]}
        for role, run in groupby(chunks, key=_role)
    ]
    settings = as_object(document.get("runSettings"))
    system = as_object(document.get("systemInstruction"))
    history = HistoryFile(
        contents=contents_from([content for content in contents if content["parts"]]),
        model=model_from(as_text(settings.get("model")).removeprefix("models/")),
        system=system_from(system.get("text") or system.get("parts") or None),
        config=numbers_from({ours: settings.get(theirs) for theirs, ours in _NUMBERS.items()}),
    )
    return [history]


def _role(chunk: JsonObject) -> str:
    role = as_text(chunk.get("role"))
    return role if role in ("user", "model") else ""


def _parts(chunk: JsonObject) -> Iterator[JsonObject]:
    pieces = as_objects(chunk.get("parts"))
    if pieces:  # the text once more, but with the signatures
        yield from pieces
    elif text := chunk.get("text"):
        yield {"text": text, "thought": True} if chunk.get("isThought") else {"text": text}
    for kind, value in chunk.items():
        if kind in _INLINE:
            media = as_object(value)
            yield {"inlineData": {name: media.get(name) for name in ("mimeType", "data")}}
        elif kind in _AS_THEY_ARE and not pieces:
            yield {kind: value}
        elif kind == "youtubeVideo" and _VIDEO.fullmatch(as_text(as_object(value).get("id"))):
            yield {"fileData": {"fileUri": f"https://www.youtube.com/watch?v={value['id']}"}}
        elif kind.startswith("drive"):
            yield {"text": f"({kind.removeprefix('drive')} that stays in Google Drive)"}


AI_STUDIO = Format("Google AI Studio", (".json", ""), recognises=_recognises, read=_read)
"""What AI Studio saves; files in Google Drive have no suffix."""
