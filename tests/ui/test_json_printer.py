"""Replies as JSON: whole, event by event, and harmless whatever is in them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gemchat.chat.events import (
    ChunkArrived,
    PartFinished,
    PartGrew,
    PartStarted,
    Retrying,
    ToolCalled,
    ToolReturned,
    TurnEnded,
    TurnEvent,
    TurnStarted,
)
from gemchat.chat.history import Turn, TurnOutcome
from gemchat.errors import NetworkError
from gemchat.types import FunctionCall, Part
from gemchat.ui.json_printer import JsonLinesPrinter, JsonPrinter

HOSTILE = "\x1b]52;c;x\x07 \x7f \x9b \u202e \ud83d 猫"


def turn(text: str = "", outcome: TurnOutcome = TurnOutcome.COMPLETE) -> Turn:
    parts = [{"text": "hm", "thought": True}, {"text": text}]
    contents = [{"role": "model", "parts": parts}] if text else []
    return Turn(
        user={"role": "user", "parts": [{"text": "?"}]},
        contents=contents,
        outcome=outcome,
        finish="STOP",
        model="flash",
        seconds=0.12345,
    )


def printed(printer: type[JsonPrinter | JsonLinesPrinter], *events: TurnEvent) -> str:
    written: list[str] = []
    one = printer(written.append)
    for event in events:
        one.feed(event)
    one.finish()
    return "".join(written)


def test_the_whole_turn() -> None:
    said = turn("Hi.")
    document = json.loads(printed(JsonPrinter, TurnStarted(said), TurnEnded(said)))
    assert document == {
        "version": 1,
        "model": "flash",
        "outcome": "complete",
        "reason": "",
        "finish": "STOP",
        "text": "Hi.",
        "contents": said.contents,
        "meta": {},
        "attempts": 0,
        "seconds": 0.123,
    }


def test_what_broke_off_is_printed() -> None:
    broken = turn("Hi", TurnOutcome.INTERRUPTED)
    assert json.loads(printed(JsonPrinter, TurnStarted(broken)))["outcome"] == "interrupted"


@pytest.mark.parametrize("printer", [JsonPrinter, JsonLinesPrinter])
@pytest.mark.parametrize("text", ["", "empty but for its signature"])
def test_nothing_is_printed_of_a_turn_that_failed(
    printer: type[JsonPrinter | JsonLinesPrinter], text: str
) -> None:
    started = TurnStarted(turn(text, TurnOutcome.FAILED))
    assert printed(printer) == ""
    assert printed(printer, started) == ""
    assert printed(printer, started, Retrying(1, 2.5, NetworkError("Lost."))) == ""


def test_events_wait_until_there_is_something_of_the_answer() -> None:
    failed = turn(outcome=TurnOutcome.FAILED)
    thought, seal = Part(text="Hm.", thought=True), Part(text="", thought_signature=b"x")
    lost = NetworkError("Lost.")
    events = [TurnStarted(failed), Retrying(1, 2.5, lost), PartStarted(0, thought)]
    events += [ChunkArrived({}), PartFinished(0, thought), PartStarted(1, seal)]
    assert printed(JsonLinesPrinter, *events) == ""
    events.append(PartStarted(2, Part(text="Hi.")))
    lines = [json.loads(line) for line in printed(JsonLinesPrinter, *events).splitlines()]
    kinds = ["started", "retrying", "part_started", "part_finished", "part_started", "part_started"]
    assert [line["event"] for line in lines] == [*kinds, "ended"]


def test_a_blocked_question_is_a_turn_without_contents() -> None:
    blocked = turn(outcome=TurnOutcome.BLOCKED)
    document = json.loads(printed(JsonPrinter, TurnStarted(blocked), TurnEnded(blocked)))
    assert (document["outcome"], document["text"]) == ("blocked", "")


def test_events() -> None:
    said = turn("Hi.")
    part = Part.from_text(text="H")
    call = FunctionCall(name="f", args={"a": 1})
    events: list[TurnEvent] = [
        TurnStarted(said),
        Retrying(1, 2.5, NetworkError("Lost.")),
        PartStarted(0, part),
        PartGrew(0, "i."),
        PartFinished(0, Part.from_text(text="Hi.")),
        ToolCalled(call),
        ToolReturned(part),
        TurnEnded(said),
    ]
    lines = [json.loads(line) for line in printed(JsonLinesPrinter, *events).splitlines()]
    assert {line.pop("version") for line in lines} == {1}
    whole: dict[str, Any] = lines.pop()
    assert (whole["event"], whole["text"]) == ("ended", "Hi.")
    assert lines == [
        {"event": "started", "model": "flash"},
        {"event": "retrying", "attempt": 1, "delay": 2.5, "error": "Lost."},
        {"event": "part_started", "index": 0, "part": {"text": "H"}},
        {"event": "part_grew", "index": 0, "text": "i."},
        {"event": "part_finished", "index": 0, "part": {"text": "Hi."}},
        {"event": "tool_called", "call": {"name": "f", "args": {"a": 1}}},
        {"event": "tool_returned", "part": {"text": "H"}},
    ]


@pytest.mark.parametrize("printer", [JsonPrinter, JsonLinesPrinter])
def test_nothing_but_printable_ascii_is_written(
    printer: type[JsonPrinter | JsonLinesPrinter],
) -> None:
    said = turn(HOSTILE)
    text = printed(printer, TurnStarted(said), PartGrew(0, HOSTILE), TurnEnded(said))
    assert all(character == "\n" or " " <= character <= "~" for character in text)
    assert json.loads(text.splitlines()[-1] if printer is JsonLinesPrinter else text)["text"] == (
        HOSTILE
    )
