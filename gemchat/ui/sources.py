"""The sources of a reply: a numbered list, each with the sentence it supports."""

from __future__ import annotations

from dataclasses import dataclass

from rich.style import Style

from gemchat.protocol.payload import as_object, as_objects, as_text
from gemchat.shown import shown_line
from gemchat.types.base import JsonObject
from gemchat.ui.markdown import Row, Run
from gemchat.ui.markdown.rows import hyperlink
from gemchat.ui.markdown.wrapping import wrapped
from gemchat.ui.theme import Theme

_KINDS = ("web", "maps", "retrievedContext", "image")
_SENTENCE = 160
_INDENT = "    "


@dataclass(frozen=True, slots=True)
class Source:
    """Something a reply rests on."""

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


def source_rows(meta: JsonObject, width: int, theme: Theme) -> list[Row]:
    """Draw the sources of a reply and what was searched for; nothing if there are none."""
    sources = sources_of(meta)
    rows = [
        row
        for number, source in enumerate(sources, start=1)
        for row in _rows(number, source, width, theme)
    ]
    queries = as_object(meta.get("grounding")).get("webSearchQueries") or []
    asked = ", ".join(f"“{shown_line(str(query))}”" for query in queries)
    searched = wrapped([(f"Searched for {asked}", theme.dim)], width) if asked else []
    return [*rows, *(Row(tuple(row)) for row in searched)]


def _source(chunk: JsonObject, sentence: str) -> Source:
    found = next((as_object(chunk[kind]) for kind in _KINDS if kind in chunk), {})
    address = as_text(found.get("uri")) or as_text(found.get("sourceUri"))
    return Source(as_text(found.get("title")) or address, address, sentence)


def _sentences(supports: list[JsonObject]) -> dict[int, str]:
    """Give the first sentence that each chunk supports."""
    sentences: dict[int, str] = {}
    for support in supports:
        text = as_text(as_object(support.get("segment")).get("text"))
        for index in support.get("groundingChunkIndices") or ():
            sentences.setdefault(index, text)
    return sentences


def _rows(number: int, source: Source, width: int, theme: Theme) -> list[Row]:
    title = shown_line(source.title)
    address = shown_line(source.address)
    style = theme.plain
    if hyperlink(source.address):
        style = theme.plain + Style(link=source.address)
    head: list[Run] = [(f"[{number}] ", theme.dim), (title, style)]
    if address and address != title:
        head.append((f" {address}", theme.dim))
    sentence = shown_line(source.sentence, _SENTENCE)
    below = wrapped([(f"“{sentence}”", theme.dim)], width - len(_INDENT)) if sentence else []
    indented = [[(_INDENT, theme.plain), *row] for row in below]
    return [Row(tuple(row)) for row in [*wrapped(head, width), *indented]]
