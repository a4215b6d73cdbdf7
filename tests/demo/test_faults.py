from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from typing import Any

import httpx
import pytest

from gemchat.demo import DemoServer
from gemchat.demo.faults import FAULTS
from gemchat.demo.faults.replies import BLOCKED_BECAUSE, STOPPED_BECAUSE, name_of
from gemchat.demo.faults.table import TEXT
from gemchat.demo.http import Answer, Headless, Request
from gemchat.demo.routes import Backend

Json = dict[str, Any]
Ask = Callable[..., list[Json]]

GENERATE = "/v1beta/models/gemini-3.8-flash:generateContent"
STREAM = "/v1beta/models/gemini-3.8-flash:streamGenerateContent?alt=sse"
KEY = {"x-goog-api-key": "k"}
BREAKING = {
    "close": "Server disconnected without sending a response",
    "close-once": "Server disconnected without sending a response",
    "not-http": "illegal status line",
    "huge-header": "Receive buffer too long",
    "cut-in-chunk": "incomplete chunked read",
    "cut-between-chunks": "incomplete chunked read",
    "too-short": "received .* bytes, expected 5000",
}


def body(name: str, **more: Any) -> Json:
    return {"contents": [{"parts": [{"text": f"demo:{name}"}]}], **more}


def streamed(client: httpx.Client, name: str) -> httpx.Response:
    return client.post(STREAM, json=body(name))


def text_of(payloads: list[Json]) -> str:
    candidates = [one["candidates"][0] for one in payloads if one.get("candidates")]
    contents = [candidate.get("content") or {} for candidate in candidates]
    return "".join(p.get("text", "") for content in contents for p in content.get("parts") or [])


def finishes(payloads: list[Json]) -> list[str]:
    candidates = [one["candidates"][0] for one in payloads if one.get("candidates")]
    return [one["finishReason"] for one in candidates if "finishReason" in one]


@pytest.mark.parametrize("path", [STREAM, GENERATE])
def test_every_fault_has_an_answer(path: str) -> None:
    backend = Backend("http://127.0.0.1:9")
    for name in FAULTS:
        query = {"alt": "sse"} if path == STREAM else {}
        request = Request("POST", path.partition("?")[0], query, KEY, body(name))
        match backend.answer(request):
            case Answer(status=status):
                assert 200 <= status < 600
            case Headless(steps=steps):
                assert list(steps)


@pytest.mark.parametrize("name", BREAKING)
def test_broken_connections(client: httpx.Client, name: str) -> None:
    with pytest.raises(httpx.RemoteProtocolError, match=BREAKING[name]):
        streamed(client, name)


def test_a_reset_is_one(client: httpx.Client) -> None:
    with pytest.raises(httpx.ReadError):
        streamed(client, "reset")


@pytest.mark.parametrize("name", ["503-once", "500-once", "429-header", "429-date"])
def test_some_errors_are_gone_at_the_second_attempt(client: httpx.Client, name: str) -> None:
    answers = [streamed(client, name) for _ in range(3)]
    first, second, third = (answer.status_code for answer in answers)
    assert (second, third) == (200, first)
    assert first == int(name[:3])


def test_a_connection_closed_once_works_at_the_second_attempt(client: httpx.Client) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        streamed(client, "close-once")
    assert streamed(client, "close-once").status_code == 200


@pytest.mark.parametrize(
    ("name", "quota", "delay"),
    [
        ("429", "PerMinute", "1.5s"),
        ("429-daily", "PerDay", "34.074824224s"),
        ("429-long", "PerMinute", "3600s"),
    ],
)
def test_quotas(client: httpx.Client, name: str, quota: str, delay: str) -> None:
    failure, _help, retry = streamed(client, name).json()["error"]["details"]
    assert quota in failure["violations"][0]["quotaId"]
    assert retry["retryDelay"] == delay


def test_error_bodies_of_gateways(client: httpx.Client) -> None:
    assert "502 Bad Gateway" in streamed(client, "502-html").text
    assert streamed(client, "error-empty").content == b""
    assert isinstance(streamed(client, "error-list").json(), list)
    assert len(streamed(client, "error-huge").content) == 5_000_000
    assert "\x1b]0;title\x07" in streamed(client, "error-escapes").json()["error"]["message"]
    assert streamed(client, "redirect").headers["location"] == "http://127.0.0.1:9/elsewhere"


def test_the_clock_of_a_skewed_server_is_ahead(client: httpx.Client) -> None:
    date = parsedate_to_datetime(streamed(client, "clock-skew").headers["date"])
    assert date.timestamp() - time.time() > 3000


@pytest.mark.parametrize("name", ["cut-in-line", "no-finish", "gzip-cut"])
def test_some_bodies_end_early_without_an_error_of_http(client: httpx.Client, name: str) -> None:
    answer = streamed(client, name)
    assert answer.content.startswith(b"data: ")
    assert b"finishReason" not in answer.content


def test_after_too_many_bytes_the_next_answer_is_no_http(client: httpx.Client) -> None:
    assert streamed(client, "leftovers").status_code == 200
    with pytest.raises(httpx.RemoteProtocolError):
        streamed(client, "lf")


def test_errors_after_a_good_start(client: httpx.Client) -> None:
    event = streamed(client, "error-event").content.split(b"\r\n\r\n")[-2]
    assert json.loads(event[6:])["error"]["code"] == 503
    bare = streamed(client, "bare-error-after-stop").content.rpartition(b"\r\n\r\n")
    assert b'"finishReason": "STOP"' in bare[0]
    assert bare[2].startswith(b'{\n  "error"')
    assert json.loads(bare[2])["error"]["code"] == 503


def test_odd_but_healthy_framings(client: httpx.Client) -> None:
    assert b"\r" not in streamed(client, "lf").content
    assert streamed(client, "bom").content.startswith(b"\xef\xbb\xbfdata: ")
    assert streamed(client, "comments").content.endswith(b"data: [DONE]\r\n\r\n")
    assert b"\ndata:{" in streamed(client, "no-space").content
    assert {"\u2028", "\u2029", "\u0085"} <= set(streamed(client, "separators").text)
    assert b"\xff\xc3" in streamed(client, "bad-utf8").content
    lines = streamed(client, "many-data-lines").content.split(b"\r\n\r\n")[0].split(b"\r\n")
    assert json.loads(b"\n".join(line.removeprefix(b"data: ") for line in lines))


def test_every_byte_travels_alone(client: httpx.Client) -> None:
    with client.stream("POST", STREAM, json=body("split")) as answer:
        pieces = list(answer.iter_raw())
    assert {len(piece) for piece in pieces} == {1}
    assert "世界" in b"".join(pieces).decode()


def test_content_codings(client: httpx.Client) -> None:
    plain = streamed(client, "gzip")
    assert plain.headers["content-encoding"] == "gzip"
    assert plain.content.endswith(b"}\r\n\r\n")
    with pytest.raises(httpx.DecodingError):
        streamed(client, "not-gzip")
    with client.stream("POST", STREAM, json=body("gzip-bomb")) as answer:
        assert sum(map(len, answer.iter_raw())) < 2_000_000


def test_a_long_line_is_longer_than_4_mb(client: httpx.Client) -> None:
    lines = streamed(client, "long-line").content.split(b"\r\n")
    assert max(map(len, lines)) > 4 * 1024 * 1024
    assert json.loads(lines[-3].removeprefix(b"data: "))["candidates"][0]["finishReason"] == "STOP"


@pytest.mark.parametrize("name", ["silent", "stall-at-once"])
def test_silence_lasts_until_the_client_leaves(client: httpx.Client, name: str) -> None:
    with pytest.raises(httpx.ReadTimeout):
        client.post(STREAM, json=body(name), timeout=0.2)


@pytest.mark.parametrize(
    ("name", "piece"), [("drip", b"x"), ("pings", b": ping\n\n"), ("endless-line", b"xxx")]
)
def test_some_replies_never_end(client: httpx.Client, name: str, piece: bytes) -> None:
    with client.stream("POST", STREAM, json=body(name)) as answer:
        found = 0
        for received in answer.iter_raw():
            found += piece in received
            if found == 3:
                break


def test_a_client_that_leaves_frees_a_stalled_connection(demo: DemoServer) -> None:
    before = threading.active_count()
    for _ in range(3):
        with httpx.stream("POST", demo.url + STREAM, json=body("stall"), headers=KEY) as answer:
            assert next(answer.iter_raw())
    assert threading.active_count() == before


@pytest.mark.parametrize("reason", STOPPED_BECAUSE)
def test_finish_reasons_after_text_and_at_once(ask: Ask, reason: str) -> None:
    payloads = ask(f"demo:{name_of(reason)}")
    assert text_of(payloads) == TEXT
    assert finishes(payloads) == [reason]
    (payload,) = ask(f"demo:{name_of(reason)}-at-once")
    assert payload["candidates"][0]["content"] == {}


@pytest.mark.parametrize("reason", BLOCKED_BECAUSE)
def test_block_reasons(ask: Ask, reason: str) -> None:
    (payload,) = ask(f"demo:blocked-{name_of(reason)}")
    assert payload["promptFeedback"]["blockReason"] == reason


@pytest.mark.parametrize(
    ("name", "ends"),
    [
        ("no-parts", ["STOP"]),
        ("no-content", ["STOP"]),
        ("null-parts", ["STOP"]),
        ("usage-only", ["STOP"]),
        ("no-usage", ["STOP"]),
        ("usage-falls", ["STOP"]),
        ("early-stop", ["STOP", "STOP"]),
        ("two-candidates", ["STOP"]),
        ("unknown-fields", ["STOP"]),
        ("max-tokens", ["MAX_TOKENS"]),
    ],
)
def test_odd_chunks_carry_the_whole_text(ask: Ask, name: str, ends: list[str]) -> None:
    payloads = ask(f"demo:{name}")
    assert text_of(payloads) == TEXT
    assert finishes(payloads) == ends


def test_chunks_without_what_one_expects(ask: Ask) -> None:
    assert "candidates" not in ask("demo:usage-only")[-1]
    assert "content" not in ask("demo:no-content")[-1]["candidates"][0]
    assert ask("demo:null-parts")[-1]["candidates"][0]["content"]["parts"] is None
    assert all("usageMetadata" not in payload for payload in ask("demo:no-usage"))
    assert text_of(ask("demo:empty-answer")) == ""


def test_what_does_not_exist_yet_may_be_sent_back(ask: Ask) -> None:
    payloads = ask("demo:unknown-fields")
    content = payloads[0]["candidates"][0]["content"]
    assert any("hologram" in part for part in content["parts"])
    question = {"role": "user", "parts": [{"text": "demo:no-parts"}]}
    assert text_of(ask(contents=[question, content, question])) == TEXT


def test_broken_calls(ask: Ask) -> None:
    assert finishes(ask("demo:malformed-call")) == ["MALFORMED_FUNCTION_CALL"]
    assert finishes(ask("demo:malformed-call-once")) == ["MALFORMED_FUNCTION_CALL"]
    assert finishes(ask("demo:malformed-call-once")) == ["STOP"]
    payloads = ask("demo:unexpected-call")
    assert "finishMessage" in payloads[-1]["candidates"][0]


def test_calls_without_end(ask: Ask) -> None:
    tools = [{"functionDeclarations": [{"name": "again"}]}]
    contents: list[Json] = [{"role": "user", "parts": [{"text": "demo:endless-calls"}]}]
    for _ in range(3):
        content = ask(contents=contents, tools=tools)[0]["candidates"][0]["content"]
        call = content["parts"][0]["functionCall"]
        response = {"id": call["id"], "name": call["name"], "response": {}}
        contents += [content, {"role": "user", "parts": [{"functionResponse": response}]}]
    assert len({part["functionCall"]["id"] for c in contents[1::2] for part in c["parts"]}) == 3


def test_a_reply_goes_on_with_its_token(ask: Ask) -> None:
    payloads = ask("demo:continuation")
    candidate = payloads[-1]["candidates"][0]
    assert candidate["finishReason"] == "CONTINUATION"
    assert text_of(payloads)
    assert (
        text_of(ask("demo:continuation", continuationToken=candidate["continuationToken"])) == TEXT
    )


@pytest.mark.parametrize(
    ("signature", "status"),
    [("Zm9yZWlnbg==", 400), ("c2tpcF90aG91Z2h0X3NpZ25hdHVyZV92YWxpZGF0b3I=", 200), (None, 200)],
)
def test_signatures_can_be_refused(
    client: httpx.Client, signature: str | None, status: int
) -> None:
    signed = {"role": "model", "parts": [{"text": "", "thoughtSignature": signature}]}
    contents = [signed, {"role": "user", "parts": [{"text": "demo:signature"}]}]
    assert client.post(STREAM, json={"contents": contents}).status_code == status


def test_hostile_text_arrives_as_it_is(ask: Ask) -> None:
    assert "\x1b]0;your terminal is mine\x07" in text_of(ask("demo:escapes"))


@pytest.mark.parametrize("name", ["list", "no-such-fault"])
def test_the_faults_can_be_listed(ask: Ask, name: str) -> None:
    listed = text_of(ask(f"demo:{name}"))
    assert all(f"`demo:{name}`" in listed for name in FAULTS)
