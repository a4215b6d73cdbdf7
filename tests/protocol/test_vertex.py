from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from gemchat.errors import AccessError, UsageError
from gemchat.protocol.backend import Backend
from gemchat.protocol.call import HttpCall, HttpReply
from gemchat.protocol.dialect import DEVELOPER_ONLY, VERTEX_ONLY
from gemchat.protocol.gemini import GeminiBackend
from gemchat.protocol.vertex import LOGIN, VertexBackend, base_url_of
from gemchat.types import GenerateContentConfig, Model

CANARY = "AQ.canary-0123456789"
PROJECT = VertexBackend(project="p", location="europe-west4")
EXPRESS = VertexBackend(key=CANARY, key_source="GOOGLE_API_KEY")
GEMINI = GeminiBackend("key")
CONTENTS: list[dict[str, Any]] = [{"role": "user", "parts": [{"text": "hi"}]}]
ROOT = "https://aiplatform.googleapis.com/v1beta1/"
HOME = "projects/p/locations/europe-west4/"


def generate(backend: VertexBackend, model: str = "gemini-x", **config: Any) -> HttpCall:
    return backend.generate(model, CONTENTS, GenerateContentConfig(**config), stream=True)


def body_of(call: HttpCall) -> dict[str, Any]:
    body: dict[str, Any] = json.loads(call.body)
    return body


@pytest.mark.parametrize(
    ("location", "host"),
    [
        ("global", "aiplatform.googleapis.com"),
        ("us", "aiplatform.us.rep.googleapis.com"),
        ("eu", "aiplatform.eu.rep.googleapis.com"),
        ("europe-west4", "europe-west4-aiplatform.googleapis.com"),
    ],
)
def test_each_location_has_its_host(location: str, host: str) -> None:
    assert base_url_of(location) == f"https://{host}"


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ("gemini-x", "publishers/google/models/gemini-x"),
        ("models/gemini-x", "publishers/google/models/gemini-x"),
        ("google/gemini-x", "publishers/google/models/gemini-x"),
        ("anthropic/claude-y", "publishers/anthropic/models/claude-y"),
        ("publishers/meta/models/llama-z", "publishers/meta/models/llama-z"),
        ("endpoints/5", "endpoints/5"),
    ],
)
def test_models_are_named_as_people_write_them(given: str, name: str) -> None:
    assert PROJECT.model_name(given) == HOME + name
    method = ":streamGenerateContent?alt=sse"
    assert generate(PROJECT, given).url == ROOT + HOME + name + method
    if name.startswith("publishers"):
        assert generate(EXPRESS, given).url == ROOT + name + method


def test_a_full_name_is_kept() -> None:
    name = "projects/q/locations/us/endpoints/5"
    assert PROJECT.model_name(name) == EXPRESS.model_name(name) == name


@pytest.mark.parametrize("name", ["tunedModels/t", "endpoints/5", "", "a/../b", "a?b", "a&b"])
def test_what_is_no_model_of_vertex(name: str) -> None:
    with pytest.raises(UsageError):
        EXPRESS.model_name(name)


def test_the_key_is_in_a_header_or_there_is_none() -> None:
    assert generate(EXPRESS).headers["x-goog-api-key"] == CANARY
    assert "x-goog-api-key" not in generate(PROJECT).headers
    assert CANARY not in repr(EXPRESS) + repr(generate(EXPRESS)) + generate(EXPRESS).url


def test_other_places() -> None:
    backend = VertexBackend(project="p", base_url="https://gateway.example/x/", version="")
    assert generate(backend).url.startswith(
        "https://gateway.example/x/projects/p/locations/global/"
    )


def test_counting_takes_everything_at_the_top() -> None:
    config = GenerateContentConfig.model_validate(
        {
            "system_instruction": "Be kind.",
            "temperature": 0,
            "tools": [{"google_search": {}}],
            "safety_settings": [],
            "labels": {"a": "b"},
            "http_options": {"timeout": 500},
        }
    )
    call = PROJECT.count_tokens("gemini-x", CONTENTS, config)
    assert call.url == f"{ROOT}{HOME}publishers/google/models/gemini-x:countTokens"
    assert body_of(call) == {
        "contents": CONTENTS,
        "systemInstruction": {"role": "user", "parts": [{"text": "Be kind."}]},
        "tools": [{"googleSearch": {}}],
        "generationConfig": {"temperature": 0},
    }
    assert call.patience.unary == 0.5


def test_models_of_publishers_belong_to_no_project() -> None:
    assert PROJECT.list_models(1000, "").url == f"{ROOT}publishers/google/models?pageSize=100"
    assert PROJECT.list_models(5, "a&b").url.endswith("?pageSize=5&pageToken=a%26b")
    for backend in (PROJECT, EXPRESS):
        url = backend.get_model("gemini-x").url
        assert url == f"{ROOT}publishers/google/models/gemini-x"
    assert PROJECT.get_model("endpoints/5").url == f"{ROOT}{HOME}endpoints/5"


def test_a_published_model_says_its_version() -> None:
    said = {"name": "publishers/google/models/gemini-x", "versionId": "001", "launchStage": "GA"}
    assert Model.from_wire(said).version == "001"


def test_what_the_project_keeps() -> None:
    assert PROJECT.resource("GET", "cachedContents/5").url == f"{ROOT}{HOME}cachedContents/5"
    full = f"{HOME}cachedContents/5"
    assert PROJECT.resource("GET", full).url == ROOT + full
    assert body_of(generate(PROJECT, cached_content="cachedContents/5"))["cachedContent"] == full


def test_there_is_no_place_for_files() -> None:
    with pytest.raises(UsageError, match="keeps no files"):
        PROJECT.upload({})
    with pytest.raises(UsageError, match="keeps no files"):
        PROJECT.resource("GET", "files/abc")


OF_DEVELOPER: dict[str, Any] = {
    "enable_enhanced_civic_answers": True,
    "store": False,
    "tools.file_search": {"file_search_store_names": ["s"]},
    "tools.google_search.time_range_filter": {"start_time": "2026-01-01T00:00:00Z"},
    "tools.mcp_servers": [{}],
}
OF_VERTEX: dict[str, Any] = {
    "audio_timestamp": True,
    "enable_affective_dialog": False,
    "image_config.image_output_options": {"mime_type": "image/png"},
    "image_config.person_generation": "ALLOW_ALL",
    "image_config.prominent_people": "ALLOW",
    "model_armor_config": {"prompt_template_name": "t"},
    "model_selection_config": {"feature": "BALANCED"},
    "output_config": {"output_uri_prefix": "gs://bucket/folder"},
    "response_format": {"text": {}},
    "routing_config": {"auto_mode": {}},
    "safety_settings.method": "SEVERITY",
    "tool_config.function_calling_config.stream_function_call_arguments": True,
    "tools.enterprise_web_search": {},
    "tools.exa_ai_search": {},
    "tools.google_search.blocking_confidence": "BLOCK_LOW",
    "tools.google_search.exclude_domains": ["example.com"],
    "tools.parallel_ai_search": {},
    "tools.retrieval": {"vertex_ai_search": {}},
    "translation_config": {"target_language": "de"},
}


def config_of(path: str, value: Any) -> GenerateContentConfig:
    """A config with one field set; a name that is none stays unknown, and no rule finds it."""
    for name in reversed(path.split(".")):
        value = {name: [value] if name in ("tools", "safety_settings") else value}
    return GenerateContentConfig.model_validate(value)


@pytest.mark.parametrize(
    ("paths", "values", "refusing", "taking", "said"),
    [
        (DEVELOPER_ONLY, OF_DEVELOPER, PROJECT, GEMINI, "Vertex AI does not take {}; only the"),
        (VERTEX_ONLY, OF_VERTEX, GEMINI, PROJECT, "The Gemini API does not take {}; only Vertex"),
    ],
    ids=["of the developer api", "of vertex"],
)
def test_settings_of_the_other_api_are_refused_by_name(
    paths: Sequence[str], values: dict[str, Any], refusing: Backend, taking: Backend, said: str
) -> None:
    assert sorted(values) == sorted(paths)
    for path, value in values.items():
        config = config_of(path, value)
        with pytest.raises(UsageError, match=f"^{said.format(path)}"):
            refusing.generate("gemini-x", CONTENTS, config, stream=True)
        with pytest.raises(UsageError):
            refusing.count_tokens("gemini-x", CONTENTS, config)
        taking.generate("gemini-x", CONTENTS, config, stream=True)


def test_mixing_tools_needs_no_flag_here() -> None:
    config: dict[str, Any] = {
        "tool_config": {
            "include_server_side_tool_invocations": True,
            "function_calling_config": {"mode": "ANY"},
        }
    }
    body = body_of(generate(PROJECT, **config))
    assert body["toolConfig"] == {"functionCallingConfig": {"mode": "ANY"}}


def test_settings_of_vertex_have_their_places() -> None:
    body = body_of(
        generate(PROJECT, model_armor_config={"prompt_template_name": "t"}, audio_timestamp=True)
    )
    assert body["modelArmorConfig"] == {"promptTemplateName": "t"}
    assert body["generationConfig"] == {"audioTimestamp": True}


def test_a_conversation_begun_on_the_other_api_goes_on() -> None:
    contents: list[dict[str, Any]] = [
        {"role": "user", "parts": [{"text": "hi", "partMetadata": {"a": 1}}]},
        {"role": "model", "parts": [{"toolCall": {"toolType": "X"}, "thoughtSignature": "c2ln"}]},
        {"role": "model", "parts": [{"toolResponse": {"toolType": "X"}}, {"text": "hello"}]},
    ]
    before = json.dumps(contents)
    call = PROJECT.generate("gemini-x", contents, GenerateContentConfig(), stream=False)
    assert body_of(call)["contents"] == [
        {"role": "user", "parts": [{"text": "hi"}]},
        {"role": "model", "parts": [{"text": "hello"}]},
    ]
    assert json.dumps(contents) == before


def unauthenticated(message: str = "no") -> HttpReply:
    error = {"error": {"code": 401, "message": message, "status": "UNAUTHENTICATED"}}
    return HttpReply(401, {}, json.dumps(error).encode())


def test_a_login_that_is_over_is_told_with_the_command() -> None:
    error = PROJECT.failure(unauthenticated())
    assert isinstance(error, AccessError)
    assert LOGIN in error.hint
    assert LOGIN not in EXPRESS.failure(unauthenticated()).hint


def test_no_error_holds_the_key() -> None:
    assert CANARY not in str(EXPRESS.failure(unauthenticated(f"bad {CANARY}")))
    error = EXPRESS.failure_in_stream({"error": {"code": 400, "message": f"bad {CANARY}"}})
    assert error is not None
    assert "bad" in str(error)
    assert CANARY not in str(error)


def test_recorded_requests_went_where_ours_go(recordings: Path) -> None:
    seen = 0
    shape = re.compile(
        r"/v1beta1/projects/([^/]+)/locations/([^/]+)/publishers/google/models/(.+):"
    )
    for file in recordings.glob("*.json"):
        for exchange in json.loads(file.read_bytes())["exchanges"]:
            asked = exchange["request"]
            if not (match := shape.match(asked["path"] or "")):
                continue
            project, location, model = match.groups()
            backend = VertexBackend(
                project=project, location=location, base_url=base_url_of(location)
            )
            config = GenerateContentConfig()
            stream = "stream" in asked["path"]
            ours = backend.generate(model, CONTENTS, config, stream=stream)
            if ":countTokens" in asked["path"]:
                ours = backend.count_tokens(model, CONTENTS, config)
            assert ours.url == f"https://{asked['host']}{asked['path']}"
            seen += 1
    assert seen
