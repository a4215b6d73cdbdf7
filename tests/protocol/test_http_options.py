"""What http_options do to requests, those of the client and those of one request."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gemchat.errors import UsageError
from gemchat.protocol.call import HttpCall, Patience
from gemchat.protocol.gemini import GeminiBackend
from gemchat.protocol.http_options import with_fields
from gemchat.protocol.vertex import VertexBackend
from gemchat.types import GenerateContentConfig, HttpOptions

CONTENTS = [{"role": "user", "parts": [{"text": "hi"}]}]
BASE = "https://gateway.example"


def asked(client: Any = None, own: Any = None, *, vertex: bool = False, **config: Any) -> HttpCall:
    options = HttpOptions.model_validate(client or {})
    kind = VertexBackend if vertex else GeminiBackend
    backend = kind(key="the-key", base_url=BASE, options=options)
    settings = GenerateContentConfig(http_options=own, **config)
    return backend.generate("gemini-x", CONTENTS, settings, stream=True)


@pytest.mark.parametrize("vertex", [True, False])
def test_headers_of_the_request_go_over_those_of_the_client(vertex: bool) -> None:
    client, own = {"X-Team": "a", "x-trace": "1"}, {"x-TEAM": "b"}
    headers = asked({"headers": client}, {"headers": own}, vertex=vertex).headers
    assert (headers["x-team"], headers["x-trace"]) == ("b", "1")
    assert headers["x-goog-api-key"] == "the-key"


def test_whose_program_it_is_stays_to_be_seen() -> None:
    call = asked({"headers": {"User-Agent": "mine/1", "x-goog-api-client": "mine/2"}})
    for header, mine in (("user-agent", "mine/1"), ("x-goog-api-client", "mine/2")):
        assert call.headers[header].startswith(f"{mine} gemchat/")


def test_a_key_in_the_headers_is_the_callers_choice() -> None:
    assert asked(own={"headers": {"X-Goog-Api-Key": "other"}}).headers["x-goog-api-key"] == "other"


@pytest.mark.parametrize(
    "header", [{"a b": "c"}, {"": "c"}, {"a": "b\r\nc: d"}, {"a": "ü"}, {"a": "\0"}]
)
def test_headers_that_cannot_be_sent(header: dict[str, str]) -> None:
    with pytest.raises(UsageError, match="is no header that can be sent"):
        asked(own={"headers": header})


@pytest.mark.parametrize(
    ("body", "more", "merged"),
    [
        ({"a": 1}, {"b": {"c": 2}}, {"a": 1, "b": {"c": 2}}),
        ({"a": {"b": 1, "c": 2}}, {"a": {"c": 3, "d": 4}}, {"a": {"b": 1, "c": 3, "d": 4}}),
        ({"a": [1]}, {"a": [2]}, {"a": [2]}),
        ({"a": {"b": 1}}, {"a": None}, {"a": None}),
        ({"aB": {"cD": 1}}, {"a_b": {"c_d": 2, "e_f": 3}}, {"aB": {"cD": 2, "e_f": 3}}),
    ],
)
def test_fields_are_merged_at_every_level(body: Any, more: Any, merged: Any) -> None:
    before = json.dumps([body, more])
    assert with_fields(body, more) == merged
    assert json.dumps([body, more]) == before


def test_extra_fields_are_in_the_body() -> None:
    extra = {"generation_config": {"newField": 1}, "safetySettings": []}
    call = asked(own={"extra_body": extra}, temperature=0.5)
    assert json.loads(call.body) == {
        "contents": CONTENTS,
        "generationConfig": {"temperature": 0.5, "newField": 1},
        "safetySettings": [],
    }


def test_what_has_no_body_gets_none() -> None:
    backend = GeminiBackend("k", options=HttpOptions(extra_body={"a": 1}))
    assert backend.get_model("gemini-x").body == b""


@pytest.mark.parametrize(
    ("client", "own", "seconds"),
    [({"timeout": 1500}, None, 1.5), ({"timeout": 9}, {"timeout": 1500}, 1.5)],
)
def test_timeouts(client: Any, own: Any, seconds: float) -> None:
    call = asked(client, own)
    assert call.patience == Patience(first_event=seconds, event=seconds, unary=seconds)
    assert call.headers["x-server-timeout"] == "2"


@pytest.mark.parametrize("version", ["v1", "v1alpha"])
def test_a_request_may_go_to_another_version(version: str) -> None:
    assert asked(own={"api_version": version}).url.startswith(f"{BASE}/{version}/models/")
    assert asked(own={"api_version": ""}, vertex=True).url.startswith(f"{BASE}/publishers/")


def test_options_are_laid_over_field_by_field() -> None:
    client = {"retry_options": {"attempts": 2}, "extra_body": {"a": 1}}
    call = asked(client, {"extra_body": {"b": 1}})
    assert call.retry is not None
    assert call.retry.attempts == 2
    assert json.loads(call.body) == {"contents": CONTENTS, "b": 1}


def test_counting_travels_the_same_way() -> None:
    own = HttpOptions(headers={"x-a": "b"}, api_version="v1", timeout=1000)
    for backend in (GeminiBackend("k"), VertexBackend(key="k")):
        call = backend.count_tokens("m", CONTENTS, GenerateContentConfig(http_options=own))
        assert call.headers["x-a"] == "b"
        assert "/v1/" in call.url
        assert call.patience.unary == 1


@pytest.mark.parametrize(
    ("own", "words"),
    [
        ({"base_url": "https://elsewhere.example"}, "no base_url of its own"),
        ({"client_args": {"verify": False}}, "http_options: client_args is not supported"),
        ({"retry_options": {"forever": True}}, "http_options: forever is not supported"),
    ],
)
def test_what_cannot_be_done_is_refused(own: Any, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        asked(own=own)
    assert asked(own={"base_url": BASE}).url.startswith(BASE)
