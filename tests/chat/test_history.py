from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemchat.chat.curation import curated
from gemchat.chat.history import History, Turn, TurnOutcome

Json = dict[str, Any]

COMPLETE, INTERRUPTED, BLOCKED, FAILED = TurnOutcome
THOUGHT: Json = {"text": "hm", "thought": True}
SIGNED: Json = {"text": "", "thoughtSignature": "c2ln"}


def user(*texts: str) -> Json:
    return {"role": "user", "parts": [{"text": text} for text in texts]}


def model(*parts: str | Json) -> Json:
    wire = [{"text": part} if isinstance(part, str) else part for part in parts]
    return {"role": "model", "parts": wire}


def call(name: str, call_id: str = "") -> Json:
    return {"functionCall": {"name": name, "args": {}} | ({"id": call_id} if call_id else {})}


def answer(name: str, call_id: str = "", result: str = "fine") -> Json:
    known = {"name": name} | ({"id": call_id} if call_id else {})
    return {"functionResponse": known | {"response": {"result": result}}}


def cancelled(name: str, call_id: str = "") -> Json:
    part = answer(name, call_id)
    part["functionResponse"]["response"] = {"error": "cancelled by the user"}
    return part


def said(*parts: Json) -> Json:
    return {"role": "user", "parts": list(parts)}


NEXT = user("next")


@pytest.mark.parametrize(
    ("turn", "carried"),
    [
        (Turn(user("q"), [model("a", SIGNED)], COMPLETE), [user("q"), model("a", SIGNED), NEXT]),
        (
            Turn(user("q"), [model("a")], COMPLETE, finish="MAX_TOKENS"),
            [user("q"), model("a"), NEXT],
        ),
        (Turn(user("q"), [model(THOUGHT)], COMPLETE), [user("q"), model(THOUGHT), NEXT]),
        (Turn(user("q"), [], COMPLETE, finish="MAX_TOKENS"), [NEXT]),
        (Turn(user("q"), [model("a")], INTERRUPTED), [user("q"), model("a"), NEXT]),
        (Turn(user("q"), [model(THOUGHT, SIGNED)], INTERRUPTED), [NEXT]),
        (Turn(user("q"), [], INTERRUPTED), [NEXT]),
        (Turn(user("q"), [], FAILED), [NEXT]),
        (Turn(user("q"), [model("a")], FAILED), [NEXT]),
        (Turn(user("q"), [], BLOCKED), [NEXT]),
        (Turn(user("q"), [], BLOCKED, kept=True), [NEXT]),
        (Turn(user("q"), [model("a")], BLOCKED), [NEXT]),
        (Turn(user("q"), [model("a")], BLOCKED, kept=True), [user("q"), model("a"), NEXT]),
    ],
)
def test_what_of_a_turn_the_next_request_carries(turn: Turn, carried: list[Json]) -> None:
    history = History()
    history.turns.append(turn)
    assert history.request(NEXT) == carried
    assert turn.usable is (len(carried) > 1)
    assert history.contents() == [turn.user, *turn.contents]


@pytest.mark.parametrize(
    ("contents", "sent"),
    [
        ([], []),
        ([user("a"), model("b"), user("c")], [user("a"), model("b"), user("c")]),
        ([user("a"), user("b"), NEXT], [user("a", "b", "next")]),
        (
            [user("a"), model("b"), model("c", SIGNED), NEXT],
            [user("a"), model("b", "c", SIGNED), NEXT],
        ),
        ([user("a"), {"role": "model"}, NEXT], [user("a", "next")]),
        ([user("a"), {"role": "model", "parts": None}, NEXT], [user("a", "next")]),
        (
            [{"parts": [{"text": "a"}]}, {"role": "function", "parts": [answer("f")]}],
            [said({"text": "a"}, answer("f"))],
        ),
        ([model("hello"), NEXT], [NEXT]),
        (
            [user("a"), model(call("f")), said(answer("f")), model("b")],
            [user("a"), model(call("f")), said(answer("f")), model("b")],
        ),
        (
            [user("a"), model(call("f", "1")), NEXT],
            [user("a"), model(call("f", "1")), said(cancelled("f", "1"), {"text": "next"})],
        ),
        (
            [user("a"), model(call("f", "1"), call("f", "2")), said(answer("f", "2")), NEXT],
            [
                user("a"),
                model(call("f", "1"), call("f", "2")),
                said(cancelled("f", "1"), answer("f", "2"), {"text": "next"}),
            ],
        ),
        (
            [user("a"), model(call("f"), call("g")), said(answer("f")), NEXT],
            [
                user("a"),
                model(call("f"), call("g")),
                said(answer("f"), cancelled("g"), {"text": "next"}),
            ],
        ),
        (
            [
                user("a"),
                model(call("f"), call("f")),
                said(answer("f", result="1"), answer("f", result="2")),
            ],
            [
                user("a"),
                model(call("f"), call("f")),
                said(answer("f", result="1"), answer("f", result="2")),
            ],
        ),
        (
            [user("a"), model({"functionCall": None}), NEXT],
            [user("a"), model({"functionCall": None}), NEXT],
        ),
        (
            [user("a"), model({"functionCall": "f"}), NEXT],
            [user("a"), model({"functionCall": "f"}), NEXT],
        ),
        ([user("a"), model(call("f"))], [user("a"), model(call("f"))]),
    ],
)
def test_curation(contents: list[Json], sent: list[Json]) -> None:
    assert curated(contents) == sent


PARTS = st.sampled_from(
    [{"text": "a"}, SIGNED, call("f"), call("g", "1"), answer("f"), answer("g", "1")]
)
CONTENTS = st.lists(
    st.fixed_dictionaries(
        {"role": st.sampled_from(["user", "model"]), "parts": st.lists(PARTS, max_size=3)}
    ),
    max_size=6,
)


@given(CONTENTS)
def test_any_contents_become_ones_the_api_takes(contents: list[Json]) -> None:
    sent = curated([*contents, NEXT])
    assert sent[0]["role"] == sent[-1]["role"] == "user"
    assert curated(sent) == sent
    for one, other in pairwise(sent):
        assert one["role"] != other["role"]
        calls = [part["functionCall"]["name"] for part in one["parts"] if "functionCall" in part]
        answers = [
            part["functionResponse"]["name"]
            for part in other["parts"]
            if "functionResponse" in part
        ]
        if one["role"] == "model":
            assert answers[: len(calls)] == calls
    kept = [part for content in sent for part in content["parts"]]
    started = next(
        (at for at, one in enumerate(contents) if one["parts"] and one["role"] == "user"), None
    )
    for content in contents[started:] if started is not None else []:
        assert all(part in kept for part in content["parts"])


def test_histories_are_copies() -> None:
    loaded = [user("a"), model("b")]
    history = History(loaded)
    loaded[0]["parts"].clear()
    history.contents()[0]["parts"].clear()
    assert history.contents() == [user("a"), model("b")]
    assert history.request(NEXT) == [user("a"), model("b"), NEXT]


def test_curation_changes_nothing_it_is_given() -> None:
    contents = [user("a"), user("b"), model(call("f")), NEXT]
    before = repr(contents)
    curated(contents)
    assert repr(contents) == before


@pytest.mark.parametrize(("finish", "cut"), [("MAX_TOKENS", True), ("STOP", False), (None, False)])
def test_a_turn_knows_whether_it_was_cut(finish: str | None, cut: bool) -> None:
    assert Turn(user("q"), finish=finish).cut is cut
