"""Parts as Markdown, for conversations that are written to a file: media lie inside."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Final

from gemchat.protocol.payload import as_object, as_objects, as_text
from gemchat.sessions.citations import Source, with_marks
from gemchat.types.base import JsonObject

_TICKS: Final = re.compile("`{3,}")
_BRACKETS: Final = re.compile(r"([\[\]\\])")
_UNSAFE: Final = re.compile(r"[<>\\\s]")


def passages(content: JsonObject, meta: JsonObject) -> Iterator[tuple[bool, str]]:
    """Give a content as Markdown, passage by passage, each with whether it is a thought.

    Args:
        meta: what was said about the reply, for the marks of its sources.
    """
    parts = as_objects(content.get("parts"))
    said = [part for part in parts if _is_said(part)]
    marked = iter(with_marks([part["text"] for part in said], meta, _mark))
    passage, thought = "", False
    for part in parts:
        joins = isinstance(part.get("text"), str) and bool(part.get("thought")) == thought
        if passage and not joins:
            yield thought, passage
            passage = ""
        thought = bool(part.get("thought"))
        passage += next(marked) if _is_said(part) else part_markdown(part)
        if "text" not in part and passage:
            yield thought, passage
            passage = ""
    if passage:
        yield thought, passage


def part_markdown(part: JsonObject) -> str:
    """Give a part as Markdown; one of an unknown kind is shown as it came."""
    match part:
        case {"text": str(text)}:
            return text
        case {"inlineData": {"mimeType": str(kind), "data": str(data)}}:
            image = "!" if kind.startswith("image/") else ""
            return f"{image}[{escaped(kind)}]({address(f'data:{kind};base64,{data}')})"
        case {"fileData": {"fileUri": str(uri)} as file}:
            return f"[{escaped(as_text(file.get('mimeType')) or 'file')}]({address(uri)})"
        case {"executableCode": {"code": str(code)} as run}:
            return fenced(code, as_text(run.get("language")).lower())
        case {"codeExecutionResult": dict(result)}:
            return fenced(as_text(result.get("output")), "text")
        case {"functionCall": dict(call)}:
            arguments = as_object(call.get("args")).items()
            written = ", ".join(f"{name}={_json(value)}" for name, value in arguments)
            return fenced(f"{as_text(call.get('name'))}({written})", "python")
        case {"functionResponse": dict(response)}:
            return fenced(_json(response.get("response")), "json")
        case _:
            rest = {key: value for key, value in part.items() if key != "thoughtSignature"}
            return fenced(_json(rest), "json") if rest else ""


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


def _is_said(part: JsonObject) -> bool:
    return isinstance(part.get("text"), str) and not part.get("thought")


def _mark(number: int, source: Source) -> str:
    return f"[[{number}]]({address(source.address)})" if source.address else f"[{number}]"


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
