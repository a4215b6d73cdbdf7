from __future__ import annotations

import asyncio
import json
from contextlib import aclosing
from typing import Any

import pytest

from gemchat.chat.events import (
    ChunkArrived,
    PartStarted,
    Retrying,
    ToolCalled,
    ToolReturned,
    TurnEnded,
    TurnStarted,
)
from gemchat.chat.history import TurnOutcome
from gemchat.errors import EmptyReplyError, QuotaError, ServerError, UsageError
from gemchat.types import FunctionCall, GenerateContentResponse
from tests.chat.played import Stage, stage, user
from tests.fakes import Twin

Json = dict[str, Any]

CALL = 'call: double {"x": 2}'
STOP = "finish: STOP"
ASKED = [CALL, STOP, "usage: 3 2"]
DONE = ["text: It is 4.", STOP, "usage: 10 5"]
QUOTA = ["error: 429 RESOURCE_EXHAUSTED daily limit: 0"]


def double(x: int) -> int:
    """Double a number."""
    return 2 * x


async def later(x: int) -> int:
    await asyncio.sleep(0)
    return 3 * x


def interrupting(x: int) -> int:
    raise KeyboardInterrupt


def called(name: str = "double", x: int = 2) -> Json:
    return {"functionCall": {"name": name, "args": {"x": x}}}


def returned(value: object, name: str = "double", kind: str = "result") -> Json:
    return {"functionResponse": {"name": name, "response": {kind: value}}}


def model(*parts: Json) -> Json:
    return {"role": "model", "parts": list(parts)}


def answers(*parts: Json) -> Json:
    return {"role": "user", "parts": list(parts)}


CANCELLED = "cancelled by the user"


def played(twin: Twin, *exchanges: list[str], tools: Any = (double, later), **once: Any) -> Stage:
    return stage(twin, *exchanges, config={"tools": list(tools), **once})


def after(turn: Stage) -> list[Json]:
    """What the next request carries."""
    return turn.conversation.history.request(user("next"))


def test_a_call_on_the_way_to_the_answer(twin: Twin) -> None:
    told = played(twin, ASKED, DONE)
    turn = told.ask("what is 2 x 2?")
    assert turn.contents == [model(called()), answers(returned(4)), model({"text": "It is 4."})]
    assert turn.outcome is TurnOutcome.COMPLETE
    assert turn.finish == "STOP"
    assert (turn.attempts, turn.meta["usage"]) == (
        2,
        {"promptTokenCount": 13, "candidatesTokenCount": 7, "totalTokenCount": 20},
    )
    first, second = told.bodies
    assert first["contents"] == [user("what is 2 x 2?")]
    assert second["contents"] == [*first["contents"], *turn.contents[:2]]
    names = [one["name"] for one in first["tools"][0]["functionDeclarations"]]
    assert names == ["double", "later"]
    assert second["tools"] == first["tools"]


def test_the_events_of_a_call(twin: Twin) -> None:
    told = played(twin, ASKED, DONE)
    told.ask()
    kinds = [type(event) for event in told.events if type(event) is not ChunkArrived]
    assert kinds[0] is TurnStarted
    assert kinds[-1] is TurnEnded
    between = kinds.index(ToolCalled)
    assert kinds[between + 1] is ToolReturned
    assert kinds.index(PartStarted) < between < kinds.index(PartStarted, between)
    (call,) = [event.call for event in told.events if isinstance(event, ToolCalled)]
    (part,) = [event.part for event in told.events if isinstance(event, ToolReturned)]
    assert call == FunctionCall(name="double", args={"x": 2})
    assert part.to_wire() == returned(4)


def test_every_round_is_in_the_journal_before_the_next_request(twin: Twin) -> None:
    told = played(twin, ASKED, ['call: later {"x": 1}', STOP], DONE)
    turn = told.ask()
    assert told.journal.calls == [
        *("began", "progress", "stepped 0", "progress", "stepped 1", "progress", "ended")
    ]
    assert told.journal.steps == [turn.contents[0:2], turn.contents[2:4]]
    assert turn.contents[3] == answers(returned(3, "later"))
    assert len(turn.contents) == 5


def test_parallel_calls_are_answered_together_in_their_order(twin: Twin) -> None:
    calls = ['call: later {"x": 1}', "call: nowhere", 'call: double {"x": 1}', "text: so", STOP]
    turn = played(twin, calls, DONE).ask()
    assert turn.contents[1] == answers(
        returned(3, "later"),
        returned("there is no function 'nowhere'", "nowhere", "error"),
        returned(2),
    )


@pytest.mark.parametrize("stream", [True, False])
def test_a_reply_in_one_piece_or_in_many(twin: Twin, stream: bool) -> None:
    told = played(twin, ASKED, DONE)
    turn = told.ask(stream=stream)
    assert [content["role"] for content in turn.contents] == ["model", "user", "model"]
    verb = ":streamGenerateContent" if stream else ":generateContent"
    assert all(verb in call.url for call in told.transport.calls)


def test_signatures_and_tools_at_the_service_stay_as_they_came(twin: Twin) -> None:
    parts = [
        {"toolCall": {"id": "s", "toolType": "GOOGLE_SEARCH_WEB"}, "thoughtSignature": "c2ln"},
        {"toolResponse": {"id": "s", "toolType": "GOOGLE_SEARCH_WEB"}, "thoughtSignature": "c2ln"},
        {"functionCall": {"id": "c", "name": "double", "args": {"x": 2}}, "thoughtSignature": "eA"},
    ]
    script = [f"raw: {json.dumps({'candidates': [{'content': model(part)}]})}" for part in parts]
    told = played(twin, [*script, STOP], DONE, tools=[double, {"google_search": {}}])
    turn = told.ask()
    assert turn.contents[0] == model(*parts)
    assert turn.contents[1]["parts"][0]["functionResponse"]["id"] == "c"
    assert told.bodies[1]["contents"][1] == model(*parts)


@pytest.mark.parametrize(
    ("settings", "requests"),
    [
        ({"maximum_remote_calls": 2}, 2),
        ({"maximum_remote_calls": 1}, 1),
        ({"maximum_remote_calls": 0}, 1),
        ({"disable": True}, 1),
    ],
)
def test_the_last_request_may_end_with_calls(twin: Twin, settings: Json, requests: int) -> None:
    told = played(twin, ASKED, ASKED, DONE, automatic_function_calling=settings)
    turn = told.ask()
    assert len(told.transport.calls) == requests == turn.attempts
    assert turn.outcome is TurnOutcome.COMPLETE
    assert turn.contents[-1] == model(called())
    assert after(told)[-1] == answers(returned(CANCELLED, kind="error"), {"text": "next"})


def test_ten_requests_are_enough(twin: Twin) -> None:
    told = played(twin, *[ASKED] * 10)
    told.ask()
    assert len(told.transport.calls) == 10


def test_a_caller_may_answer_calls_itself(twin: Twin) -> None:
    told = played(twin, ASKED, DONE, automatic_function_calling={"disable": True})
    told.ask()
    twin.run(told.conversation.send(answers(returned(5))))
    assert told.bodies[1]["contents"] == [user(), model(called()), answers(returned(5))]


@pytest.mark.parametrize("finish", ["MAX_TOKENS", "SAFETY", "OTHER"])
def test_calls_of_a_reply_that_was_cut_are_not_made(twin: Twin, finish: str) -> None:
    def never(x: int) -> None:
        raise AssertionError("called")

    told = played(twin, ['call: never {"x": 1}', f"finish: {finish}"], tools=[never])
    turn = told.ask()
    assert turn.contents == [model(called("never", 1))]
    assert not any(isinstance(event, ToolCalled) for event in told.events)


def test_a_later_request_is_tried_again_like_the_first(twin: Twin) -> None:
    told = played(twin, ASKED, ["error: 503 UNAVAILABLE busy"], ["text: "], DONE)
    turn = told.ask()
    assert turn.outcome is TurnOutcome.COMPLETE
    assert turn.attempts == 4
    assert [event.attempt for event in told.events if isinstance(event, Retrying)] == [1, 2]
    assert turn.contents[-1] == model({"text": "It is 4."})


@pytest.mark.parametrize(
    ("failing", "error", "reason"),
    [
        ([["error: 503 UNAVAILABLE busy"]] * 4, ServerError, "UNAVAILABLE"),
        ([QUOTA], QuotaError, "RESOURCE_EXHAUSTED"),
        ([["text: ", STOP]] * 2, EmptyReplyError, "service"),
    ],
)
def test_what_was_done_before_a_failure_is_kept(
    twin: Twin, failing: list[list[str]], error: type[Exception], reason: str
) -> None:
    told = played(twin, ASKED, *failing)
    assert type(told.fail()) is error
    turn = told.turn
    assert (turn.outcome, turn.reason) == (TurnOutcome.INTERRUPTED, reason)
    assert turn.contents[:2] == [model(called()), answers(returned(4))]
    assert after(told)[:2] == [user(), model(called())]
    assert after(told)[-1]["parts"][-1] == {"text": "next"}


def test_an_interruption_in_the_middle_of_calls(twin: Twin) -> None:
    calls = [CALL, 'call: interrupting {"x": 1}', 'call: later {"x": 1}', STOP]
    told = played(twin, calls, tools=[double, interrupting, later])
    with pytest.raises(KeyboardInterrupt):
        told.ask()
    turn = told.turn
    assert (turn.outcome, turn.reason) == (TurnOutcome.INTERRUPTED, "user")
    assert turn.contents[1] == answers(returned(4))
    assert told.journal.calls[-1] == "ended"
    assert after(told)[2] == answers(
        returned(4),
        returned(CANCELLED, "interrupting", "error"),
        returned(CANCELLED, "later", "error"),
        {"text": "next"},
    )


def test_a_consumer_that_stops_before_the_call_is_made(twin: Twin) -> None:
    told = played(twin, ASKED)

    async def first_call() -> None:
        async with aclosing(told.conversation.events(user())) as events:
            async for event in events:
                if isinstance(event, ToolCalled):
                    return

    twin.run(first_call())
    assert told.turn.outcome is TurnOutcome.INTERRUPTED
    assert told.turn.contents == [model(called())]
    assert after(told)[-1]["parts"][0] == returned(CANCELLED, kind="error")


def test_a_call_is_cancelled_with_the_turn() -> None:
    started, ended = asyncio.Event(), asyncio.Event()

    async def endless(x: int) -> None:
        started.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    told = played(Twin(suspends=True), ['call: endless {"x": 1}', STOP], tools=[endless])

    async def cancelled() -> None:
        task = asyncio.create_task(told.asking("hi"))
        await started.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(cancelled())
    assert ended.is_set()
    assert told.turn.outcome is TurnOutcome.INTERRUPTED


def test_the_user_may_refuse(twin: Twin) -> None:
    told = played(twin, [CALL, 'call: later {"x": 1}', STOP], DONE)
    told.conversation.approve = lambda call: call.name == "later"
    turn = told.ask()
    assert turn.contents[1] == answers(
        returned("refused by the user", kind="error"), returned(3, "later")
    )


def test_a_block_after_calls(twin: Twin) -> None:
    told = played(twin, ASKED, ["text: well", "finish: SAFETY"])
    turn = told.ask()
    assert (turn.outcome, turn.reason) == (TurnOutcome.BLOCKED, "SAFETY")
    assert len(turn.contents) == 3
    assert after(told) == [user("next")]


def test_functions_that_cannot_be_tools_cost_nothing(twin: Twin) -> None:
    told = played(twin, tools=[lambda: None])
    assert isinstance(told.fail(), UsageError)
    assert (told.transport.calls, told.journal.calls) == ([], [])
    assert told.conversation.history.turns == []


def test_a_response_tells_of_the_calls_before_it(twin: Twin) -> None:
    told = played(twin, ASKED, DONE)
    response = twin.run(told.conversation.send(user()))
    assert response.text == "It is 4."
    history = response.automatic_function_calling_history
    assert history is not None
    assert [content.to_wire() for content in history] == told.bodies[1]["contents"]
    assert "automaticFunctionCallingHistory" not in response.to_wire()


@pytest.mark.parametrize(
    ("exchanges", "settings"), [([DONE], {}), ([ASKED, DONE], {"ignore_call_history": True})]
)
def test_a_response_with_nothing_to_tell(twin: Twin, exchanges: Any, settings: Json) -> None:
    told = played(twin, *exchanges, automatic_function_calling=settings)
    response: GenerateContentResponse = twin.run(told.conversation.send(user()))
    assert response.automatic_function_calling_history is None
