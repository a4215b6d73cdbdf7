"""The sources of a reply: a numbered list, each with the sentence it supports."""

from __future__ import annotations

from rich.style import Style

from gemchat.protocol.payload import as_object
from gemchat.sessions.citations import Source, sources_of
from gemchat.shown import shown_line
from gemchat.types.base import JsonObject
from gemchat.ui.markdown import Row, Run
from gemchat.ui.markdown.rows import hyperlink
from gemchat.ui.markdown.wrapping import wrapped
from gemchat.ui.theme import Theme

_SENTENCE = 160
_INDENT = "    "


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
