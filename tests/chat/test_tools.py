from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

import pytest

from gemchat.chat.tools import Approve, Toolbox
from gemchat.errors import UsageError
from gemchat.types import FunctionCall, GenerateContentConfig, Part
from tests.fakes import Twin

Json = dict[str, Any]
FRACTION = "Input should be a valid integer, got a number with a fractional part"
PNG = Part.from_bytes(data=b"png", mime_type="image/png")
PNG_WIRE = {"inlineData": {"mimeType": "image/png", "data": "cG5n"}}


@dataclass
class Point:
    x: int


def double(x: int) -> int:
    return x * 2


async def later(x: int) -> int:
    await asyncio.sleep(0)
    return x * 3


def failing(x: int = 0) -> int:
    raise KeyError("nothing there")


async def failing_later() -> int:
    await asyncio.sleep(0)
    raise ValueError("later")


def anything(value) -> object:  # type: ignore[no-untyped-def] # gets the very objects
    value["spoiled"] = True
    return value


def toolbox(*tools: Any, approve: Approve | None = None, **automatic: Any) -> Toolbox:
    config = GenerateContentConfig(tools=list(tools), automatic_function_calling=automatic or None)
    return Toolbox.of(config, approve)


def answered(twin: Twin, box: Toolbox, call: Json) -> Json:
    """The function response to a call."""
    part = twin.run(box.answer(call, twin.transport()))
    assert part.keys() == {"functionResponse"}
    response: Json = part["functionResponse"]
    return response


@pytest.mark.parametrize(
    ("call", "response"),
    [
        ({"name": "double", "args": {"x": 2}}, {"result": 4}),
        ({"name": "double", "args": {"x": 2.0}}, {"result": 4}),
        ({"name": "later", "args": {"x": 2}}, {"result": 6}),
        ({"name": "double", "args": {"x": 2.5}}, {"error": f"x: {FRACTION}"}),
        ({"name": "double"}, {"error": "x: Missing required argument"}),
        ({"name": "double", "args": None}, {"error": "x: Missing required argument"}),
        ({"name": "failing"}, {"error": "KeyError: 'nothing there'"}),
        ({"name": "failing_later"}, {"error": "ValueError: later"}),
        ({"name": "nowhere"}, {"error": "there is no function 'nowhere'"}),
        ({}, {"error": "there is no function None"}),
    ],
)
def test_a_call_is_answered_whatever_happens(twin: Twin, call: Json, response: Json) -> None:
    box = toolbox(double, later, failing, failing_later)
    named = {"name": call["name"]} if call else {}
    assert answered(twin, box, call) == {**named, "response": response}


def test_the_id_is_echoed(twin: Twin) -> None:
    call = {"name": "double", "id": "x1", "args": {"x": 1}}
    assert answered(twin, toolbox(double), call) == {
        "id": "x1",
        "name": "double",
        "response": {"result": 2},
    }


@pytest.mark.parametrize(
    ("result", "response"),
    [
        (None, {"result": None}),
        ("text", {"result": "text"}),
        ([1, (2, 3)], {"result": [1, [2, 3]]}),
        ({"a": Point(1), "b": {1}}, {"a": {"x": 1}, "b": [1]}),
        ({}, {}),
        (Point(1), {"x": 1}),
        ({1: float("nan")}, {"1": None}),
    ],
)
def test_results_become_json(twin: Twin, result: object, response: Json) -> None:
    def function() -> object:
        return result

    answer = answered(twin, toolbox(function), {"name": "function"})
    assert answer["response"] == response


@pytest.mark.parametrize("result", [object(), b"\xff", {"a": object()}])
def test_a_result_that_is_no_json_is_an_error(twin: Twin, result: object) -> None:
    def function() -> object:
        return result

    answer = answered(twin, toolbox(function), {"name": "function"})
    assert answer["response"].keys() == {"error"}


@pytest.mark.parametrize(
    ("result", "response"),
    [(PNG, "attached"), ([PNG], "attached"), (("a map", PNG, 1), ["a map", 1])],
)
def test_media_travel_beside_the_result(twin: Twin, result: object, response: object) -> None:
    def draw() -> object:
        return result

    assert answered(twin, toolbox(draw), {"name": "draw"}) == {
        "name": "draw",
        "response": {"result": response},
        "parts": [PNG_WIRE],
    }


def test_a_function_cannot_change_what_was_said(twin: Twin) -> None:
    call = {"name": "anything", "args": {"value": {"a": [1]}}}
    assert answered(twin, toolbox(anything), call)["response"] == {"a": [1], "spoiled": True}
    assert call["args"] == {"value": {"a": [1]}}


@pytest.mark.parametrize(
    ("verdict", "response"),
    [(True, {"result": 2}), (False, {"error": "refused by the user"})],
)
def test_a_call_is_made_only_if_it_is_approved(twin: Twin, verdict: bool, response: Json) -> None:
    asked: list[FunctionCall] = []

    def plainly(call: FunctionCall) -> bool:
        asked.append(call)
        return verdict

    async def on_a_loop(call: FunctionCall) -> bool:
        await asyncio.sleep(0)
        return plainly(call)

    call = {"name": "double", "id": "1", "args": {"x": 1}}
    for approve in (plainly, on_a_loop):
        assert answered(twin, toolbox(double, approve=approve), call)["response"] == response
    assert asked == [FunctionCall(name="double", id="1", args={"x": 1})] * 2


def test_a_failing_approval_is_not_an_approval(twin: Twin) -> None:
    def approve(call: FunctionCall) -> bool:
        raise RuntimeError("no terminal")

    def never() -> None:
        raise AssertionError("called")

    with pytest.raises(RuntimeError, match="no terminal"):
        answered(twin, toolbox(never, approve=approve), {"name": "never"})


def test_nobody_is_asked_about_a_function_that_is_not_there(twin: Twin) -> None:
    def approve(call: FunctionCall) -> bool:
        raise AssertionError("asked")

    answer = answered(twin, toolbox(double, approve=approve), {"name": "other"})
    assert answer["response"] == {"error": "there is no function 'other'"}


@pytest.mark.parametrize(
    ("tools", "automatic", "most"),
    [
        ([double], {}, 10),
        ([double], {"maximum_remote_calls": 3}, 3),
        ([double], {"maximum_remote_calls": 0}, 0),
        ([double], {"disable": False}, 10),
        ([double], {"disable": True}, 1),
        ([double, {"function_declarations": [{"name": "mine"}]}], {}, 1),
        ([double, {"computer_use": {}}], {}, 1),
        ([double, {"google_search": {}}], {}, 10),
    ],
)
def test_how_many_requests_a_turn_may_cost(tools: Any, automatic: Any, most: int) -> None:
    assert toolbox(*tools, **automatic).most_requests == most


def test_calls_in_pieces_are_left_to_the_caller() -> None:
    calling = {"function_calling_config": {"stream_function_call_arguments": True}}
    config = GenerateContentConfig.model_validate({"tools": [double], "tool_config": calling})
    assert Toolbox.of(config).most_requests == 1


def test_functions_are_declared_after_the_other_tools() -> None:
    search: Json = {"google_search": {}}
    config = GenerateContentConfig(tools=[double, search, later], temperature=0.5)
    declared = Toolbox.of(config).declared(config)
    wire = declared.to_wire()
    names = [one["name"] for one in wire["tools"][-1]["functionDeclarations"]]
    assert (wire["tools"][0], len(wire["tools"]), names) == (
        {"googleSearch": {}},
        2,
        ["double", "later"],
    )
    assert declared.temperature == 0.5
    assert config.tools is not None
    assert config.tools[0] is double


def test_a_config_without_functions_is_sent_as_it_is() -> None:
    config = GenerateContentConfig(tools=[{"google_search": {}}])
    assert Toolbox.of(config).declared(config) is config


def test_two_functions_of_one_name() -> None:
    with pytest.raises(UsageError, match="double"):
        toolbox(double, double)


def test_calls_are_ours_only_where_there_are_functions() -> None:
    call = {"name": "f", "args": {}}
    content = {"role": "model", "parts": [{"text": "so"}, {"functionCall": call}, {"text": ""}]}
    assert toolbox(double).calls(content) == [call]
    assert toolbox().calls(content) == []
    assert toolbox(double).calls(None) == []
