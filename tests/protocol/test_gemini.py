from __future__ import annotations

import json
from typing import Any

import pytest

from gemchat.errors import AccessError, ServerError, UsageError
from gemchat.protocol.call import HttpCall, HttpReply, Patience
from gemchat.protocol.gemini import DEFAULT_BASE_URL, GeminiBackend, model_path
from gemchat.types import GenerateContentConfig

CANARY = "AIza-canary-0123456789"
BACKEND = GeminiBackend(key=CANARY, key_source="GEMINI_API_KEY")
CONTENTS = [{"role": "user", "parts": [{"text": "hi"}]}]


def generate(backend: GeminiBackend = BACKEND, *, stream: bool = True, **config: Any) -> HttpCall:
    settings = GenerateContentConfig(**config)
    return backend.generate("gemini-x", CONTENTS, settings, stream=stream)


def body_of(call: HttpCall) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(call.body)
    return body


def test_where_requests_go() -> None:
    root = f"{DEFAULT_BASE_URL}/v1beta/"
    none = GenerateContentConfig()
    asked = {
        generate().url: "models/gemini-x:streamGenerateContent?alt=sse",
        generate(stream=False).url: "models/gemini-x:generateContent",
        BACKEND.count_tokens("gemini-x", CONTENTS, none).url: "models/gemini-x:countTokens",
        BACKEND.get_model("gemini-x").url: "models/gemini-x",
        BACKEND.list_models(50, "").url: "models?pageSize=50",
        BACKEND.list_models(50, "a&b").url: "models?pageSize=50&pageToken=a%26b",
    }
    assert {url: root + path for url, path in asked.items()} == {url: url for url in asked}
    assert generate().method == "POST"
    assert (BACKEND.get_model("gemini-x").method, BACKEND.get_model("gemini-x").body) == (
        "GET",
        b"",
    )


@pytest.mark.parametrize(
    ("base_url", "version", "start"),
    [
        ("https://gateway.example/gemini/", "v1", "https://gateway.example/gemini/v1/models/"),
        ("http://127.0.0.1:8080", "", "http://127.0.0.1:8080/models/"),
    ],
)
def test_other_places(base_url: str, version: str, start: str) -> None:
    assert generate(GeminiBackend(CANARY, base_url=base_url, version=version)).url.startswith(start)


def test_headers() -> None:
    headers = dict(generate().headers)
    assert headers["user-agent"] == headers.pop("x-goog-api-client")
    assert headers.pop("user-agent").startswith("gemchat/")
    assert headers == {
        "content-type": "application/json",
        "accept-encoding": "identity",
        "x-goog-api-key": CANARY,
    }


def test_the_key_is_in_a_header_and_nowhere_else() -> None:
    call = generate()
    assert CANARY not in call.url + repr(call) + repr(BACKEND) + call.body.decode()


def test_a_body_holds_no_more_than_was_said() -> None:
    assert body_of(generate()) == {"contents": CONTENTS}


def test_each_field_has_its_place() -> None:
    config: dict[str, Any] = {
        "system_instruction": "Be kind.",
        "temperature": 0.5,
        "max_output_tokens": 7,
        "response_modalities": ["TEXT"],
        "thinking_config": {"thinking_budget": 0, "include_thoughts": False},
        "safety_settings": [{"category": "HARM_CATEGORY_HARASSMENT", "threshold": "OFF"}],
        "tools": [{"google_search": {}}],
        "tool_config": {"function_calling_config": {"mode": "ANY"}},
        "cached_content": "cachedContents/x",
        "service_tier": "flex",
        "labels": {"team": "a"},
        "store": False,
        "continuation_token": "dG9rZW4=",
        "http_options": {"timeout": 500},
        "automatic_continuation": False,
        "automatic_function_calling": {"disable": True},
    }
    assert body_of(generate(**config)) == {
        "contents": CONTENTS,
        "systemInstruction": {"role": "user", "parts": [{"text": "Be kind."}]},
        "safetySettings": [{"category": "HARM_CATEGORY_HARASSMENT", "threshold": "OFF"}],
        "tools": [{"googleSearch": {}}],
        "toolConfig": {"functionCallingConfig": {"mode": "ANY"}},
        "cachedContent": "cachedContents/x",
        "serviceTier": "flex",
        "labels": {"team": "a"},
        "store": False,
        "continuationToken": "dG9rZW4=",
        "generationConfig": {
            "temperature": 0.5,
            "maxOutputTokens": 7,
            "responseModalities": ["TEXT"],
            "thinkingConfig": {"thinkingBudget": 0, "includeThoughts": False},
        },
    }


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ("gemini-x", "models/gemini-x"),
        ("models/gemini-x", "models/gemini-x"),
        ("tunedModels/t", "tunedModels/t"),
        ("google/gemini-x", "models/gemini-x"),
        ("publishers/google/models/gemini-x", "models/gemini-x"),
        ("anthropic/claude-y", "models/anthropic/claude-y"),
        ("endpoints/5", "models/endpoints/5"),
        ("gemini-x@001", "models/gemini-x@001"),
        ("ü%2e", "models/%C3%BC%252e"),
    ],
)
def test_model_names(given: str, path: str) -> None:
    assert model_path(given) == path


@pytest.mark.parametrize("name", ["", "../files", "a?key=1", "a&b", "a#b", "a b", "a\nb", "a\x7f"])
def test_names_that_no_model_has(name: str) -> None:
    with pytest.raises(UsageError, match="no model name"):
        model_path(name)


def test_patience_is_the_backends_unless_the_request_has_its_own() -> None:
    backend = GeminiBackend(CANARY, patience=Patience(connect=1, first_event=2, event=3, unary=4))
    assert generate(backend).patience == backend.patience
    assert "x-server-timeout" not in generate(backend).headers
    call = generate(backend, http_options={"timeout": 1500})
    assert call.patience == Patience(connect=1, first_event=1.5, event=1.5, unary=1.5)
    assert call.headers["x-server-timeout"] == "2"


@pytest.mark.parametrize(
    ("config", "body"),
    [
        ({}, {"contents": CONTENTS}),
        ({"temperature": 1.0}, {"contents": CONTENTS}),
        (
            {"system_instruction": "Be kind.", "temperature": 1.0},
            {
                "generateContentRequest": {
                    "model": "models/gemini-x",
                    "contents": CONTENTS,
                    "systemInstruction": {"role": "user", "parts": [{"text": "Be kind."}]},
                    "generationConfig": {"temperature": 1.0},
                }
            },
        ),
        (
            {"tools": [{"google_search": {}}]},
            {
                "generateContentRequest": {
                    "model": "models/gemini-x",
                    "contents": CONTENTS,
                    "tools": [{"googleSearch": {}}],
                }
            },
        ),
    ],
)
def test_counting_takes_along_what_counts(config: dict[str, Any], body: dict[str, Any]) -> None:
    call = BACKEND.count_tokens("gemini-x", CONTENTS, GenerateContentConfig(**config))
    assert body_of(call) == body


def key_refused(backend: GeminiBackend) -> list[Exception]:
    key = backend.key
    details = [{"reason": "API_KEY_INVALID", "metadata": {"key": key}}]
    error = {"code": 400, "message": f"{key}: no key ({key})", "details": details}
    body = {"error": error}
    in_stream = backend.failure_in_stream(body)
    assert in_stream
    return [backend.failure(HttpReply(400, {}, json.dumps(body).encode())), in_stream]


def test_a_refused_key_is_named_by_its_source_and_not_shown() -> None:
    for error in key_refused(BACKEND):
        assert isinstance(error, AccessError)
        assert error.message == "[key]: no key ([key])"
        assert "GEMINI_API_KEY" in error.hint
        assert CANARY not in f"{error!r} {error} {error.hint} {error.details}"


@pytest.mark.parametrize(
    ("key", "body"),
    [
        ("AQ.canary/0123+", rb'{"error": {"message": "no AQ.canary\/0123\u002b", "details": [7]}}'),
        ('AQ."canary\\"', rb'{"error": {"message": "no AQ.\"canary\\\"", "details": [{"a": 1}]}}'),
        ("AQ.canary/01+", b'{"error": {"details": [{"AQ.canary/01%2B": {"a": "AQ.canary/01+"}}]}}'),
        ("AQ.canary&0123", b"<title>no AQ.canary&amp;0123</title>"),
        ("AQ.canary-0123", b"no " * 65 + b"AQ.canary-0123"),
    ],
)
def test_a_key_that_is_escaped_is_not_shown_either(key: str, body: bytes) -> None:
    error = GeminiBackend(key).failure(HttpReply(400, {}, body))
    assert "canary" not in f"{error!r} {error} {error.hint} {error.details}"
    if body.startswith(b"{"):
        in_stream = GeminiBackend(key).failure_in_stream(json.loads(body))
        assert in_stream
        assert "canary" not in f"{in_stream!r} {in_stream.details}"


@pytest.mark.parametrize("depth", [300, 900, 5000, 100_000])
def test_an_error_may_be_nested_as_deep_as_it_likes(depth: int) -> None:
    body = b'{"error": {"message": "no", "details": %b%b}}' % (b"[" * depth, b"]" * depth)
    error = BACKEND.failure(HttpReply(500, {}, body))
    assert isinstance(error, ServerError)


def test_a_key_that_is_a_word_does_not_spoil_the_message() -> None:
    for error in key_refused(GeminiBackend("k")):
        assert str(error) == "k: no key (k)"


def test_an_answer_is_no_failure() -> None:
    assert BACKEND.failure_in_stream({"candidates": []}) is None
    assert BACKEND.name == "gemini"
