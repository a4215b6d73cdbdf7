"""An answer that is cut at the limit of one request goes on by itself."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gemchat.chat.events import ChunkArrived, PartFinished, PartStarted
from gemchat.chat.history import TurnOutcome
from gemchat.errors import IncompleteReplyError
from tests.chat.played import Stage, stage, user
from tests.fakes import Twin

COMPLETE, INTERRUPTED, *_ = TurnOutcome


def cut(text: str, token: str = "dG9rZW4=", **more: Any) -> str:
    """A response that ends at the limit."""
    parts = [{"text": text, **more}] if text else []
    candidate = {"content": {"role": "model", "parts": parts}, "finishReason": "CONTINUATION"}
    usage = {"promptTokenCount": 3, "totalTokenCount": 7}
    token_field = {"continuationToken": token} if token else {}
    return "raw: " + json.dumps({"candidates": [candidate | token_field], "usageMetadata": usage})


REST = ["text: lo", "usage: 3 2", "finish: STOP"]


def responses(played: Stage) -> list[Any]:
    return [event.response for event in played.events if isinstance(event, ChunkArrived)]


@pytest.mark.parametrize("stream", [True, False])
def test_it_is_one_answer(twin: Twin, stream: bool) -> None:
    played = stage(twin, [cut("Hel")], REST, config={"temperature": 0.5})
    turn = played.ask(stream=stream)
    assert turn.contents == [{"role": "model", "parts": [{"text": "Hello"}]}]
    assert (turn.outcome, turn.finish, turn.attempts) == (COMPLETE, "STOP", 2)
    assert turn.meta["usage"]["promptTokenCount"] == 6
    assert turn.meta["usage"]["totalTokenCount"] == 12
    first, second = played.bodies
    assert second.pop("continuationToken") == "dG9rZW4="
    assert first == second
    assert "".join(one.text for one in responses(played)) == "Hello"
    finishes = [one.candidates[0].finish_reason for one in responses(played) if one.candidates]
    assert list(filter(None, finishes)) == ["STOP"]
    assert len([event for event in played.events if isinstance(event, PartStarted)]) == 1
    assert [event.part.text for event in played.events if isinstance(event, PartFinished)] == [
        "Hello"
    ]


def test_a_whole_answer_in_parts_is_given_as_one(twin: Twin) -> None:
    played = stage(twin, [cut("Hel")], [cut("lo", "bW9yZQ==")], ["text: !", "finish: STOP"])
    response = twin.run(played.conversation.send(user()))
    assert response.text == "Hello!"
    assert response.usage_metadata
    assert response.usage_metadata.total_token_count == 14
    assert [body.get("continuationToken") for body in played.bodies] == [
        None,
        "dG9rZW4=",
        "bW9yZQ==",
    ]


@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize(
    ("config", "last"),
    [
        ({"automatic_continuation": False}, cut("Hel")),
        ({}, cut("Hel", token="")),
    ],
)
def test_without_a_token_or_the_wish_it_stays_cut(
    twin: Twin, config: dict[str, Any], last: str, stream: bool
) -> None:
    played = stage(twin, [last], config=config)
    turn = played.ask(stream=stream)
    assert (turn.outcome, turn.finish, turn.attempts) == (COMPLETE, "CONTINUATION", 1)
    assert responses(played)[-1].candidates[0].finish_reason == "CONTINUATION"


def test_the_latest_token_counts(twin: Twin) -> None:
    checkpoint = json.loads(cut("Hel", "b2xk").removeprefix("raw: "))
    del checkpoint["candidates"][0]["finishReason"]
    played = stage(twin, [f"raw: {json.dumps(checkpoint)}", cut("lo")], REST)
    played.ask()
    assert played.bodies[1]["continuationToken"] == "dG9rZW4="


def test_a_piece_may_be_thoughts_alone(twin: Twin) -> None:
    played = stage(twin, [cut("hm", thought=True)], REST)
    assert played.ask().contents[0]["parts"] == [{"text": "hm", "thought": True}, {"text": "lo"}]


def test_nothing_new_twice_is_the_end(twin: Twin) -> None:
    played = stage(twin, [cut("Hel")], [cut("")])
    turn = played.ask()
    assert (turn.outcome, turn.finish, turn.attempts) == (COMPLETE, "CONTINUATION", 2)


def test_the_next_piece_is_asked_for_again_before_any_of_it_was_shown(twin: Twin) -> None:
    played = stage(twin, [cut("Hel")], ["error: 503 UNAVAILABLE busy"], REST)
    assert played.ask().contents[0]["parts"] == [{"text": "Hello"}]
    assert played.delays == [0.5]
    assert "continuationToken" in played.bodies[2]


def test_signatures_that_are_refused_half_way_do_not_lose_the_place(twin: Twin) -> None:
    history = [user("one"), {"role": "model", "parts": [{"text": "a", "thoughtSignature": "c2ln"}]}]
    refused = "error: 400 INVALID_ARGUMENT Corrupted thought signature."
    played = stage(twin, [cut("Hel")], [refused], REST, history=history)
    assert played.ask().contents[0]["parts"] == [{"text": "Hello"}]
    assert played.bodies[2]["continuationToken"] == "dG9rZW4="
    assert played.bodies[2]["contents"][1]["parts"] == [{"text": "a"}]


@pytest.mark.parametrize("rest", [["text: lo", "cut"], ["error: 400 INVALID_ARGUMENT no"]])
def test_what_came_is_kept_if_the_rest_does_not_come(twin: Twin, rest: list[str]) -> None:
    played = stage(twin, [cut("Hel")], rest)
    assert isinstance(played.fail(), IncompleteReplyError)
    assert played.turn.outcome is INTERRUPTED
    assert played.turn.contents[0]["parts"][0]["text"].startswith("Hel")
