from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from gemchat.types import (
    BlockedReason,
    CitationMetadata,
    FinishReason,
    GenerateContentResponse,
    Model,
    Schema,
)

RICH: dict[str, Any] = {
    "candidates": [
        {
            "content": {
                "parts": [
                    {"text": "hm", "thought": True},
                    {"text": "Paris"},
                    {"text": " is°", "thoughtSignature": "c2ln"},
                    {"functionCall": {"name": "f", "args": {"n": 5}, "id": "x"}},
                ],
                "role": "model",
            },
            "finishReason": "STOP",
            "index": 0,
            "safetyRatings": [{"category": "HARM_CATEGORY_HARASSMENT", "probability": "LOW"}],
            "citationMetadata": {"citationSources": [{"endIndex": 4, "uri": "https://a"}]},
            "groundingMetadata": {
                "webSearchQueries": ["q"],
                "searchEntryPoint": {"renderedContent": "<b>"},
                "groundingChunks": [
                    {"web": {"uri": "https://a?q=San Francisco, CA", "title": "A"}}
                ],
                "groundingSupports": [
                    {"segment": {"endIndex": 5, "text": "Paris"}, "groundingChunkIndices": [0]}
                ],
            },
            "urlContextMetadata": {"urlMetadata": [{"retrievedUrl": "https://a"}]},
            "logprobsResult": {"chosenCandidates": [{"token": "P", "logProbability": -0.5}]},
        },
        {"content": {"parts": [{"text": "second"}]}, "index": 1},
    ],
    "usageMetadata": {
        "promptTokenCount": 5,
        "promptTokensDetails": [{"modality": "TEXT", "tokenCount": 5}],
        "serviceTier": "standard",
    },
    "modelVersion": "gemini-x",
    "responseId": "r",
    "createTime": "2026-05-28T14:47:16.701652823Z",
}

ODD: list[dict[str, Any]] = [
    {},
    {"candidates": []},
    {"candidates": [{}]},
    {"candidates": [{"content": {}, "finishReason": "SAFETY"}]},
    {"candidates": [{"content": {"role": "model"}, "finishReason": "MAX_TOKENS", "index": 0}]},
    {"candidates": [{"finishReason": "BOREDOM", "finishMessage": "yawn"}]},
    {"candidates": [{"groundingMetadata": {}}]},
    {"candidates": [{"index": "first", "content": {"parts": [{"hologram": {}}]}}]},
    {"candidates": {"content": {}}},
    {"candidates": [7]},
    {"usageMetadata": "none"},
    {"usageMetadata": {"promptTokenCount": 2.5, "trafficType": ["ON_DEMAND"]}},
    {"modelVersion": 5, "model_version": 6},
    {"promptFeedback": {"blockReason": "MODEL_ARMOR", "blockReasonMessage": "no"}},
    {"newField": {"deep": [None]}, "candidates": [{"newField": None}]},
]


@pytest.mark.parametrize("wire", [RICH, *ODD])
def test_a_response_goes_back_as_it_came(wire: dict[str, Any]) -> None:
    assert GenerateContentResponse.from_wire(wire).to_wire() == wire


def test_a_null_counts_as_missing() -> None:
    response = GenerateContentResponse.from_wire(
        {"candidates": [{"finishReason": None, "content": None}], "usageMetadata": None}
    )
    assert response.to_wire() == {"candidates": [{}]}


def test_the_first_candidate_is_what_is_read() -> None:
    response = GenerateContentResponse.from_wire(RICH)

    assert response.text == "Paris is°"
    assert [part.kind for part in response.parts] == ["thought", "text", "text", "function_call"]
    assert [call.args for call in response.function_calls] == [{"n": 5}]
    assert response.candidates is not None
    assert response.candidates[0].finish_reason is FinishReason.STOP


@pytest.mark.parametrize("wire", ODD)
def test_where_there_is_nothing_to_read_it_is_empty(wire: dict[str, Any]) -> None:
    response = GenerateContentResponse.from_wire(wire)

    assert (response.text, response.function_calls, response.parsed) == ("", [], None)


def test_a_blocked_prompt_says_why() -> None:
    feedback = GenerateContentResponse.from_wire(
        {"promptFeedback": {"blockReason": "JAILBREAK"}}
    ).prompt_feedback

    assert feedback is not None
    assert feedback.block_reason is BlockedReason.JAILBREAK


@pytest.mark.parametrize("name", ["citations", "citationSources"])
def test_citations_have_one_name_whatever_the_backend(name: str) -> None:
    metadata = CitationMetadata.from_wire({name: [{"uri": "https://a"}]})

    assert [work.uri for work in metadata.works] == ["https://a"]


class Recipe(BaseModel):
    name: str


@pytest.mark.parametrize(
    ("shape", "text", "value"),
    [
        (None, '{"name": "soup"}', None),
        ({"type": "object"}, '{"name": "soup"}', {"name": "soup"}),
        (Schema(), "[1]", [1]),
        (Recipe, '{"name": "soup"}', Recipe(name="soup")),
        (list[Recipe], '[{"name": "soup"}]', [Recipe(name="soup")]),
        (int | None, "null", None),
        (Recipe, '{"name": 5}', None),
        (Recipe, "no JSON", None),
        ({"type": "object"}, '{"cut', None),
        ({}, "[" * 100_000, None),
    ],
)
def test_parsed_is_the_value_of_the_shape_asked_for(shape: Any, text: str, value: object) -> None:
    response = GenerateContentResponse(candidates=[{"content": {"parts": [{"text": text}]}}])

    assert response.expecting(shape).parsed == value


def test_a_model_is_read_from_the_list() -> None:
    wire = {
        "name": "models/gemini-x",
        "inputTokenLimit": 1048576,
        "supportedGenerationMethods": ["generateContent"],
        "temperature": 1,
        "thinking": True,
    }
    model = Model.from_wire(wire)

    assert model.supported_actions == ["generateContent"]
    assert model.to_wire() == wire


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(st.characters(exclude_categories=()), max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)


def places(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    inner = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    return [path] + [place for key, item in inner for place in places(item, (*path, key))]


PLACES = [place for place in places(RICH) if place]


@settings(max_examples=150)
@given(st.lists(st.tuples(st.sampled_from(PLACES), JSON), min_size=1, max_size=4))
def test_no_mutation_of_a_response_raises(changes: list[tuple[tuple[str | int, ...], Any]]) -> None:
    mutant = copy.deepcopy(RICH)
    for (*path, last), value in changes:
        target: Any = mutant
        try:
            for step in path:
                target = target[step]
            target[last] = value
        except (LookupError, TypeError):
            continue  # an earlier change took this place away

    response = GenerateContentResponse.from_wire(mutant)

    assert isinstance(response.text, str)
    once = response.to_wire()
    assert GenerateContentResponse.from_wire(once).to_wire() == once
    json.dumps(once)


@given(JSON)
def test_no_json_at_all_raises(raw: Any) -> None:
    assert GenerateContentResponse.from_wire(raw).text == ""
