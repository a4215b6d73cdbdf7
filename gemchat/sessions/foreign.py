"""Checks what a file from anywhere says, before any of it becomes part of a conversation."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from typing import Any, Final

from pydantic import ValidationError

from gemchat.counted import size
from gemchat.errors import HistoryFileError
from gemchat.protocol.payload import as_text
from gemchat.sessions.record import whole_characters
from gemchat.types.base import JsonObject
from gemchat.types.content import Blob, Content, Part

MOST_CONTENTS: Final = 100_000
MOST_PARTS: Final = 10_000
LONGEST_TEXT: Final = 4 << 20

_NUMBERS: Final = (
    "temperature",
    "top_p",
    "top_k",
    "max_output_tokens",
    "seed",
    "presence_penalty",
    "frequency_penalty",
)
_MODEL: Final = re.compile(r"(?!.*\.\.)[A-Za-z0-9][A-Za-z0-9._/@:-]{0,199}")
_HALF_CHARACTER: Final = re.compile(r"\\u[dD][89a-fA-F]")
_QUOTED: Final = 40
_LONGEST_TITLE: Final = 200
_MEDIA_TYPE: Final = re.compile(r"[a-z]+/[a-z0-9.+-]+")


def parsed(data: bytes) -> object:
    """Read JSON that is what it seems: no key twice, no number that is none.

    Raises:
        HistoryFileError: it is not; names the line where it can.
    """
    try:
        text = data.decode("utf-8-sig")
        document = _loads(text)
        if _HALF_CHARACTER.search(text):
            document = _loads(whole_characters(json.dumps(document, ensure_ascii=False)))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise HistoryFileError(f"Line {line}: not UTF-8.") from None
    except json.JSONDecodeError as error:
        raise HistoryFileError(f"Line {error.lineno}: {error.msg}.") from None
    except RecursionError:
        raise HistoryFileError("Too deeply nested.") from None
    except ValueError as error:
        raise HistoryFileError(f"Not usable JSON: {error}.") from None
    return document


def _loads(text: str) -> object:
    return json.loads(
        text,
        parse_constant=_refuse_constant,
        parse_float=_finite,
        object_pairs_hook=_without_twins,
    )


def contents_from(value: object) -> list[JsonObject]:
    """Take contents, of each the role and the parts; raises HistoryFileError naming the entry."""
    if not isinstance(value, list):
        raise HistoryFileError("The contents are no list.")
    if len(value) > MOST_CONTENTS:
        raise HistoryFileError(f"More than {MOST_CONTENTS} contents.")
    return [_content(entry, f"Entry {number}").to_wire() for number, entry in enumerate(value, 1)]


def system_from(value: object) -> list[JsonObject] | None:
    """Take a system instruction, as a text or as parts of text; raises HistoryFileError."""
    match value:
        case None | "":
            return None
        case str():
            parts: object = [{"text": value}]
        case {"parts": inner}:
            parts = inner
        case _:
            parts = value
    content = _content({"role": "user", "parts": parts}, "The system instruction")
    texts = [part.text for part in content.parts or ()]
    if None in texts:
        raise HistoryFileError("The system instruction is more than text.")
    return [{"text": text} for text in texts] or None


def model_from(value: object) -> str:
    """Take the name of a model; raises HistoryFileError."""
    if value is None or value == "":
        return ""
    if not isinstance(value, str) or not _MODEL.fullmatch(value):
        raise HistoryFileError("The model is no name of one.")
    return value


def numbers_from(value: object) -> JsonObject:
    """Take the plain numbers of a configuration, and leave all else."""
    config = value if isinstance(value, dict) else {}
    return {
        name: config[name]
        for name in _NUMBERS
        if isinstance(config.get(name), int | float) and not isinstance(config[name], bool)
    }


def title_from(value: object) -> str:
    """Take a title: one line of bounded length, or nothing."""
    return " ".join(as_text(value)[:_LONGEST_TITLE].split())


def _content(entry: object, place: str) -> Content:
    """Read one content, of which only role and parts are looked at."""
    match entry:
        case {"role": "user" | "model" as role, "parts": parts}:
            pass
        case {"role": str(role)} if role not in ("user", "model"):
            raise HistoryFileError(f"{place}: unknown role “{role[:_QUOTED]}”.")
        case _:
            raise HistoryFileError(f"{place}: no content with a role and parts.")
    if not isinstance(parts, list) or len(parts) > MOST_PARTS:
        raise HistoryFileError(f"{place}: no list of at most {MOST_PARTS} parts.")
    try:
        content = Content.model_validate({"role": role, "parts": parts})
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        where = ".".join(str(step) for step in first["loc"])
        raise HistoryFileError(f"{place}: {where}: {first['msg']}.") from None
    for part in content.parts or ():
        _check(part, place)
    return content


def _check(part: Part, place: str) -> None:
    if len(part.text or "") > LONGEST_TEXT:
        raise HistoryFileError(f"{place}: a text of more than {size(LONGEST_TEXT)}.")
    for blob in _media(part):
        if not _MEDIA_TYPE.fullmatch(blob.mime_type or ""):
            raise HistoryFileError(f"{place}: media of no known type.")


def _media(part: Part) -> Iterator[Blob]:
    """The media that lie in a part itself."""
    answered = part.function_response.parts if part.function_response else None
    for each in (part, *(answered or ())):
        if each.inline_data is not None:
            yield each.inline_data


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is no number")


def _finite(text: str) -> float:
    number = float(text)
    if math.isinf(number):
        raise ValueError(f"{text[:_QUOTED]} is too large a number")
    return number


def _without_twins(pairs: list[tuple[str, Any]]) -> JsonObject:
    named = dict(pairs)
    if len(named) < len(pairs):
        raise ValueError("an object has a key twice")
    return named
