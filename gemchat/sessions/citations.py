"""What an answer rests on: its sources, and the places in the text that name them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from gemchat.protocol.payload import as_object, as_objects, as_text
from gemchat.types.base import JsonObject

_KINDS: Final = ("web", "maps", "retrievedContext", "image")


@dataclass(frozen=True, slots=True)
class Source:
    """Something a reply rests on.

    Attributes:
        title: its name, else its address.
        address: where it lies, or empty.
        sentence: the first sentence that it supports, or empty.
    """

    title: str
    address: str
    sentence: str = ""


def sources_of(meta: JsonObject) -> list[Source]:
    """Find the sources of a reply in what was said about it."""
    grounding = as_object(meta.get("grounding"))
    supported = _sentences(as_objects(grounding.get("groundingSupports")))
    sources = [
        _source(chunk, supported.get(index, ""))
        for index, chunk in enumerate(as_objects(grounding.get("groundingChunks")))
    ]
    cited = [
        Source(as_text(one.get("title")), as_text(one.get("uri")))
        for one in as_objects(meta.get("citations"))
        if one.get("title") or one.get("uri")
    ]
    return [*sources, *cited]


def marked(content: JsonObject, meta: JsonObject, mark: Callable[[int, Source], str]) -> JsonObject:
    """Give a reply with the marks of its sources in its texts; arguments as `with_marks` has."""
    parts = as_objects(content.get("parts"))
    texts = iter(with_marks([part["text"] for part in parts if _is_said(part)], meta, mark))
    return {
        **content,
        "parts": [part | {"text": next(texts)} if _is_said(part) else part for part in parts],
    }


def with_marks(
    texts: Sequence[str], meta: JsonObject, mark: Callable[[int, Source], str]
) -> list[str]:
    """Put the marks of its sources into the text of a reply.

    Args:
        texts: the text parts of the reply without its thoughts, in order.
        meta: what was said about the reply.
        mark: gives the mark of a source and its number, which counts from 1.
    """
    sources = sources_of(meta)
    marks = {
        place: "".join(mark(number, sources[number - 1]) for number in sorted(numbers))
        for place, numbers in _places("".join(texts).encode(), meta, len(sources)).items()
    }
    marked, start = [], 0
    for text in texts:
        data = text.encode()
        end = start + len(data)
        pieces, done = [], start
        for place in sorted(at for at in marks if start < at <= end):
            pieces += [data[done - start : place - start].decode(), marks[place]]
            done = place
        marked.append("".join([*pieces, data[done - start :].decode()]))
        start = end
    return marked


def _is_said(part: JsonObject) -> bool:
    return isinstance(part.get("text"), str) and not part.get("thought")


def _places(text: bytes, meta: JsonObject, sources: int) -> dict[int, set[int]]:
    """Where marks go, in bytes, each with the numbers of the sources named there."""
    places: dict[int, set[int]] = {}
    supports = as_object(meta.get("grounding")).get("groundingSupports")
    for support in as_objects(supports):
        end = _end(text, as_object(support.get("segment")))
        indices = support.get("groundingChunkIndices")
        known = [i + 1 for i in _numbers(indices) if i < sources]
        if end is not None and known:
            places.setdefault(end, set()).update(known)
    return places


def _end(text: bytes, segment: JsonObject) -> int | None:
    """Where a segment ends; its text is right where its offsets are a little off."""
    said = as_text(segment.get("text")).encode()
    start = segment.get("startIndex") or 0
    if not said or not isinstance(start, int):
        return None
    if text[start : start + len(said)] == said:
        return start + len(said)
    found, at = [], text.find(said)
    while at >= 0:
        found.append(at)
        at = text.find(said, at + 1)
    return min(found, key=lambda at: abs(at - start)) + len(said) if found else None


def _numbers(value: object) -> list[int]:
    numbers = value if isinstance(value, list) else []
    return [number for number in numbers if isinstance(number, int) and number >= 0]


def _source(chunk: JsonObject, sentence: str) -> Source:
    found = next((as_object(chunk[kind]) for kind in _KINDS if kind in chunk), {})
    address = as_text(found.get("uri")) or as_text(found.get("sourceUri"))
    return Source(as_text(found.get("title")) or address, address, sentence)


def _sentences(supports: list[JsonObject]) -> dict[int, str]:
    """The first sentence that each chunk supports."""
    sentences: dict[int, str] = {}
    for support in supports:
        text = as_text(as_object(support.get("segment")).get("text"))
        for index in _numbers(support.get("groundingChunkIndices")):
            sentences.setdefault(index, text)
    return sentences
