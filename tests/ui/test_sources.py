from __future__ import annotations

import pytest

from gemchat.sessions.citations import Source, sources_of
from gemchat.types.base import JsonObject
from gemchat.ui.sources import source_rows
from gemchat.ui.theme import Theme


def grounding(*chunks: JsonObject, **more: object) -> JsonObject:
    return {"grounding": {"groundingChunks": list(chunks), **more}}


def web(title: str, uri: str = "https://a.example/") -> JsonObject:
    return {"web": {"title": title, "uri": uri}}


def lines(meta: JsonObject, width: int = 60) -> list[str]:
    return [row.text.rstrip() for row in source_rows(meta, width, Theme())]


@pytest.mark.parametrize(
    ("meta", "sources"),
    [
        ({}, []),
        (grounding(web("A")), [Source("A", "https://a.example/")]),
        (grounding({"maps": {"uri": "u"}}), [Source("u", "u")]),
        (grounding({"hologram": {}}), [Source("", "")]),
        ({"citations": [{"uri": "u", "title": "T"}, {"license": "MIT"}]}, [Source("T", "u")]),
        ({"grounding": 7, "citations": "x"}, []),
        (grounding({"web": None}, groundingSupports=[{"segment": None}]), [Source("", "")]),
    ],
)
def test_what_a_reply_rests_on(meta: JsonObject, sources: list[Source]) -> None:
    assert sources_of(meta) == sources


def test_each_source_has_the_first_sentence_it_supports() -> None:
    supports = [
        {"segment": {"text": "One."}, "groundingChunkIndices": [0]},
        {"segment": {"text": "Two."}, "groundingChunkIndices": [1, 0]},
    ]
    meta = grounding(web("A"), web("B"), groundingSupports=supports)
    assert [source.sentence for source in sources_of(meta)] == ["One.", "Two."]


def test_how_it_looks() -> None:
    supports = [{"segment": {"text": "One\x1b[2J sentence."}, "groundingChunkIndices": [0]}]
    meta = grounding(
        web("A"),
        {"web": {"uri": "ftp://b.example/"}},
        groundingSupports=supports,
        webSearchQueries=["what is a"],
    )
    assert lines(meta) == [
        "[1] A https://a.example/",
        "    “One␛[2J sentence.”",
        "[2] ftp://b.example/",
        "Searched for “what is a”",
    ]


def test_pages_that_were_read() -> None:
    status = "URL_RETRIEVAL_STATUS_"
    pages = [
        {"retrievedUrl": "https://a.example/", "urlRetrievalStatus": f"{status}SUCCESS"},
        {"retrievedUrl": "https://b.example/\x1b[2J", "urlRetrievalStatus": f"{status}PAYWALL"},
        {"retrievedUrl": "https://c.example/", "urlRetrievalStatus": f"{status}TOO_LATE"},
    ]
    assert lines({"url_context": {"urlMetadata": [*pages, None]}}, width=80) == [
        "Read https://a.example/",
        "Could not read https://b.example/␛[2J: it wants to be paid",
        "Could not read https://c.example/: too_late",
    ]


def test_only_addresses_of_the_web_become_links() -> None:
    meta = grounding(web("good"), web("bad", "javascript:alert(1)"))
    links = {
        text: style.link
        for row in source_rows(meta, 60, Theme())
        for text, style in row.runs
        if text in ("good", "bad")
    }
    assert links == {"good": "https://a.example/", "bad": None}


def test_nothing_to_show() -> None:
    assert lines({}) == []
