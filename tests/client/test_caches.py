from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from pydantic import ValidationError

from gemchat import types
from gemchat.client.caches import CacheOperations
from gemchat.client.stepping import step
from gemchat.demo import DemoServer
from gemchat.errors import AccessError, RefusedError, UsageError
from gemchat.protocol.gemini import GeminiBackend
from gemchat.protocol.vertex import VertexBackend
from tests.client.faces import Face
from tests.fakes import ScriptedTransport

MODEL = "gemini-flash-latest"
BOOK = "x" * 9000


def test_a_cache_is_made_used_prolonged_and_deleted(face: Face) -> None:
    cache = face.call(
        "caches.create",
        model=MODEL,
        config={"contents": BOOK, "system_instruction": "Be brief.", "ttl": "120s"},
    )
    assert cache.model == f"models/{MODEL}"
    assert cache.usage_metadata.total_token_count > 1024
    assert face.call("caches.get", name=cache.name) == cache
    assert cache in face.call("caches.list", config={"page_size": 1})
    reply = face.chat(model=MODEL, config={"cached_content": cache.name}).send("hi")
    assert reply.usage_metadata is not None
    cached = reply.usage_metadata.cached_content_token_count
    assert cached == cache.usage_metadata.total_token_count
    longer = face.call("caches.update", name=cache.name, config={"ttl": "7200s"})
    assert longer.expire_time > cache.expire_time
    assert face.call("caches.delete", name=cache.name) is None
    with pytest.raises(AccessError, match="CachedContent not found"):
        face.call("caches.delete", name=cache.name.removeprefix("cachedContents/"))


def test_a_small_cache_is_refused(face: Face) -> None:
    with pytest.raises(RefusedError, match="min_total_token_count=1024"):
        face.call("caches.create", model=MODEL, config={"contents": "short"})


def test_an_end_in_the_past_is_one(face: Face) -> None:
    config = types.CreateCachedContentConfig(
        contents=[BOOK], expire_time=datetime.now(UTC) - timedelta(days=1)
    )
    cache = face.call("caches.create", model=MODEL, config=config)
    with pytest.raises(AccessError):
        face.call("caches.get", name=cache.name)


def sent(operation: str, *arguments: Any, backend: Any = None) -> tuple[str, str, Any]:
    """What goes over the wire: method, path and body."""
    transport = ScriptedTransport(["raw: {}"], suspends=False)
    operations = CacheOperations(transport, backend or GeminiBackend(key="k", base_url="http://g"))
    step(getattr(operations, operation)(*arguments))
    [call] = transport.calls
    return call.method, call.url, json.loads(call.body or b"null")


def test_everything_that_can_be_kept() -> None:
    config = types.CreateCachedContentConfig(
        contents=[types.File(uri="u", mime_type="text/csv"), "and this"],
        system_instruction="Be brief.",
        tools=[types.Tool(google_search=types.GoogleSearch())],
        tool_config=types.ToolConfig(
            function_calling_config=types.FunctionCallingConfig(mode="NONE")
        ),
        display_name="a book",
        expire_time=datetime(2030, 1, 2, 3, tzinfo=timezone(timedelta(hours=2))),
    )
    method, url, body = sent("create", MODEL, config)
    assert (method, url) == ("POST", "http://g/v1beta/cachedContents")
    parts = [{"fileData": {"fileUri": "u", "mimeType": "text/csv"}}, {"text": "and this"}]
    assert body == {
        "model": f"models/{MODEL}",
        "contents": [{"role": "user", "parts": parts}],
        "systemInstruction": {"role": "user", "parts": [{"text": "Be brief."}]},
        "tools": [{"googleSearch": {}}],
        "toolConfig": {"functionCallingConfig": {"mode": "NONE"}},
        "displayName": "a book",
        "expireTime": "2030-01-02T03:00:00+02:00",
    }


@pytest.mark.parametrize(
    ("config", "body"),
    [
        ({"ttl": "60s"}, {"ttl": "60s"}),
        ({"expire_time": "2030-01-01T00:00:00Z"}, {"expireTime": "2030-01-01T00:00:00Z"}),
        (types.UpdateCachedContentConfig(ttl="1.5s"), {"ttl": "1.5s"}),
    ],
)
def test_a_life_can_be_changed(config: Any, body: Any) -> None:
    asked = sent("update", "cachedContents/abc", config)
    assert asked == ("PATCH", "http://g/v1beta/cachedContents/abc", body)


def test_a_moment_needs_a_time_zone() -> None:
    with pytest.raises(ValidationError, match="time zone"):
        types.UpdateCachedContentConfig(expire_time=datetime(2030, 1, 1))  # noqa: DTZ001 - the point


@pytest.mark.parametrize(
    "name", ["abc", "cachedContents/abc", "projects/p/locations/eu/cachedContents/abc"]
)
def test_names_of_a_cache(name: str) -> None:
    assert sent("get", name) == ("GET", "http://g/v1beta/cachedContents/abc", None)


@pytest.mark.parametrize("name", ["", "files/abc", "../models", "abc?x", "cachedContents/"])
def test_what_names_no_cache(name: str) -> None:
    with pytest.raises(UsageError):
        sent("get", name)


def test_caches_of_vertex_ai_lie_in_a_project() -> None:
    backend = VertexBackend(
        key="", base_url="http://v", version="v1beta1", project="p", location="eu"
    )
    config = {"contents": "hi", "kms_key_name": "my-key"}
    _, url, body = sent("create", "gemini-3.8-flash", config, backend=backend)
    assert url == "http://v/v1beta1/projects/p/locations/eu/cachedContents"
    assert body["encryptionSpec"] == {"kmsKeyName": "my-key"}
    assert "kmsKeyName" not in body
    name = "projects/p/locations/eu/publishers/google/models/gemini-3.8-flash"
    assert body["model"] == name
    assert sent("delete", "abc", backend=backend)[1] == f"{url}/abc"


def test_caches_are_listed_over_pages(face: Face, demo: DemoServer) -> None:
    made = [face.call("caches.create", model=MODEL, config={"contents": BOOK}) for _ in range(3)]
    before = len(demo.requests)
    listed = face.call("caches.list", config=types.ListCachedContentsConfig(page_size=2))
    assert listed[:3] == made[::-1]
    assert [one.query["pageSize"] for one in demo.requests[before:]][:2] == ["2", "2"]
