"""The sources of a reply: a numbered list, each with the sentence it supports; what was read."""

from __future__ import annotations

from rich.style import Style

from gemchat.protocol.payload import as_object, as_objects, as_text
from gemchat.sessions.citations import Source, sources_of
from gemchat.shown import shown_line
from gemchat.types.base import JsonObject
from gemchat.ui.lines import note
from gemchat.ui.markdown import Row, Run
from gemchat.ui.markdown.rows import hyperlink
from gemchat.ui.markdown.wrapping import wrapped
from gemchat.ui.theme import Theme

_SENTENCE = 160
_INDENT = "    "
_REFUSALS = {
    "ERROR": "it could not be fetched",
    "PAYWALL": "it wants to be paid",
    "UNSAFE": "it is unsafe",
}


def source_rows(meta: JsonObject, width: int, theme: Theme) -> list[Row]:
    """Draw the sources of a reply, what was searched for and read; nothing if there are none."""
    sources = sources_of(meta)
    rows = [
        row
        for number, source in enumerate(sources, start=1)
        for row in _rows(number, source, width, theme)
    ]
    queries = as_object(meta.get("grounding")).get("webSearchQueries") or []
    asked = ", ".join(f"“{shown_line(str(query))}”" for query in queries)
    told = [f"Searched for {asked}"] if asked else []
    pages = as_objects(as_object(meta.get("url_context")).get("urlMetadata"))
    told += [_read(shown_line(as_text(page.get("retrievedUrl"))), page) for page in pages]
    return [*rows, *(row for words in told for row in note(words, width, theme.dim))]


def _read(address: str, page: JsonObject) -> str:
    """Say of a page that the question named whether it could be read."""
    status = as_text(page.get("urlRetrievalStatus")).removeprefix("URL_RETRIEVAL_STATUS_")
    if status in ("", "SUCCESS"):
        return f"Read {address}"
    return f"Could not read {address}: {_REFUSALS.get(status, shown_line(status.lower()))}"


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
