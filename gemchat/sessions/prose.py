"""Contents as Markdown, for conversations that are written to a file to be read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from gemchat.protocol.payload import as_object, as_text
from gemchat.sessions.citations import Source, marked
from gemchat.types.base import JsonObject

_TICKS: Final = re.compile("`{3,}")
_BRACKETS: Final = re.compile(r"([\[\]\\])")
_UNSAFE: Final = re.compile(r"[<>\\\s]")


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of a content that is shown by itself.

    Attributes:
        text: as Markdown; of media what they are.
        thought: whether the model thought it, and did not say it.
        media: the media themselves, in wire form.
    """

    text: str
    thought: bool = False
    media: JsonObject | None = None


def passages(content: JsonObject, meta: JsonObject) -> Iterator[Passage]:
    """Give a content piece by piece; neighbours of text are one.

    Args:
        meta: what was said about the reply, for the marks of its sources.
    """
    for (is_text, thought), run in groupby(marked(content, meta, _mark)["parts"], key=_kind):
        if is_text:
            yield Passage("".join(part["text"] for part in run), thought)
        else:
            yield from map(passage, run)


def _kind(part: JsonObject) -> tuple[bool, bool]:
    return isinstance(part.get("text"), str), bool(part.get("thought"))


def passage(part: JsonObject) -> Passage:
    """Give a part that is no text."""
    match part:
        case {"inlineData": {"mimeType": str(kind), "data": str()} as media}:
            return Passage(kind, media=media)
        case {"fileData": {"fileUri": str(uri)} as file}:
            kind = as_text(file.get("mimeType")) or "file"
            return Passage(f"[{escaped(kind)}]({address(uri)})")
        case {"executableCode": {"code": str(code)} as run}:
            return Passage(fenced(code, as_text(run.get("language")).lower()))
        case {"codeExecutionResult": dict(result)}:
            return Passage(_failed(result) + fenced(as_text(result.get("output")), "text"))
        case {"functionCall": dict(call)}:
            arguments = as_object(call.get("args")).items()
            written = ", ".join(f"{name}={_json(value)}" for name, value in arguments)
            return Passage(fenced(f"{as_text(call.get('name'))}({written})", "python"))
        case {"functionResponse": dict(response)}:
            return Passage(fenced(_json(response.get("response")), "json"))
        case _:
            rest = {key: value for key, value in part.items() if key != "thoughtSignature"}
            return Passage(fenced(_json(rest), "json") if rest else "")


def source_markdown(number: int, source: Source) -> str:
    """Give a source as an item of a numbered list."""
    title = escaped(source.title)
    return (
        f"{number}. [{title}]({address(source.address)})"
        if source.address
        else f"{number}. {title}"
    )


def fenced(text: str, language: str) -> str:
    """Put text into a fence that it cannot break out of."""
    longest = max((len(ticks) for ticks in _TICKS.findall(text)), default=2)
    ticks = "`" * (longest + 1)
    return f"{ticks}{language}\n{text.rstrip()}\n{ticks}"


def escaped(text: str) -> str:
    """Keep text inside the brackets of a link."""
    return _BRACKETS.sub(r"\\\1", " ".join(text.split()))


def address(uri: str) -> str:
    """Write an address as the target of a link that it cannot break out of."""
    safe = _UNSAFE.sub(lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), uri)
    return f"<{safe}>"


def _mark(number: int, source: Source) -> str:
    return f"[[{number}]]({address(source.address)})" if source.address else rf"\[{number}\]"


def _failed(result: JsonObject) -> str:
    outcome = as_text(result.get("outcome"))
    return "" if outcome in ("", "OUTCOME_OK") else f"The code failed ({outcome}):\n\n"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
