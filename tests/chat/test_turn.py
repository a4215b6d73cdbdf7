from __future__ import annotations

from typing import Any

import pytest

from gemchat.chat.events import (
    ChunkArrived,
    PartFinished,
    PartGrew,
    PartStarted,
    Retrying,
    TurnEnded,
    TurnStarted,
)
from gemchat.chat.history import TurnOutcome
from gemchat.errors import (
    BrokenReplyError,
    EmptyReplyError,
    GemchatError,
    IncompleteReplyError,
    NetworkError,
    QuotaError,
    RefusedError,
    ServerError,
)
from gemchat.types import Part
from tests.chat.played import stage, user
from tests.fakes import Twin

Json = dict[str, Any]

HELLO = ["text: Hel", "text: lo", "finish: STOP", "usage: 3 2"]
BUSY = ["error: 503 UNAVAILABLE busy"]
CALL = 'call: f {"a": 1}'
BLOCK = 'raw: {"promptFeedback": {"blockReason": "SAFETY"}}'
QUOTA = (
    'http: 429 {"error": {"code": 429, "status": "RESOURCE_EXHAUSTED", "message": "slow down",'
    ' "details": [{"retryDelay": "1.5s"}]}}'
)
COMPLETE, INTERRUPTED, BLOCKED, FAILED = TurnOutcome


def model(*parts: Json) -> Json:
    return {"role": "model", "parts": list(parts)}


def test_a_turn_from_question_to_answer(twin: Twin) -> None:
    played = stage(twin, HELLO)
    turn = played.ask("hi")
    match played.events:
        case [
            TurnStarted(),
            PartStarted(0, Part(text="Hel")),
            ChunkArrived(),
            PartGrew(0, "lo"),
            ChunkArrived(),
            ChunkArrived(),
            ChunkArrived(),
            PartFinished(0, Part(text="Hello")),
            TurnEnded(),
        ]:
            pass
        case other:
            pytest.fail(f"other events: {other}")
    assert turn.user == user("hi")
    assert turn.contents == [model({"text": "Hello"})]
    assert (turn.outcome, turn.reason, turn.finish, turn.attempts) == (COMPLETE, "", "STOP", 1)
    assert turn.meta["usage"]["totalTokenCount"] == 5
    assert turn.model == "gemini-3.8-flash"
    assert played.journal.calls == ["began", "progress", "progress", "ended"]
    assert played.journal.parts == [{"text": "Hel"}, {"text": "lo"}]
    assert played.journal.ended_as == [turn]
    assert played.transport.open_streams == 0


def test_the_next_request_carries_what_was_said(twin: Twin) -> None:
    played = stage(
        twin,
        ["text: a", "sign: c2ln", "finish: STOP"],
        HELLO,
        history=[user("before"), model({"text": "b"})],
    )
    played.ask("one")
    played.ask("two")
    assert played.bodies[1]["contents"] == [
        user("before"),
        model({"text": "b"}),
        user("one"),
        model({"text": "a"}, {"text": "", "thoughtSignature": "c2ln"}),
        user("two"),
    ]


@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize(
    ("script", "outcome", "reason", "parts"),
    [
        (HELLO, COMPLETE, "", [{"text": "Hello"}]),
        (["text: a", "finish: MAX_TOKENS"], COMPLETE, "", [{"text": "a"}]),
        (["finish: MAX_TOKENS"], COMPLETE, "", []),
        (["text: a", "finish: OTHER"], COMPLETE, "", [{"text": "a"}]),
        (["text: a", "finish: FROM_THE_FUTURE"], COMPLETE, "", [{"text": "a"}]),
        (["text: a", "finish: CONTINUATION"], COMPLETE, "", [{"text": "a"}]),
        ([CALL, "finish: STOP"], COMPLETE, "", [{"functionCall": {"name": "f", "args": {"a": 1}}}]),
        (["finish: STOP", "text: a", "finish: STOP"], COMPLETE, "", [{"text": "a"}]),
        (["text: a", "finish: SAFETY"], BLOCKED, "SAFETY", [{"text": "a"}]),
        (["finish: RECITATION"], BLOCKED, "RECITATION", []),
        (["text: a", "finish: STOP", "finish: SAFETY"], BLOCKED, "SAFETY", [{"text": "a"}]),
        ([BLOCK], BLOCKED, "SAFETY", []),
        ([BLOCK, "usage: 3 0"], BLOCKED, "SAFETY", []),
    ],
)
def test_turns_that_end(
    twin: Twin,
    script: list[str],
    outcome: TurnOutcome,
    reason: str,
    parts: list[Json],
    stream: bool,
) -> None:
    played = stage(twin, script)
    turn = played.ask(stream=stream)
    assert (turn.outcome, turn.reason) == (outcome, reason)
    assert turn.contents == ([model(*parts)] if parts else [])
    assert isinstance(played.events[-1], TurnEnded)
    assert any(isinstance(event, ChunkArrived) for event in played.events)
    assert played.journal.calls[-1] == "ended"
    assert played.journal.ended_as == [turn]


@pytest.mark.parametrize(
    ("script", "error", "words", "outcome", "reason"),
    [
        (["text: a b", "cut"], IncompleteReplyError, "2 words are kept", INTERRUPTED, "network"),
        (["text: a"], IncompleteReplyError, "without a finish mark", INTERRUPTED, "network"),
        (
            ["text: a", "error: 503 UNAVAILABLE busy"],
            IncompleteReplyError,
            "busy",
            INTERRUPTED,
            "service",
        ),
        (["text: a", *["raw: {oops"] * 4], IncompleteReplyError, "no JSON", INTERRUPTED, "service"),
        (
            ["text: a", "finish: MALFORMED_RESPONSE"],
            IncompleteReplyError,
            "malformed",
            INTERRUPTED,
            "service",
        ),
        (["think: a", "cut"], NetworkError, "broke", INTERRUPTED, "network"),
        (["think: a", "finish: STOP"], EmptyReplyError, "empty answer", FAILED, "service"),
        (
            ["think: a", "finish: TOO_MANY_TOOL_CALLS"],
            BrokenReplyError,
            "too many",
            INTERRUPTED,
            "service",
        ),
        (
            [CALL, "finish: UNEXPECTED_TOOL_CALL"],
            IncompleteReplyError,
            "does not have",
            INTERRUPTED,
            "service",
        ),
    ],
)
def test_after_something_was_shown_nothing_is_repeated(
    twin: Twin,
    script: list[str],
    error: type[GemchatError],
    words: str,
    outcome: TurnOutcome,
    reason: str,
) -> None:
    played = stage(twin, script)
    failure = played.fail()
    assert type(failure) is error
    assert words in failure.message
    assert (played.turn.outcome, played.turn.reason) == (outcome, reason)
    assert played.turn.contents[0]["parts"]
    assert played.delays == []
    assert played.journal.calls[-1] == "ended"
    assert played.transport.open_streams == 0


@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize(
    ("scripts", "delays"),
    [
        ([BUSY], [0.5]),
        ([BUSY, BUSY, BUSY], [0.5, 1, 2]),
        ([["cut"]], [0]),
        ([["http: 204 "]], [0]),
        ([["text: "]], [0]),
        ([["usage: 3 0"]], [0]),
        ([["finish: STOP"]], [0]),
        ([["finish: MALFORMED_FUNCTION_CALL"]], [0]),
        ([["error: 429 RESOURCE_EXHAUSTED slow"]], [2]),
        ([[QUOTA], [QUOTA]], [1.5, 1.5]),
        ([["error: 499 CANCELLED gone"], BUSY], [0, 0.5]),
        ([["http: 503 ", "header: retry-after 7"]], [7]),
    ],
)
def test_before_anything_was_shown_it_is_asked_again(
    twin: Twin, scripts: list[list[str]], delays: list[float], stream: bool
) -> None:
    played = stage(twin, *scripts, HELLO)
    turn = played.ask(stream=stream)
    assert played.delays == played.transport.sleeps == delays
    assert [e.attempt for e in played.events if isinstance(e, Retrying)] == list(
        range(1, len(delays) + 1)
    )
    assert (turn.outcome, turn.attempts) == (COMPLETE, len(delays) + 1)
    assert turn.seconds == sum(delays)
    assert turn.contents == [model({"text": "Hello"})]
    assert len({call.body for call in played.transport.calls}) == 1
    assert played.journal.calls.count("began") == played.journal.calls.count("ended") == 1


def test_an_error_that_opens_a_stream_is_one_of_the_request(twin: Twin) -> None:
    played = stage(twin, ['raw: {"error": {"code": 503, "message": "busy"}}'], HELLO)
    assert played.ask().outcome is COMPLETE
    assert played.delays == [0.5]


def test_a_stream_of_broken_events_is_asked_for_once_more(twin: Twin) -> None:
    played = stage(twin, ["raw: {oops"] * 4, HELLO)
    assert played.ask().outcome is COMPLETE
    assert played.delays == [0]


HALF = '{"candidates": [{"content": {"parts": [{"text": "half of it"}]}}]}'


@pytest.mark.parametrize("end", ["", ', {"error": {"code": 503, "message": "busy"}}', ", {oops"])
def test_an_answer_in_one_piece_that_breaks_off_is_shown_and_not_asked_for_again(
    twin: Twin, end: str
) -> None:
    played = stage(twin, [f"http: 200 [{HALF}{end}]"], HELLO)
    assert isinstance(played.fail(stream=False), IncompleteReplyError)
    (shown,) = played.shown
    assert isinstance(shown, PartStarted)
    assert (shown.part.text, played.delays) == ("half of it", [])


@pytest.mark.parametrize("reason", ["UNEXPECTED_TOOL_CALL", "MALFORMED_RESPONSE"])
def test_an_answer_in_one_piece_that_is_broken_is_shown_if_the_next_is_too(
    twin: Twin, reason: str
) -> None:
    first, second = ([f"text: {text}", f"finish: {reason}"] for text in ("first", "second"))
    played = stage(twin, first, HELLO)
    assert played.ask(stream=False).contents == [model({"text": "Hello"})]
    played = stage(twin, first, second)
    assert isinstance(played.fail(stream=False), IncompleteReplyError)
    (shown,) = played.shown
    assert isinstance(shown, PartStarted)
    assert (shown.part.text, played.turn.contents) == ("second", [model({"text": "second"})])


@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize(
    ("scripts", "error", "reason"),
    [
        ([BUSY] * 4, ServerError, "UNAVAILABLE"),
        ([["error: 400 INVALID_ARGUMENT no"]], RefusedError, "INVALID_ARGUMENT"),
        ([["http: 404 <html>"]], RefusedError, "HTTP 404"),
        ([["http: 429 ", "header: retry-after 3600"]], QuotaError, "HTTP 429"),
        ([["cut"]] * 2, NetworkError, "network"),
        ([["finish: STOP"]] * 2, EmptyReplyError, "service"),
        ([["http: 200 <html>"]], ServerError, "HTTP 511"),
        ([["finish: MALFORMED_FUNCTION_CALL"]] * 2, BrokenReplyError, "service"),
    ],
)
def test_in_the_end_the_error_is_raised(
    twin: Twin, scripts: list[list[str]], error: type[GemchatError], reason: str, stream: bool
) -> None:
    played = stage(twin, *scripts)
    assert type(played.fail(stream=stream)) is error
    turn = played.turn
    assert (turn.outcome, turn.reason, turn.contents) == (FAILED, reason, [])
    assert turn.attempts == len(scripts)
    assert played.shown == []
    assert played.journal.calls == ["began", "ended"]
    assert played.conversation.history.request(user("next")) == [user("next")]


def test_an_error_after_the_finish_is_passed_over(twin: Twin) -> None:
    played = stage(twin, [*HELLO, "error: 500 INTERNAL oops"])
    assert played.ask().outcome is COMPLETE
