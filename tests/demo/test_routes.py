from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gemchat.demo.http import Answer, Request
from gemchat.demo.routes import Backend

GENERATE = "/v1beta/models/gemini-3.8-flash:generateContent"
HELLO = {"contents": [{"parts": [{"text": "hello"}]}]}
CALL = {"functionCall": {"name": "now", "args": {}}}
RESULT = {"functionResponse": {"name": "now", "response": {"result": 12}}}


def test_models_come_in_pages(client: httpx.Client) -> None:
    first = client.get("/v1beta/models").json()
    assert len(first["models"]) == 50
    rest = client.get("/v1beta/models", params={"pageToken": first["nextPageToken"]}).json()
    assert "nextPageToken" not in rest
    everything = client.get("/v1beta/models?pageSize=1000").json()["models"]
    assert first["models"] + rest["models"] == everything
    assert len({model["name"] for model in everything}) == len(everything)


def test_a_model_tells_its_limits(client: httpx.Client) -> None:
    model = client.get("/v1beta/models/gemini-2.0-flash").json()
    assert (model["inputTokenLimit"], model["outputTokenLimit"]) == (1_048_576, 8_192)
    assert "thinking" not in model
    assert client.get("/v1beta/models/gemini-3.8-flash").json()["thinking"] is True


@pytest.mark.parametrize("suffix", ["", "?alt=sse"])
def test_an_unknown_model_is_refused_in_the_words_of_the_api(
    client: httpx.Client, suffix: str
) -> None:
    path = f"/v1beta/models/gemini-3.6-flahs:streamGenerateContent{suffix}"
    answer = client.post(path, json=HELLO)
    assert answer.status_code == 404
    (error,) = [answer.json()] if suffix else answer.json()
    assert error["error"] == {
        "code": 404,
        "message": "models/gemini-3.6-flahs is not found for API version v1beta, or is not"
        " supported for generateContent. Call ModelService.ListModels to see the list of"
        " available models and their supported methods.",
        "status": "NOT_FOUND",
    }
    kind = answer.headers["content-type"]
    assert kind.startswith("text/event-stream" if suffix else "application/json")


@pytest.mark.parametrize("model", ["gemini-embedding-2", "imagen-4.0-generate-001"])
def test_a_model_that_does_not_chat_is_refused(client: httpx.Client, model: str) -> None:
    assert client.post(f"/v1beta/models/{model}:generateContent", json=HELLO).status_code == 404


def test_aliases_exist_in_v1beta_only(client: httpx.Client) -> None:
    assert client.get("/v1beta/models/gemini-flash-latest").status_code == 200
    assert client.get("/v1/models/gemini-flash-latest").status_code == 404
    assert client.get("/v1/models/gemini-3.8-flash").status_code == 200


@pytest.mark.parametrize("headers", [{}, {"x-goog-api-key": "bad"}])
def test_a_bad_key_is_an_invalid_argument(client: httpx.Client, headers: dict[str, str]) -> None:
    answer = httpx.get(f"{client.base_url}/v1beta/models", headers=headers)
    assert answer.status_code == 400
    error = answer.json()["error"]
    assert error["status"] == "INVALID_ARGUMENT"
    assert error["details"][0]["reason"] == "API_KEY_INVALID"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/"),
        ("GET", "/v1beta"),
        ("GET", "/v1beta/tunedModels"),
        ("GET", GENERATE + "/more"),
        ("POST", "/v1beta/models"),
        ("POST", "/v1beta/models/gemini-3.8-flash:bakeCake"),
        ("DELETE", "/v1beta/models/gemini-3.8-flash"),
    ],
)
def test_other_paths_are_not_found(client: httpx.Client, method: str, path: str) -> None:
    answer = client.request(method, path)
    assert answer.status_code == 404
    assert answer.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ({}, "contents is not specified"),
        ({"contents": []}, "contents is not specified"),
        ({"contents": ["hi"]}, "Invalid value at 'contents[0]'"),
        ({"contents": [{"parts": []}]}, "contents.parts must not be empty"),
        ({"contents": [{"role": "system", "parts": [{"text": "x"}]}]}, "valid role"),
        ({"contents": [{"parts": [{"text": 1}]}]}, "at 'contents[0].parts[0].text'"),
        (
            {"contents": [{"parts": [{"txt": ""}]}]},
            "Unknown name \"txt\" at 'contents[0].parts[0]'",
        ),
        ({"contents": [{"parts": [{"functionResponse": {}}]}]}, "Name cannot be empty"),
        (HELLO | {"temperature": 1}, 'Unknown name "temperature": Cannot find field.'),
        (
            HELLO | {"generationConfig": {"includeThoughts": True}},
            "Unknown name \"includeThoughts\" at 'generation_config': Cannot find field.",
        ),
        (HELLO | {"generationConfig": {"temperature": 9}}, "must be in the range [0.0, 2.0]"),
        (HELLO | {"generationConfig": {"temperature": "x"}}, "at 'generation_config.temperature'"),
        (
            HELLO | {"generation_config": {"thinking_config": {"thinking_level": "minimal"}}},
            "MINIMAL",
        ),
        (HELLO | {"tools": [{"functionDeclarations": [{}]}]}, "Invalid function name"),
    ],
)
def test_what_the_api_refuses(client: httpx.Client, body: Any, message: str) -> None:
    answer = client.post(GENERATE, json=body)
    assert answer.status_code == 400
    assert message in answer.json()["error"]["message"]


def test_an_unknown_field_is_named_as_a_violation(client: httpx.Client) -> None:
    body = HELLO | {"generationConfig": {"includeThoughts": True}}
    error = client.post(GENERATE, json=body).json()["error"]
    (violations,) = [detail["fieldViolations"] for detail in error["details"]]
    assert violations == [{"field": "generation_config", "description": error["message"]}]


def test_nulls_and_either_spelling_are_accepted(client: httpx.Client) -> None:
    body = {
        "contents": [{"role": None, "parts": [{"text": "settings", "inline_data": None}]}],
        "system_instruction": {"parts": [{"text": "Be brief."}]},
        "generation_config": {"top_p": None, "maxOutputTokens": 500},
        "tools": None,
    }
    answer = client.post(GENERATE, json=body)
    assert answer.status_code == 200
    assert "Be brief." in answer.text


@pytest.mark.parametrize("sent", [b"", b"{", b"[]", b"\xff", b"[" * 100_000])
def test_what_is_no_json_object_is_refused(client: httpx.Client, sent: bytes) -> None:
    assert client.post(GENERATE, content=sent).status_code == 400


def conversation(*parts: Any) -> list[dict[str, Any]]:
    roles = ["user", "model"] * len(parts)
    return [{"role": role, "parts": [part]} for role, part in zip(roles, parts, strict=False)]


@pytest.mark.parametrize(
    ("model", "signed", "status"),
    [
        ("gemini-3.8-flash", False, 400),
        ("gemini-3.8-flash", True, 200),
        ("gemini-2.5-flash", False, 200),
    ],
)
def test_gemini_3_wants_calls_of_this_turn_signed(
    client: httpx.Client, model: str, signed: bool, status: int
) -> None:
    call = CALL | ({"thoughtSignature": "c2ln"} if signed else {})
    contents = conversation({"text": "what time is it?"}, call, RESULT)
    path = f"/v1beta/models/{model}:generateContent"
    assert client.post(path, json={"contents": contents}).status_code == status


@pytest.mark.parametrize(
    ("results", "status"),
    [([[RESULT, RESULT]], 200), ([[RESULT], [RESULT]], 200), ([[RESULT]], 400), ([], 400)],
)
def test_every_call_wants_its_result(
    client: httpx.Client, results: list[list[Any]], status: int
) -> None:
    contents = [
        {"role": "user", "parts": [{"text": "what time is it?"}]},
        {"role": "model", "parts": [CALL | {"thoughtSignature": "c2ln"}]},
        {"role": "model", "parts": [CALL | {"thoughtSignature": "c2ln"}]},
        *({"role": "user", "parts": parts} for parts in results),
    ]
    assert client.post(GENERATE, json={"contents": contents}).status_code == status


@pytest.mark.parametrize("query", ["pageSize=0", "pageSize=x", "pageToken=-1"])
def test_a_page_has_to_exist(client: httpx.Client, query: str) -> None:
    assert client.get(f"/v1beta/models?{query}").status_code == 400


def test_calls_of_earlier_turns_need_no_signature(client: httpx.Client) -> None:
    contents = conversation({"text": "a"}, CALL, RESULT, {"text": "12"}, {"text": "thanks"})
    assert client.post(GENERATE, json={"contents": contents}).status_code == 200


def test_tokens_are_counted_in_both_forms(client: httpx.Client) -> None:
    path = "/v1beta/models/gemini-3.8-flash:countTokens"
    bare = client.post(path, json=HELLO).json()
    system = {"systemInstruction": {"parts": [{"text": "x" * 400}]}}
    full = client.post(path, json={"generateContentRequest": HELLO | system}).json()
    assert full["totalTokens"] == bare["totalTokens"] + 100
    assert bare["promptTokensDetails"] == [{"modality": "TEXT", "tokenCount": bare["totalTokens"]}]
    assert client.post(path, json=HELLO | system).status_code == 400


def test_without_events_a_stream_is_an_array_of_the_same_payloads(client: httpx.Client) -> None:
    path = "/v1beta/models/gemini-2.5-flash:streamGenerateContent"
    array = client.post(path, json=HELLO)
    events = client.post(f"{path}?alt=sse", json=HELLO).content.split(b"\r\n\r\n")
    listed = [json.loads(event[6:]) for event in events if event]
    assert array.headers["content-type"].startswith("application/json")
    assert [one["candidates"] for one in array.json()] == [one["candidates"] for one in listed]


def test_the_paths_of_vertex_work_with_a_token(client: httpx.Client) -> None:
    path = "/v1beta1/projects/p/locations/global/publishers/google/models/gemini-3.8-flash"
    answer = httpx.post(
        f"{client.base_url}{path}:generateContent",
        json=HELLO,
        headers={"authorization": "Bearer token"},
    )
    assert answer.status_code == 200


NAMES = [
    "contents", "parts", "role", "text", "functionCall", "functionResponse", "name", "response",
    "tools", "functionDeclarations", "parameters", "generationConfig", "thinkingConfig",
    "thinkingLevel", "systemInstruction", "maxOutputTokens", "stopSequences", "responseSchema",
    "responseMimeType", "responseModalities", "fileData", "fileUri", "cachedContent",
]  # fmt: skip
scalars = st.sampled_from([None, True, -1, 0, 5, "", "user", "call", "recall", "application/json"])
json_values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=3)
    ),
    max_leaves=12,
)
texts = st.sampled_from(["call", "recall", "settings", "demo:endless-calls", "hello"])
prompts = st.builds(
    lambda text, extra: {"contents": [{"parts": [{"text": text}]}]} | extra,
    texts,
    st.dictionaries(
        st.sampled_from(["tools", "generationConfig", "systemInstruction", "cachedContent"]),
        json_values,
        max_size=2,
    ),
)


@settings(max_examples=100, deadline=None)
@given(json_values | prompts)
def test_any_json_is_answered(body: Any) -> None:
    request = Request("POST", GENERATE, {}, {"x-goog-api-key": "k"}, body, b"x")
    answer = Backend("http://127.0.0.1:9").answer(request)
    assert isinstance(answer, Answer)
    assert answer.status in {200, 400, 403}
