"""Calls that come in pieces: whole ones are one call, half ones are none."""

from __future__ import annotations

from typing import Any

import pytest

from gemchat.chat.calls import calls_in, without_half_calls
from gemchat.chat.history import History, Turn, TurnOutcome
from tests.chat.played import stage, user
from tests.fakes import Twin

Json = dict[str, Any]

TEXT: Json = {"text": "so"}
WHOLE: Json = {"functionCall": {"name": "f", "args": {"a": 1}}}
BEGUN: Json = {"functionCall": {"name": "g", "willContinue": True}, "thoughtSignature": "c2ln"}
MORE: Json = {
    "functionCall": {"partialArgs": [{"jsonPath": "$.a", "numberValue": 1}], "willContinue": True}
}
END: Json = {"functionCall": {}}
LAST: Json = {"functionCall": {"partialArgs": [{"jsonPath": "$.b", "nullValue": "NULL_VALUE"}]}}


@pytest.mark.parametrize(
    ("parts", "whole", "names"),
    [
        ([], [], []),
        ([TEXT, WHOLE], [TEXT, WHOLE], ["f"]),
        ([BEGUN, MORE, END], [BEGUN, MORE, END], ["g"]),
        ([BEGUN, MORE, LAST, WHOLE], [BEGUN, MORE, LAST, WHOLE], ["g", "f"]),
        ([BEGUN], [], []),
        ([TEXT, BEGUN, MORE], [TEXT], []),
        ([WHOLE, BEGUN, TEXT, MORE], [WHOLE, TEXT], ["f"]),
        ([BEGUN, MORE, WHOLE], [WHOLE], ["f"]),
        ([MORE, END, WHOLE], [MORE, END, WHOLE], ["f"]),
        ([MORE, MORE], [], []),
    ],
)
def test_half_calls(parts: list[Json], whole: list[Json], names: list[str]) -> None:
    assert without_half_calls(parts) == whole
    assert [call["name"] for call in calls_in(parts)] == names


def said(role: str, *parts: Json) -> Json:
    return {"role": role, "parts": list(parts)}


def test_a_half_call_is_neither_carried_nor_answered() -> None:
    history = History()
    cut = said("model", TEXT, WHOLE, BEGUN, MORE)
    history.turns.append(Turn(user("q"), [cut], TurnOutcome.INTERRUPTED))
    cancelled = {
        "functionResponse": {"name": "f", "response": {"error": "cancelled by the user"}},
    }
    assert history.request(user("next")) == [
        user("q"),
        said("model", TEXT, WHOLE),
        said("user", cancelled, {"text": "next"}),
    ]
    assert history.contents()[1] == cut


def test_a_reply_that_is_nothing_but_half_a_call_is_left_out() -> None:
    history = History()
    turn = Turn(user("q"), [said("model", BEGUN, MORE)], TurnOutcome.INTERRUPTED)
    history.turns.append(turn)
    assert history.request(user("next")) == [user("next")]
    assert not turn.usable


def test_a_call_in_pieces_gets_one_answer() -> None:
    answer = {"functionResponse": {"name": "g", "response": {}}}
    asked = said("model", BEGUN, MORE, END)
    history = History([user("q"), asked, said("user", answer)])
    assert history.request(user("next"))[2] == said("user", answer, {"text": "next"})


def test_no_function_is_called_by_half(twin: Twin) -> None:
    asked: list[int] = []

    def g(a: int) -> None:
        """Take a number."""
        asked.append(a)

    cut = 'raw: {"candidates": [{"content": {"parts": [%s]}, "finishReason": "STOP"}]}'
    piece = '{"functionCall": {"name": "g", "willContinue": true}}'
    played = stage(twin, ["text: so", cut % piece], config={"tools": [g]})
    assert played.ask().outcome is TurnOutcome.COMPLETE
    assert asked == []
