from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemchat.protocol.assembly import (
    PartFinished,
    PartGrew,
    PartJoiner,
    PartStarted,
    ReplyBuilder,
    first_candidate,
    is_visible,
    pieces,
)
from gemchat.types import Part

Json = dict[str, Any]

THOUGHT: Json = {"text": "hm", "thought": True}
SIGNED: Json = {"text": "", "thoughtSignature": "c2ln"}
CALL: Json = {"functionCall": {"name": "f", "args": {"a": 1}}, "thoughtSignature": "Y2FsbA=="}


def chunk(*parts: Json, **candidate: Any) -> Json:
    return {"candidates": [{"content": {"role": "model", "parts": list(parts)}, **candidate}]}


def joined(*parts: Json) -> list[Json]:
    joiner = PartJoiner()
    for part in parts:
        joiner.add(part)
    return joiner.parts


def built(*chunks: Json) -> ReplyBuilder:
    builder = ReplyBuilder()
    for one in chunks:
        builder.feed(one)
    return builder


@pytest.mark.parametrize(
    ("received", "kept"),
    [
        ([{"text": "a"}, {"text": "b"}], [{"text": "ab"}]),
        ([{"text": "a"}, {"text": ""}, {"text": "b"}], [{"text": "ab"}]),
        ([{"text": ""}], []),
        ([{}], []),
        ([THOUGHT, THOUGHT], [{"text": "hmhm", "thought": True}]),
        ([THOUGHT, {"text": "a"}, THOUGHT], [THOUGHT, {"text": "a"}, THOUGHT]),
        ([{"text": "a", "thought": False}, {"text": "b"}], [{"text": "ab", "thought": False}]),
        ([{"text": "a"}, SIGNED], [{"text": "a"}, SIGNED]),
        ([SIGNED, {"text": "a"}], [SIGNED, {"text": "a"}]),
        ([SIGNED, SIGNED], [SIGNED, SIGNED]),
        (
            [{"text": "a", "thoughtSignature": "c2ln"}, {"text": "b"}, {"text": "c"}],
            [{"text": "a", "thoughtSignature": "c2ln"}, {"text": "bc"}],
        ),
        (
            [{"text": "a"}, CALL, {"text": ""}, CALL, {"text": "b"}],
            [{"text": "a"}, CALL, CALL, {"text": "b"}],
        ),
        (
            [{"text": "a", "partMetadata": {"x": 1}}, {"text": "b"}],
            [{"text": "a", "partMetadata": {"x": 1}}, {"text": "b"}],
        ),
        (
            [{"hologram": {"voxels": 7}}, {"text": "a"}],
            [{"hologram": {"voxels": 7}}, {"text": "a"}],
        ),
    ],
)
def test_only_plain_unsigned_text_is_joined(received: list[Json], kept: list[Json]) -> None:
    assert joined(*received) == kept


def test_a_part_is_announced_grows_and_is_finished() -> None:
    joiner = PartJoiner()
    hm, hello, call = Part.from_wire(THOUGHT), Part(text="Hello"), Part.from_wire(CALL)
    assert joiner.add(THOUGHT) == [PartStarted(0, hm)]
    assert joiner.add({"text": "Hel"}) == [PartFinished(0, hm), PartStarted(1, Part(text="Hel"))]
    assert joiner.add({"text": "lo"}) == [PartGrew(1, "lo")]
    assert joiner.parts[1] == {"text": "Hello"}
    assert joiner.add(CALL) == [PartFinished(1, hello), PartStarted(2, call), PartFinished(2, call)]
    assert joiner.close() == []
    assert joiner.add({"text": "x"}) == [PartStarted(3, Part(text="x"))]
    assert joiner.close() == [PartFinished(3, Part(text="x"))]
    assert joiner.close() == []


PIECES = st.lists(
    st.sampled_from([{"text": "a"}, {"text": "b\n"}, {"text": ""}, THOUGHT, SIGNED, CALL])
)


@given(PIECES)
def test_nothing_is_lost_moved_or_invented(received: list[Json]) -> None:
    joiner = PartJoiner()
    events = [event for piece in received for event in joiner.add(piece)] + joiner.close()
    for thought in (True, None):
        texts = [
            [p.get("text", "") for p in parts if p.get("thought") == thought]
            for parts in (received, joiner.parts)
        ]
        assert "".join(texts[0]) == "".join(texts[1])
    signatures = [
        [p["thoughtSignature"] for p in parts if "thoughtSignature" in p]
        for parts in (received, joiner.parts)
    ]
    assert signatures[0] == signatures[1]
    finished = [event.part.to_wire() for event in events if isinstance(event, PartFinished)]
    assert finished == joiner.parts
    started = [event.index for event in events if isinstance(event, PartStarted)]
    assert started == list(range(len(joiner.parts)))


def test_parts_received_are_not_shared() -> None:
    piece = {"text": "a"}
    joiner = PartJoiner()
    joiner.add(piece)
    joiner.parts.clear()
    piece["text"] = "b"
    assert joiner.parts == [{"text": "a"}]


@pytest.mark.parametrize(
    ("response", "expected"),
    [
        ({}, []),
        ({"candidates": None}, []),
        ({"candidates": [7, {"content": "x"}]}, []),
        ({"candidates": [{"content": {"role": "model"}}]}, []),
        ({"candidates": [{"content": {"parts": None}}]}, []),
        (
            {"candidates": [{"content": {"parts": [{"text": 7}, "x", None, {"text": "a"}]}}]},
            [{"text": "a"}],
        ),
        (
            {"candidates": [{"content": {"parts": [{"text": None}, {"text": None, **CALL}]}}]},
            [{"text": None, **CALL}],
        ),
        (
            {
                "candidates": [
                    {"index": 1, "content": {"parts": [{"text": "b"}]}},
                    {"index": 0, "content": {"parts": [{"text": "a"}]}},
                ]
            },
            [{"text": "a"}],
        ),
        ({"candidates": [{"index": 1, "content": {"parts": [{"text": "b"}]}}]}, []),
    ],
)
def test_pieces_of_odd_responses(response: Json, expected: list[Json]) -> None:
    assert pieces(response) == expected


def test_a_candidate_without_index_is_the_first() -> None:
    assert first_candidate({"candidates": [{"finishReason": "STOP"}]}) == {"finishReason": "STOP"}


def test_the_last_finish_reason_counts() -> None:
    builder = built(chunk(finishReason="STOP"), chunk({"text": "a"}), chunk(finishReason="SAFETY"))
    assert builder.finish == "SAFETY"
    builder.feed(chunk(finishReason="FINISH_REASON_UNSPECIFIED"))
    assert builder.finish == "SAFETY"
    assert built(chunk(finishReason="FINISH_REASON_UNSPECIFIED")).finish is None


def test_a_blocked_prompt_says_why() -> None:
    builder = built({"promptFeedback": {"blockReason": "SAFETY"}}, {"usageMetadata": {"a": 1}})
    assert (builder.blocked, builder.finish, builder.content) == ("SAFETY", None, None)
    assert builder.meta["prompt_feedback"] == {"blockReason": "SAFETY"}


@pytest.mark.parametrize(
    ("seen", "usage"),
    [
        ([{"totalTokenCount": 5}, {"totalTokenCount": 3}], {"totalTokenCount": 3}),
        (
            [{"candidatesTokenCount": 21, "a": 1}, {"totalTokenCount": 165}],
            {"candidatesTokenCount": 21, "totalTokenCount": 165},
        ),
        ([{"totalTokenCount": 5}, {}], {"totalTokenCount": 5}),
        ([{"totalTokenCount": 5}, None], {"totalTokenCount": 5}),
    ],
)
def test_the_last_usage_counts(seen: list[Json | None], usage: Json) -> None:
    assert built(*({"usageMetadata": one} for one in seen)).meta["usage"] == usage


def test_what_comes_along_is_gathered() -> None:
    builder = built(
        {**chunk(urlContextMetadata={"urlMetadata": [1]}), "modelVersion": "m", "responseId": "r"},
        chunk(groundingMetadata={"webSearchQueries": ["q"]}, safetyRatings=[{"category": "A"}]),
        chunk(groundingMetadata={}, citationMetadata={"citationSources": [{"uri": "a"}]}),
        chunk(
            groundingMetadata={"groundingChunks": [{"web": {}}], "webSearchQueries": []},
            citationMetadata={"citations": [{"uri": "b"}]},
            finishMessage="done",
        ),
    )
    assert builder.meta == {
        "url_context": {"urlMetadata": [1]},
        "model_version": "m",
        "response_id": "r",
        "grounding": {"webSearchQueries": ["q"], "groundingChunks": [{"web": {}}]},
        "safety": [{"category": "A"}],
        "citations": [{"uri": "a"}, {"uri": "b"}],
        "finish_message": "done",
    }


@pytest.mark.parametrize(
    ("part", "visible"),
    [
        ({"text": "a"}, True),
        ({"text": ""}, False),
        (SIGNED, False),
        (THOUGHT, False),
        (CALL, True),
        ({"inlineData": {}, "thought": True}, False),
        ({"hologram": {}}, True),
    ],
)
def test_visible(part: Json, visible: bool) -> None:
    assert is_visible(part) is visible
