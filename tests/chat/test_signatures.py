from __future__ import annotations

from typing import Any

import pytest

from gemchat.chat.history import History, Turn, TurnOutcome
from gemchat.chat.signatures import (
    STAND_IN,
    repaired,
    same_family,
    signatures_in,
    unsigned,
    without,
)
from gemchat.errors import RefusedError
from tests.chat.played import stage, user
from tests.fakes import Twin

Json = dict[str, Any]

HELLO = ["text: Hello", "finish: STOP"]
REFUSED = "error: 400 INVALID_ARGUMENT Corrupted thought signature."
SIGNED: Json = {"text": "a", "thoughtSignature": "c2ln"}
CALL: Json = {"functionCall": {"name": "f"}}
ANSWER: Json = {"role": "user", "parts": [{"functionResponse": {"name": "f", "response": {}}}]}


def model(*parts: Json) -> Json:
    return {"role": "model", "parts": list(parts)}


def signed(part: Json, signature: str = "c2ln") -> Json:
    return {**part, "thoughtSignature": signature}


@pytest.mark.parametrize(
    ("sent", "again"),
    [
        ([user(), model(SIGNED), user()], [user(), model({"text": "a"}), user()]),
        (
            [user(), model(signed(CALL)), ANSWER, model(SIGNED), user()],
            [user(), model(CALL), ANSWER, model({"text": "a"}), user()],
        ),
        (
            [user(), model(SIGNED, signed(CALL), CALL), ANSWER, model(signed(CALL)), ANSWER],
            [
                user(),
                model({"text": "a"}, signed(CALL, STAND_IN), CALL),
                ANSWER,
                model(signed(CALL, STAND_IN)),
                ANSWER,
            ],
        ),
        ([user(), model(CALL), ANSWER], [user(), model(signed(CALL, STAND_IN)), ANSWER]),
        ([ANSWER], [ANSWER]),
    ],
)
def test_a_request_whose_signatures_were_refused(sent: list[Json], again: list[Json]) -> None:
    before = repr(sent)
    assert repaired(sent) == again
    assert repaired(again) == again
    assert repr(sent) == before


@pytest.mark.parametrize("stream", [True, False])
def test_it_is_sent_once_more_without_them(twin: Twin, stream: bool) -> None:
    history = [user("one"), model(SIGNED)]
    played = stage(twin, [REFUSED], HELLO, history=history)
    turn = played.ask(stream=stream)
    assert (turn.outcome, turn.attempts, played.delays) == (TurnOutcome.COMPLETE, 2, [0])
    assert played.bodies[0]["contents"][1] == model(SIGNED)
    assert played.bodies[1]["contents"][1] == model({"text": "a"})
    assert played.conversation.history.contents()[1] == model(SIGNED)


def test_but_only_once_and_only_if_there_were_any(twin: Twin) -> None:
    played = stage(twin, [REFUSED], [REFUSED], history=[user("one"), model(SIGNED)])
    assert isinstance(played.fail(), RefusedError)
    assert len(played.bodies) == 2
    played = stage(twin, [REFUSED])
    assert isinstance(played.fail(), RefusedError)
    assert len(played.bodies) == 1


@pytest.mark.parametrize(
    ("model_name", "other", "same"),
    [
        ("gemini-3.8-flash", "gemini-3.1-pro-preview", True),
        ("models/gemini-2.5-pro", "gemini-2.0-flash", True),
        ("gemini-2.5-flash", "gemini-3-pro", False),
        ("gemini-3-pro", "gemini-4-argon", False),
        ("gemini-flash-latest", "gemini-3-pro", True),
        ("", "gemini-3-pro", True),
    ],
)
def test_families(model_name: str, other: str, same: bool) -> None:
    assert same_family(model_name, other) is same
    assert same_family(other, model_name) is same


def test_signatures_go_to_the_family_that_made_them() -> None:
    history = History([user("zero"), model(SIGNED)])
    for made_by in ("gemini-2.5-flash", "gemini-3-pro"):
        turn = Turn(user("q"), [model(SIGNED)], TurnOutcome.COMPLETE, model="gemini-flash-latest")
        turn.meta = {"model_version": made_by}
        history.turns.append(turn)
    kept = [[SIGNED], [{"text": "a"}], [SIGNED]]
    request = history.request(user("next"), "gemini-3.8-flash")
    assert [content["parts"] for content in request[1::2]] == kept
    assert history.turns[0].contents == [model(SIGNED)]
    assert [one["parts"] for one in history.request(user("next"))[1::2]] == [[SIGNED]] * 3


def test_a_change_of_model_is_noticed(twin: Twin) -> None:
    played = stage(twin, ["text: a", "sign: c2ln", "finish: STOP"], HELLO, HELLO)
    played.ask()
    played.conversation.model = "gemini-2.5-pro"
    played.ask()
    played.conversation.model = "gemini-3.8-flash"
    played.ask()
    sent = [
        [part.get("thoughtSignature") for part in body["contents"][1]["parts"]]
        for body in played.bodies[1:]
    ]
    assert sent == [[None, None], [None, "c2ln"]]


def test_content_without_parts_stays_as_it_is() -> None:
    assert unsigned({"role": "model", "parts": []}) == {"role": "model", "parts": []}


def test_refused_signatures_are_not_offered_again(twin: Twin) -> None:
    """Each later turn would cost a request more; what was received stays as it was."""
    fresh = ["text: b", "sign: bmV3", "finish: STOP"]
    history = [user("one"), model(SIGNED)]
    played = stage(twin, [REFUSED], fresh, HELLO, HELLO, history=history)
    assert [played.ask().attempts for _ in range(3)] == [2, 1, 1]
    sent = played.bodies[-1]["contents"]
    assert [sent[1], sent[3]] == [
        model({"text": "a"}),
        model({"text": "b"}, signed({"text": ""}, "bmV3")),
    ]
    said = played.conversation.history
    assert said.contents()[1] == model(SIGNED)
    assert said.curated("gemini-3.8-flash")[1] == model({"text": "a"})


def test_a_conversation_taken_up_again_tries_them_once_more(twin: Twin) -> None:
    history = [user("one"), model(SIGNED)]
    for _ in range(2):
        played = stage(twin, [REFUSED], HELLO, HELLO, history=history)
        assert [played.ask().attempts for _ in range(2)] == [2, 1]


def test_nor_are_they_after_the_calls_of_the_same_turn(twin: Twin) -> None:
    def f() -> None:
        """Do it."""

    called = 'raw: {"candidates": [{"content": {"parts": [%s]}, "finishReason": "STOP"}]}'
    part = '{"functionCall": {"name": "f", "args": {}}, "thoughtSignature": "bmV3"}'
    history = [user("one"), model(SIGNED)]
    script = [REFUSED], [called % part], HELLO, HELLO
    played = stage(twin, *script, history=history, config={"tools": [f]})
    assert [played.ask().attempts for _ in range(2)] == [3, 1]
    for body in played.bodies[2:]:
        assert body["contents"][1] == model({"text": "a"})
        assert body["contents"][3]["parts"][0]["thoughtSignature"] == "bmV3"


def test_a_call_whose_signature_was_refused_bears_the_stand_in() -> None:
    contents = [user(), model(signed(CALL, "old"), SIGNED), ANSWER]
    spared = without(contents, {"old"})
    assert spared == [user(), model(signed(CALL, STAND_IN), SIGNED), ANSWER]
    assert signatures_in(contents) == {"old", "c2ln"}
    assert signatures_in(spared) == {"c2ln"}
