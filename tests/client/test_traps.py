"""The traps of the wire, each by name, with bodies made by hand; over sockets see test_faults."""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gemchat.chat.conversation import Conversation
from gemchat.chat.events import ChunkArrived
from gemchat.chat.history import Turn, TurnOutcome
from gemchat.client.http.encoding import decoded
from gemchat.errors import (
    BrokenReplyError,
    EmptyReplyError,
    GemchatError,
    IncompleteReplyError,
    QuotaError,
    RefusedError,
    ServerError,
)
from gemchat.protocol.gemini import GeminiBackend
from tests.client.recorded import Exchange, Json, ReplayTransport
from tests.fakes import Twin

COMPLETE, INTERRUPTED, BLOCKED, FAILED = TurnOutcome
STREAM = "/v1beta/models/gemini-3.8-flash:streamGenerateContent?alt=sse"
NEXT = {"role": "user", "parts": [{"text": "next"}]}
SIGNED: Json = {"text": "", "thoughtSignature": "c2ln"}
CALL: Json = {"functionCall": {"name": "f", "args": {}}, "thoughtSignature": "Y2FsbA=="}


def said(*parts: str | Json, finish: str = "", **candidate: Any) -> Json:
    wire = [{"text": part} if isinstance(part, str) else part for part in parts]
    content = {"content": {"role": "model", "parts": wire}} if wire else {}
    reason = {"finishReason": finish} if finish else {}
    return {"candidates": [{**content, **reason, **candidate}]}


def usage(total: int, **more: int) -> Json:
    return {"usageMetadata": {"totalTokenCount": total, **more}}


def events(*payloads: Json, end: str = "\r\n\r\n") -> str:
    return "".join(f"data: {json.dumps(one, ensure_ascii=False)}{end}" for one in payloads)


def quota(quota_id: str) -> str:
    details = [{"violations": [{"quotaId": quota_id}]}, {"retryDelay": "56s"}]
    error = {"code": 429, "status": "RESOURCE_EXHAUSTED", "message": "slow", "details": details}
    return json.dumps({"error": error})


def error(code: int, status: str, message: str = "no") -> str:
    return json.dumps({"error": {"code": code, "status": status, "message": message}}, indent=2)


STOP = said(finish="STOP")


@dataclass(frozen=True)
class Trap:
    """An answer, and what must come of it."""

    answer: str
    text: str = ""
    outcome: TurnOutcome = COMPLETE
    error: type[GemchatError] | None = None
    status: int = 200
    attempts: int = 1
    parts: list[Json] | None = None
    meta: Json = field(default_factory=dict)


TRAPS = {
    "STOP is not the end": Trap(events(said("a", finish="STOP"), said("b", finish="STOP")), "ab"),
    "a body without a finish reason was cut": Trap(
        events(said("a")), "a", INTERRUPTED, IncompleteReplyError
    ),
    "no framing asked for, an array came": Trap(json.dumps([said("a"), STOP], indent=2), "a"),
    "an HTTP error on a stream is bare JSON": Trap(
        error(404, "NOT_FOUND"), "", FAILED, RefusedError, 404
    ),
    "an HTTP error in a list": Trap(f"[{error(404, 'NOT_FOUND')}]", "", FAILED, RefusedError, 404),
    "the last chunk has a role and no parts": Trap(
        events(said("a"), {"candidates": [{"content": {"role": "model"}, "finishReason": "STOP"}]}),
        "a",
    ),
    "the last chunk has an empty text": Trap(events(said("a"), said("", finish="STOP")), "a"),
    "the last chunk has an empty signed text": Trap(
        events(said("a"), said(SIGNED, finish="STOP")), "a", parts=[{"text": "a"}, SIGNED]
    ),
    "final chunk without content": Trap(events(said("a"), STOP), "a"),
    "usage-only chunk": Trap(
        events(said("a", finish="STOP"), usage(9)), "a", meta={"usage": {"totalTokenCount": 9}}
    ),
    "usage falls in the middle": Trap(
        events(said("a") | usage(241), said("b") | usage(91), said(finish="STOP") | usage(1226)),
        "ab",
        meta={"usage": {"totalTokenCount": 1226}},
    ),
    "the last usage lacks what was there": Trap(
        events(said("a") | usage(5, candidatesTokenCount=21), said(finish="STOP") | usage(165)),
        "a",
        meta={"usage": {"candidatesTokenCount": 21, "totalTokenCount": 165}},
    ),
    "a signature of a megabyte": Trap(
        events(said({"text": "a", "thoughtSignature": "A" * 1_100_000}), STOP),
        "a",
        parts=[{"text": "a", "thoughtSignature": "A" * 1_100_000}],
    ),
    "grounding is whole on one chunk and empty on others": Trap(
        events(
            said("a", groundingMetadata={}, urlContextMetadata={"urlMetadata": [{}]}),
            said(groundingMetadata={"webSearchQueries": ["q"]}),
            said(finish="STOP", groundingMetadata={}),
        ),
        "a",
        meta={"grounding": {"webSearchQueries": ["q"]}, "url_context": {"urlMetadata": [{}]}},
    ),
    "the first candidate counts, with or without an index": Trap(
        events(
            {
                "candidates": [
                    said("no", index=1)["candidates"][0],
                    said("a", finish="STOP")["candidates"][0],
                ]
            }
        ),
        "a",
    ),
    "unknown fields and kinds are kept": Trap(
        events(said({"hologram": {"a": 1}, "partVersion": 7}, finish="STOP", mood="GLAD")),
        parts=[{"hologram": {"a": 1}, "partVersion": 7}],
    ),
    "an unknown reason keeps what came": Trap(events(said("a", finish="NEW_REASON")), "a"),
    "an unspecified reason is no finish": Trap(
        events(said("a", finish="FINISH_REASON_UNSPECIFIED")),
        "a",
        INTERRUPTED,
        IncompleteReplyError,
    ),
    "a call without a finish, then an empty STOP": Trap(
        events(said(CALL), said("", finish="STOP")), parts=[CALL]
    ),
    "several parts in a chunk": Trap(
        events(said({"text": "hm", "thought": True}, "a", CALL, "", finish="STOP")),
        "a",
        parts=[{"text": "hm", "thought": True}, {"text": "a"}, CALL],
    ),
    "a signature on the first chunk of the answer": Trap(
        events(
            said({"text": "a", "thoughtSignature": "c2ln"}), said("b"), said("c", finish="STOP")
        ),
        "abc",
        parts=[{"text": "a", "thoughtSignature": "c2ln"}, {"text": "bc"}],
    ),
    "parts of wrong types": Trap(
        events(
            {"candidates": [{"content": {"parts": [{"text": 7}, None, "x"]}}]},
            said("a", finish="STOP"),
        ),
        "a",
    ),
    "MAX_TOKENS and nothing to see": Trap(events(said(finish="MAX_TOKENS"))),
    "a thinking model says nothing": Trap(
        events(said({"text": "hm", "thought": True}), STOP), "", FAILED, EmptyReplyError
    ),
    "429 by the day": Trap(quota("GenerateRequestsPerDayPerProject"), "", FAILED, QuotaError, 429),
    "429 by the minute": Trap(quota("GenerateRequestsPerMinute"), "", FAILED, QuotaError, 429, 3),
    "503": Trap(error(503, "UNAVAILABLE"), "", FAILED, ServerError, 503, 4),
    "500": Trap(error(500, "INTERNAL"), "", FAILED, ServerError, 500, 4),
    "HTML 502": Trap("<html><title>Bad Gateway</title>", "", FAILED, ServerError, 502, 4),
    "a page with 200": Trap("<html>Log in</html>", "", FAILED, ServerError),
    "connection cut in mid-chunk": Trap(
        events(said("a"), said("b"))[:-20], "a", INTERRUPTED, IncompleteReplyError
    ),
    "connection cut between chunks": Trap(
        events(said("a"), said("b")), "ab", INTERRUPTED, IncompleteReplyError
    ),
    "an error event after a 200": Trap(
        events(said("a"), json.loads(error(503, "UNAVAILABLE"))),
        "a",
        INTERRUPTED,
        IncompleteReplyError,
    ),
    "a bare error after a 200": Trap(
        events(said("a")) + error(503, "UNAVAILABLE"), "a", INTERRUPTED, IncompleteReplyError
    ),
    "a bare error after STOP": Trap(events(said("a", finish="STOP")) + error(500, "INTERNAL"), "a"),
    "an error event at once": Trap(
        events(json.loads(error(503, "UNAVAILABLE"))), "", FAILED, ServerError, attempts=4
    ),
    "safety stop after visible text": Trap(events(said("a"), said(finish="SAFETY")), "a", BLOCKED),
    "blocked prompt in a stream": Trap(
        events({"promptFeedback": {"blockReason": "SAFETY"}, **usage(3)}), "", BLOCKED
    ),
    "RECITATION": Trap(events(said(finish="RECITATION")), "", BLOCKED),
    "MALFORMED_FUNCTION_CALL without content": Trap(
        events(said(finish="MALFORMED_FUNCTION_CALL")), "", FAILED, BrokenReplyError, attempts=2
    ),
    "CONTINUATION without a token": Trap(events(said("a", finish="CONTINUATION")), "a"),
    "a line of 4 MB": Trap(
        events(
            said({"inlineData": {"mimeType": "image/png", "data": "A" * 4_000_000}}, finish="STOP")
        ),
        parts=[{"inlineData": {"mimeType": "image/png", "data": "A" * 4_000_000}}],
    ),
    "raw U+2028 in a string": Trap(
        events(said("a\u2028b\u2029c\u0085d", finish="STOP")), "a\u2028b\u2029c\u0085d"
    ),
    "LF-only framing": Trap(events(said("a"), STOP, end="\n\n"), "a"),
    "characters split between reads": Trap(
        events(said("Grüße 世界 👩‍👩‍👧", finish="STOP")), "Grüße 世界 👩‍👩‍👧"
    ),
    "several data lines, comments and a [DONE]": Trap(
        ": ping\n\nevent: x\nid: 1\n"
        + "".join(
            f"data: {line}\n" for line in json.dumps(said("a", finish="STOP"), indent=1).split("\n")
        )
        + "\ndata: [DONE]\n\n",
        "a",
    ),
    "a byte order mark": Trap("\ufeff" + events(said("a", finish="STOP")), "a"),
    "empty body with 200": Trap("", "", FAILED, EmptyReplyError, attempts=2),
}


def play(twin: Twin, answer: str, status: int = 200) -> tuple[Turn, Conversation, Exception | None]:
    """Ask, and be answered in pieces cut at random; every response is looked at."""
    exchange = Exchange("made by hand", "", STREAM, {}, status, answer)
    transport = ReplayTransport(exchange, suspends=twin.suspends)
    conversation = Conversation(transport, GeminiBackend("key"), "gemini-3.8-flash")

    async def played() -> Exception | None:
        try:
            async for event in conversation.events({"role": "user", "parts": [{"text": "hi"}]}):
                if isinstance(event, ChunkArrived):
                    assert event.response.text is not None
        except GemchatError as raised:
            return raised
        return None

    failure = twin.run(played())
    [turn] = conversation.history.turns
    return turn, conversation, failure


@pytest.mark.parametrize("name", TRAPS)
def test_traps(twin: Twin, name: str) -> None:
    trap = TRAPS[name]
    turn, conversation, failure = play(twin, trap.answer, trap.status)
    parts = [part for content in turn.contents for part in content["parts"]]
    assert type(failure) is (trap.error or type(None)), failure
    assert (turn.outcome, turn.attempts) == (trap.outcome, trap.attempts)
    assert "".join(p.get("text", "") for p in parts if not p.get("thought")) == trap.text
    assert trap.parts is None or parts == trap.parts
    assert trap.meta.items() <= turn.meta.items()
    following = conversation.history.request(NEXT)
    assert (len(following) == 3) is turn.usable


async def unpacked(pieces: list[bytes]) -> bytes:
    async def given_pieces() -> Any:
        for piece in pieces:
            yield piece

    return b"".join([piece async for piece in decoded(given_pieces(), "gzip")])


@given(st.integers(1, 50))
def test_a_compressed_stream_may_be_cut_anywhere(size: int) -> None:
    body = events(said("a"), STOP).encode()
    packed = gzip.compress(body)
    pieces = [packed[at : at + size] for at in range(0, len(packed), size)]
    assert Twin(suspends=False).run(unpacked(pieces)) == body


HEALTHY = [
    said({"text": "hm", "thought": True}, "a", CALL, index=0, safetyRatings=[{"category": "A"}])
    | usage(5, promptTokenCount=3),
    said("b", groundingMetadata={"groundingChunks": [{"web": {"uri": "u"}}]}),
    {"promptFeedback": {"blockReason": "SAFETY"}, "modelVersion": "gemini-3", "responseId": "r"},
    {"error": {"code": 503, "message": "busy", "details": [{"retryDelay": "1s"}]}},
    said(SIGNED, finish="STOP", citationMetadata={"citationSources": [{"uri": "u"}]}),
]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)


@st.composite
def mutated(draw: st.DrawFn) -> list[Any]:
    """A healthy stream in which some values are others, or gone."""
    payloads: list[Any] = json.loads(
        json.dumps(draw(st.lists(st.sampled_from(HEALTHY), min_size=1, max_size=4)))
    )
    for _ in range(draw(st.integers(0, 4))):
        place: Any = payloads
        while True:
            key = draw(
                st.sampled_from(list(place) if isinstance(place, dict) else range(len(place)))
            )
            if isinstance(place[key], dict | list) and place[key] and draw(st.booleans()):
                place = place[key]
                continue
            if isinstance(place, dict) and len(place) > 1 and draw(st.booleans()):
                del place[key]
            else:
                place[key] = draw(JSON)
            break
    return payloads


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(mutated(), st.booleans())
def test_any_answer_raises_nothing_but_our_own_errors(payloads: list[Any], array: bool) -> None:
    answer = json.dumps(payloads) if array else events(*payloads)
    turn, conversation, _ = play(Twin(suspends=False), answer)
    following = conversation.history.request(NEXT)
    assert json.dumps([following, turn.meta])
    assert following[-1]["parts"][-1] == NEXT["parts"][0]


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200), st.sampled_from([200, 204, 301, 400, 429, 500]))
def test_any_bytes_raise_nothing_but_our_own_errors(body: bytes, status: int) -> None:
    turn, _, failure = play(Twin(suspends=False), body.decode("latin-1"), status)
    assert isinstance(failure, GemchatError)
    assert turn.outcome is FAILED
