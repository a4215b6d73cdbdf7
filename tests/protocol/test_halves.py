from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemchat.protocol.assembly import PartJoiner, pieces
from gemchat.protocol.sse import PayloadReader

Json = dict[str, Any]

HIGH, LOW = "\ud83d", "\ude00"


def said(*parts: Any, finish: str = "") -> Json:
    wire = [{"text": part} if isinstance(part, str) else part for part in parts]
    content = {"content": {"role": "model", "parts": wire}} if parts else {}
    return {"candidates": [{**content, **({"finishReason": finish} if finish else {})}]}


def read(*payloads: Json) -> list[Json]:
    """The payloads as they come out of a stream."""
    reader = PayloadReader()
    body = "".join(f"data: {json.dumps(payload)}\n\n" for payload in payloads)
    return [*reader.feed(body.encode()), *reader.finish()]


def parts_of(*payloads: Json) -> list[Json]:
    joiner = PartJoiner()
    for payload in read(*payloads):
        for piece in pieces(payload):
            joiner.add(piece)
    return joiner.parts


STOP = said(finish="STOP")
THOUGHT = {"text": f"hm {HIGH}", "thought": True}
CALL = {"functionCall": {"name": "f"}}


@pytest.mark.parametrize(
    ("payloads", "parts"),
    [
        ([said(f"a{HIGH}"), said(f"{LOW}b"), STOP], [{"text": "a😀b"}]),
        ([said(f"a{HIGH}"), said(""), {"usageMetadata": {}}, said(LOW), STOP], [{"text": "a😀"}]),
        ([said(HIGH), said(LOW), said(HIGH), said(LOW, finish="STOP")], [{"text": "😀😀"}]),
        ([said(f"a{HIGH}"), said("b"), STOP], [{"text": "a\ufffdb"}]),
        ([said(f"a{HIGH}"), said({"text": LOW, "thought": False}), STOP], [{"text": "a😀"}]),
        ([said(f"a{HIGH}{HIGH}"), said(LOW), STOP], [{"text": "a\ufffd😀"}]),
        ([said(f"a{HIGH}", finish="MAX_TOKENS")], [{"text": "a\ufffd"}]),
        ([said(f"a{HIGH}"), STOP], [{"text": "a\ufffd"}]),
        ([said(f"a{HIGH}"), said(CALL), STOP], [{"text": "a\ufffd"}, CALL]),
        ([said(HIGH, CALL), said(LOW), STOP], [{"text": "\ufffd"}, CALL, {"text": "\ufffd"}]),
        (
            [said(THOUGHT), said({"text": LOW, "thought": True}), STOP],
            [{"text": "hm 😀", "thought": True}],
        ),
        (
            [said(THOUGHT), said(f"{LOW}b"), STOP],
            [{"text": "hm \ufffd", "thought": True}, {"text": "\ufffdb"}],
        ),
        (
            [said(f"a{HIGH}"), said({"text": LOW, "thoughtSignature": "c2ln"}), STOP],
            [{"text": "a"}, {"text": "😀", "thoughtSignature": "c2ln"}],
        ),
    ],
)
def test_a_character_cut_in_two_arrives_whole(payloads: list[Json], parts: list[Json]) -> None:
    assert parts_of(*payloads) == parts


def test_what_is_odd_around_a_half_stays_as_it_is() -> None:
    odd: list[Json] = [
        {"candidates": [{"content": {"parts": "text"}, "index": 0}], "a": LOW},
        {"candidates": [{"content": {"parts": [7, None]}}]},
        {"candidates": None},
        {"error": {"message": HIGH}},
    ]
    first, *others = read(said(f"a{HIGH}"), *odd)
    assert pieces(first) == [{"text": "a"}]
    assert others[0] == {**odd[0], "a": "\ufffd"}
    assert others[1]["candidates"][0]["content"]["parts"][-2:] == [7, None]
    assert others[2:] == [{"candidates": None}, {"error": {"message": "\ufffd"}}]


@given(st.text(alphabet=["a", HIGH, LOW, "😀"]), st.lists(st.integers(0, 20), max_size=6))
def test_text_reads_the_same_however_it_is_cut(text: str, cuts: list[int]) -> None:
    ends = sorted({*(cut for cut in cuts if cut < len(text)), len(text)})
    texts = [text[start:end] for start, end in zip([0, *ends], ends, strict=False)]
    whole = "".join(part["text"] for part in parts_of(said(text), STOP))
    assert "".join(part["text"] for part in parts_of(*map(said, texts), STOP)) == whole
