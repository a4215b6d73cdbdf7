from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gemchat.errors import BrokenReplyError
from gemchat.protocol.assembly import ReplyBuilder
from gemchat.protocol.sse import PayloadReader
from gemchat.sessions.citations import Source, sources_of, with_marks

PAGES = [{"web": {"uri": f"https://{name}", "title": name}} for name in ("a.example", "b.example")]


def support(text: str, start: int | None, *indices: Any) -> dict[str, Any]:
    segment = {"text": text} | ({} if start is None else {"startIndex": start})
    return {"segment": segment, "groundingChunkIndices": list(indices)}


def grounded(*supports: dict[str, Any]) -> dict[str, Any]:
    return {"grounding": {"groundingChunks": PAGES, "groundingSupports": list(supports)}}


def marked(texts: Sequence[str], *supports: dict[str, Any]) -> list[str]:
    return with_marks(texts, grounded(*supports), lambda number, _: f"[{number}]")


@pytest.mark.parametrize(
    ("texts", "supports", "expected"),
    [
        (["One. Two."], [support("One.", None, 0)], ["One.[1] Two."]),
        (["One. Two."], [support("Two.", 5, 1, 0)], ["One. Two.[1][2]"]),
        (["Ünï. Two."], [support("Two.", 7, 1)], ["Ünï. Two.[2]"]),
        (["Ünï. Two."], [support("Ünï.", 0, 1)], ["Ünï.[2] Two."]),
        (["One. ", "Two", ". Three"], [support("Two.", 5, 0)], ["One. ", "Two", ".[1] Three"]),
        (["One.", "Two."], [support("One.", None, 0)], ["One.[1]", "Two."]),
        (["yes and yes"], [support("yes", 7, 0)], ["yes and yes[1]"]),
        (["yes and yes"], [support("yes", 2, 0)], ["yes[1] and yes"]),
        (["One."], [support("One.", 0, 0), support("ne.", 1, 0, 1)], ["One.[1][2]"]),
        (["One."], [support("Else.", 0, 0)], ["One."]),
        (["One."], [support("One.", 0, 7, -1, "x", None)], ["One."]),
        (["One."], [support("", 0, 0), {"segment": None}, {}], ["One."]),
        (["One."], [{"segment": {"text": "One.", "startIndex": "x"}}], ["One."]),
        ([], [support("One.", 0, 0)], []),
    ],
)
def test_marks_stand_where_the_segment_ends(
    texts: list[str], supports: list[dict[str, Any]], expected: list[str]
) -> None:
    assert marked(texts, *supports) == expected


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(max_size=5), max_size=4), st.data())
def test_marks_add_and_take_nothing_else(texts: list[str], data: st.DataObject) -> None:
    whole = "".join(texts)
    start = data.draw(st.integers(0, len(whole)))
    segment = whole[start : start + data.draw(st.integers(0, 5))]
    at = len(whole[:start].encode())
    found = marked(texts, support(segment, at, 0))
    assert [text.replace("[1]", "") for text in found] == [t.replace("[1]", "") for t in texts]
    assert "".join(found).count("[1]") == whole.count("[1]") + bool(segment)


def test_sources_of_every_kind() -> None:
    meta = {
        "grounding": {
            "groundingChunks": [
                {"web": {"uri": "https://a.example"}},
                {"maps": {"title": "Place"}},
                {"image": {"sourceUri": "https://b.example", "title": "B"}},
                {},
            ],
            "groundingSupports": [support("Said.", 0, 1)],
        },
        "citations": [{"uri": "https://c.example", "title": "C"}, {"startIndex": 1}],
    }
    assert sources_of(meta) == [
        Source("https://a.example", "https://a.example"),
        Source("Place", "", "Said."),
        Source("B", "https://b.example"),
        Source("", ""),
        Source("C", "https://c.example"),
    ]


def test_recorded_segments_are_found(recordings: Path) -> None:
    placed = []
    for path in recordings.glob("*.json"):
        for exchange in json.loads(path.read_text())["exchanges"]:
            texts, meta = answer_of(exchange["response"]["body"])
            for one in meta.get("grounding", {}).get("groundingSupports") or ():
                only = {"grounding": {**meta["grounding"], "groundingSupports": [one]}}
                placed.append(with_marks(texts, only, lambda *_: "[1]") != texts)
    assert len(placed) > 20
    assert all(placed)


def answer_of(body: Any) -> tuple[list[str], dict[str, Any]]:
    """The texts of an answer, and what was said about it."""
    reader, builder = PayloadReader(), ReplyBuilder()
    data = body if isinstance(body, str) else json.dumps(body)
    try:
        for payload in [*reader.feed(data.encode()), *reader.finish()]:
            builder.feed(payload)
    except BrokenReplyError:  # not every recorded body is an answer
        return [], {}
    builder.close()
    said = [part for part in builder.parts if not part.get("thought") and part.get("text")]
    return [part["text"] for part in said], builder.meta
