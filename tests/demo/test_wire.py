from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gemchat.demo.prompt import Prompt
from gemchat.demo.wire import Reply, chunks, event, said, unary

Json = dict[str, Any]


def prompt(model: str = "gemini-3.8-flash", **config: object) -> Prompt:
    contents = [{"role": "user", "parts": [{"text": "hello there"}]}]
    return Prompt(model, {"contents": contents, "generationConfig": config})


def text_of(payloads: list[Json]) -> str:
    found = [part for one in payloads for part in one["candidates"][0]["content"]["parts"]]
    return "".join(part["text"] for part in found)


@settings(max_examples=50)
@given(st.text(max_size=2000))
def test_pieces_add_up_to_the_text(text: str) -> None:
    assert text_of(list(chunks(prompt(), said(text)))) == text
    assert text_of([unary(prompt(), said(text))]) == text


def test_the_first_piece_is_short_and_the_others_as_long_as_observed() -> None:
    payloads = list(chunks(prompt("gemini-2.5-flash"), said("x" * 1000)))
    first, *others, _last = [len(text_of([payload])) for payload in payloads]
    assert first == 7
    assert all(40 <= size <= 140 for size in others)


@settings(max_examples=50)
@given(st.text(max_size=300))
def test_an_event_is_one_line_of_escaped_json(text: str) -> None:
    payload = {"text": text, "n": [1, 2]}
    framed = event(payload)
    assert framed.startswith(b'data: {"text": "')
    assert framed.endswith(b',"n": [1,2]}\r\n\r\n')
    assert framed.count(b"\n") == 2
    assert not {b"<"[0], b">"[0]} & set(framed)
    assert json.loads(framed[6:]) == payload


def test_every_chunk_tells_usage_that_adds_up() -> None:
    reply = Reply(({"text": "hm" * 20, "thought": True}, {"text": "word " * 100}))
    payloads = list(chunks(prompt(), reply))
    for payload in payloads:
        usage = payload["usageMetadata"]
        spent = usage.get("candidatesTokenCount", 0) + usage.get("thoughtsTokenCount", 0)
        assert usage["totalTokenCount"] == usage["promptTokenCount"] + spent
    final = payloads[-1]["usageMetadata"]
    assert (final["thoughtsTokenCount"], final["candidatesTokenCount"]) == (10, 125)
    assert unary(prompt(), reply)["usageMetadata"] == final


def test_a_stream_has_one_identity_and_the_name_of_the_concrete_model() -> None:
    payloads = list(chunks(prompt("gemini-pro-latest"), said("word " * 50)))
    assert len({payload["responseId"] for payload in payloads}) == 1
    assert {payload["modelVersion"] for payload in payloads} == {"gemini-3.1-pro-preview"}


def last(model: str, reply: Reply) -> Json:
    candidate: Json = list(chunks(prompt(model), reply))[-1]["candidates"][0]
    return candidate


def test_gemini_3_signs_an_empty_last_part() -> None:
    candidate = last("gemini-3.8-flash", said("done"))
    (part,) = candidate["content"]["parts"]
    assert part["text"] == ""
    assert part["thoughtSignature"]
    assert candidate["finishReason"] == "STOP"


def test_gemini_2_ends_on_its_last_words() -> None:
    candidate = last("gemini-2.5-flash", said("done"))
    assert candidate["content"]["parts"] == [{"text": "done"}]
    assert candidate["finishReason"] == "STOP"


def test_after_a_call_the_last_part_is_empty_and_unsigned() -> None:
    call = {"functionCall": {"name": "f", "args": {}}, "thoughtSignature": "c2ln"}
    candidate = last("gemini-3.8-flash", Reply((call,)))
    assert candidate["content"]["parts"] == [{"text": ""}]
    assert unary(prompt(), Reply((call,)))["candidates"][0]["content"]["parts"] == [call]


@pytest.mark.parametrize(
    ("reply", "content"),
    [
        (Reply(({"text": "cut"},), "MAX_TOKENS"), {"parts": [{"text": "cut"}], "role": "model"}),
        (Reply(finish="MAX_TOKENS"), {"role": "model"}),
        (Reply(({"text": "no"},), "SAFETY"), {}),
        (Reply(finish="RECITATION"), {}),
    ],
)
def test_other_ends_of_a_stream(reply: Reply, content: Json) -> None:
    candidate = last("gemini-3.8-flash", reply)
    assert candidate["content"] == content
    assert candidate["finishReason"] == reply.finish


def test_a_blocked_prompt_has_no_candidate() -> None:
    (payload,) = chunks(prompt(), Reply(blocked="SAFETY"))
    assert payload["promptFeedback"] == {"blockReason": "SAFETY"}
    assert "candidates" not in payload
    assert "candidatesTokenCount" not in payload["usageMetadata"]
