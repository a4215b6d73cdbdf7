from __future__ import annotations

import base64
import json
import struct
import zlib
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from gemchat.demo.scenes import SCENES, WORDS

Json = dict[str, Any]
Ask = Callable[..., list[Json]]


def parts_of(payloads: list[Json]) -> list[Json]:
    return [part for one in payloads for part in one["candidates"][0]["content"].get("parts", [])]


def text_of(payloads: list[Json]) -> str:
    spoken = (part for part in parts_of(payloads) if not part.get("thought"))
    return "".join(part.get("text", "") for part in spoken)


def user(*texts: str) -> Json:
    return {"role": "user", "parts": [{"text": text} for text in texts]}


def model(text: str) -> Json:
    return {"role": "model", "parts": [{"text": text}]}


def finish(payloads: list[Json]) -> str:
    reason: str = payloads[-1]["candidates"][0]["finishReason"]
    return reason


@pytest.mark.parametrize("question", ["help", "Tell me about love!", "", "🙂"])
def test_unknown_words_get_a_tour_that_echoes_them(ask: Ask, question: str) -> None:
    tour = text_of(ask(question))
    assert f"You said: {question}\n" in tour
    assert "demo" in tour
    assert "no model" in tour
    for name, play in SCENES.items():
        assert f"- `{name}`: {play.__doc__}\n" in tour


def test_each_scene_has_one_line_and_a_word_of_its_own() -> None:
    for name, play in SCENES.items():
        assert play.__doc__
        assert "\n" not in play.__doc__
        assert WORDS[name] is play


def test_a_word_is_found_in_a_sentence_and_after_a_file(ask: Ask) -> None:
    assert "| Planet" in text_of(ask("Please show me a TABLE, will you?"))
    piped = user("all about code and pictures", "table")
    assert "| Planet" in text_of(ask(contents=[piped]))


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("markdown", "## Lists"),
        ("code", "```rust"),
        ("table", "|:--------|"),
        ("unicode", "こんにちは"),
    ],
)
def test_text_scenes(ask: Ask, word: str, expected: str) -> None:
    payloads = ask(word)
    assert expected in text_of(payloads)
    assert finish(payloads) == "STOP"


def test_thoughts_come_first_if_the_scene_or_the_request_wants_them(ask: Ask) -> None:
    wanted = {"thinkingConfig": {"includeThoughts": True}}
    assert [part.get("thought", False) for part in parts_of(ask("thoughts"))][:3] == [
        True,
        True,
        False,
    ]
    assert parts_of(ask("hello", generationConfig=wanted))[0]["thought"]
    assert not any("thought" in part for part in parts_of(ask("hello")))
    dull = ask("hello", model="gemini-2.0-flash", generationConfig=wanted)
    assert not any("thought" in part for part in parts_of(dull))


@pytest.mark.parametrize("config", [{}, {"thinkingConfig": {"includeThoughts": True}}])
def test_citations_point_at_bytes_of_the_joined_text(ask: Ask, config: Json) -> None:
    payloads = ask("citations", generationConfig=config)
    *others, last = [payload["candidates"][0] for payload in payloads]
    assert all(candidate["groundingMetadata"] == {} for candidate in others)
    grounding = last["groundingMetadata"]
    joined = text_of(payloads).encode()
    for support in grounding["groundingSupports"]:
        segment = support["segment"]
        cited = joined[segment.get("startIndex", 0) : segment["endIndex"]]
        assert cited.decode() == segment["text"]
        assert max(support["groundingChunkIndices"]) < len(grounding["groundingChunks"])
    assert "startIndex" not in grounding["groundingSupports"][0]["segment"]


@pytest.mark.parametrize(
    "body",
    [
        {"text": "picture"},
        {"text": "a cat", "generationConfig": {"responseModalities": ["TEXT", "IMAGE"]}},
        {"text": "a cat", "model": "gemini-2.5-flash-image"},
    ],
)
def test_the_picture_is_a_real_png(ask: Ask, body: Json) -> None:
    (image,) = [part["inlineData"] for part in parts_of(ask(**body)) if "inlineData" in part]
    assert image["mimeType"] == "image/png"
    png = base64.b64decode(image["data"], validate=True)
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", png[16:24])
    (size,) = struct.unpack(">I", png[33:37])
    pixels = zlib.decompress(png[41 : 41 + size])
    assert len(pixels) == height * (1 + 3 * width)


def test_code_is_run_and_signed(ask: Ask) -> None:
    code, result, *_ = parts_of(ask("run"))
    assert code["executableCode"]["language"] == "PYTHON"
    assert code["thoughtSignature"]
    assert result["codeExecutionResult"]["outcome"] == "OUTCOME_OK"
    assert result["codeExecutionResult"]["id"] == code["executableCode"]["id"]


def test_the_history_is_recalled(ask: Ask) -> None:
    contents = [user("My name is Ada."), model("Hello."), user("what did I say first?")]
    answer = text_of(ask(contents=contents))
    assert "2 messages" in answer
    assert "> My name is Ada." in answer
    assert "1 message in" in text_of(ask("recall"))


def test_settings_are_reported(ask: Ask) -> None:
    body: Json = {
        "systemInstruction": user("Be brief."),
        "generationConfig": {"temperature": 0.5},
        "tools": [{"googleSearch": {}}],
    }
    answer = text_of(ask("settings", **body))
    assert json.loads(answer.split("```")[1].removeprefix("json")) == {
        "model": "gemini-flash-latest",
        "systemInstruction": "Be brief.",
        "generationConfig": {"temperature": 0.5},
        "tools": ["googleSearch"],
    }


@pytest.mark.parametrize(("question", "size"), [("long", 20_000), ("long 200", 200_000)])
def test_a_long_reply_has_the_size_asked_for(ask: Ask, question: str, size: int) -> None:
    assert len(text_of(ask(question))) == size


def test_refusals(ask: Ask) -> None:
    refused = ask("refuse")
    assert text_of(refused)
    assert finish(refused) == "SAFETY"
    assert refused[-1]["candidates"][0]["safetyRatings"][0]["blocked"]
    (blocked,) = ask("block")
    assert blocked["promptFeedback"] == {"blockReason": "PROHIBITED_CONTENT"}


def test_a_rate_limit_is_over_at_the_third_attempt(client: httpx.Client, ask: Ask) -> None:
    path = "/v1beta/models/gemini-3.8-flash:generateContent"
    for _ in range(2):
        for _ in range(2):
            answer = client.post(path, json={"contents": [user("rate limit")]})
            assert answer.status_code == 429
            details = {detail["@type"]: detail for detail in answer.json()["error"]["details"]}
            assert details["type.googleapis.com/google.rpc.RetryInfo"]["retryDelay"] == "2s"
            quota = details["type.googleapis.com/google.rpc.QuotaFailure"]["violations"][0]
            assert "PerMinute" in quota["quotaId"]
        assert "three attempts" in text_of(ask("rate limit"))


@pytest.mark.parametrize(("limit", "text"), [(4, "This reply has r"), (1, "This"), (10_000, None)])
def test_output_tokens_are_limited(ask: Ask, limit: int, text: str | None) -> None:
    payloads = ask("cut", generationConfig={"maxOutputTokens": limit})
    assert finish(payloads) == "MAX_TOKENS"
    assert text is None or text_of(payloads) == text


def test_thoughts_can_use_all_output_tokens(ask: Ask) -> None:
    config = {"maxOutputTokens": 3, "thinkingConfig": {"includeThoughts": True}}
    (payload,) = ask("hello", generationConfig=config)
    assert payload["candidates"][0]["content"] == {"role": "model"}
    assert payload["candidates"][0]["finishReason"] == "MAX_TOKENS"


def test_a_limit_does_not_split_a_character(ask: Ask) -> None:
    payloads = ask("unicode", generationConfig={"maxOutputTokens": 25})
    assert "�" not in text_of(payloads)


def test_stop_sequences_end_a_reply(ask: Ask) -> None:
    payloads = ask("table", generationConfig={"stopSequences": ["nowhere", "| Earth"]})
    assert text_of(payloads).endswith("2,802.0 |\n")
    assert finish(payloads) == "STOP"


def test_json_mode_answers_to_the_schema(ask: Ask) -> None:
    schema = {"type": "OBJECT", "properties": {"age": {"type": "INTEGER"}}}
    config = {"responseMimeType": "application/json", "responseSchema": schema}
    assert json.loads(text_of(ask("a dog", generationConfig=config))) == {"age": 42}
    del config["responseSchema"]
    assert json.loads(text_of(ask("a dog", generationConfig=config))) == {"said": "a dog"}
    enum = {"responseMimeType": "text/x.enum", "responseSchema": {"enum": ["Cat", "Dog"]}}
    assert text_of(ask("a dog", generationConfig=enum)) == "Cat"


FUNCTIONS = [
    {"name": "now", "description": "Tell the time."},
    {
        "name": "weather",
        "parametersJsonSchema": {"type": "object", "properties": {"city": {"type": "string"}}},
    },
]


def test_functions_are_called_and_their_results_told(ask: Ask) -> None:
    tools = [{"functionDeclarations": FUNCTIONS}]
    call, ending = parts_of(ask("call weather", tools=tools))
    assert call["functionCall"]["name"] == "weather"
    assert call["functionCall"]["args"] == {"city": "demo"}
    assert call["thoughtSignature"]
    assert ending == {"text": ""}
    response = {"id": call["functionCall"]["id"], "name": "weather", "response": {"sky": "blue"}}
    answers = [
        user("call weather"),
        {"role": "model", "parts": [call]},
        {"role": "user", "parts": [{"functionResponse": response}]},
    ]
    assert '`weather` returned `{"sky": "blue"}`' in text_of(ask(contents=answers, tools=tools))


def test_parallel_calls_have_one_signature(ask: Ask) -> None:
    first, second, _ending = parts_of(ask("calls", tools=[{"functionDeclarations": FUNCTIONS}]))
    assert [first["functionCall"]["name"], second["functionCall"]["name"]] == ["now", "weather"]
    assert "thoughtSignature" in first
    assert "thoughtSignature" not in second
    assert first["functionCall"]["id"] != second["functionCall"]["id"]


def test_without_functions_there_is_nothing_to_call(ask: Ask) -> None:
    assert "no function" in text_of(ask("call"))
