from __future__ import annotations

import json
from collections.abc import Sequence

import pytest

from gemchat.chat.events import PartGrew, PartStarted, Retrying
from gemchat.errors import QuotaError
from gemchat.types import Part
from gemchat.ui.aside_printer import AsidePrinter
from tests.ui.turns import events_of

STOP = "finish: STOP"
GROUNDED = json.dumps(
    {
        "candidates": [
            {
                "content": {"role": "model", "parts": [{"text": "Rain."}]},
                "finishReason": "STOP",
                "groundingMetadata": {
                    "groundingChunks": [
                        {"web": {"title": "The \x1bweather", "uri": "https://w.example"}},
                        {"web": {"uri": "https://other.example"}},
                    ]
                },
            }
        ]
    }
)


def told(*script: Sequence[str], thoughts: bool = False) -> str:
    err: list[str] = []
    printer = AsidePrinter(err.append, thoughts=thoughts)
    for event in events_of(*script)[0]:
        printer.feed(event)
    printer.finish()
    return "".join(err)


def test_of_an_answer_that_is_simply_complete_there_is_nothing_to_say() -> None:
    assert told(["think: hm", "text: yes", STOP]) == ""


def test_thoughts_are_told_if_they_are_wanted() -> None:
    script = ["think: hm\x1b", "think:  hm", "text: yes", STOP]
    assert told(script, thoughts=True) == "hm␛ hm\n"
    assert told([*script[:2], "think: \n", *script[2:]], thoughts=True) == "hm␛ hm\n"


def test_line_breaks_and_characters_may_be_torn_apart() -> None:
    err: list[str] = []
    printer = AsidePrinter(err.append, thoughts=True)
    printer.feed(PartStarted(0, Part.from_wire({"text": "one\r", "thought": True})))
    for piece in ("\ntwo \ud83d", "\ude00\r"):
        printer.feed(PartGrew(0, piece))
    printer.feed(PartStarted(1, Part.from_wire({"text": "answer"})))
    assert "".join(err) == "one\ntwo 😀\n"


def test_a_note_begins_a_line_even_after_thoughts_that_end_none() -> None:
    script = ["think: hm", "finish: SAFETY"]
    assert told(script, thoughts=True) == "hm\ngemchat: Google cut the reply: safety filter.\n"


def test_thoughts_are_told_while_they_come() -> None:
    err: list[str] = []
    printer = AsidePrinter(err.append, thoughts=True)
    printer.feed(PartStarted(0, Part.from_wire({"text": "so", "thought": True})))
    printer.feed(PartGrew(0, " what"))
    assert err == ["so", " what"]
    printer.feed(PartStarted(1, Part.from_wire({"text": "answer"})))
    printer.feed(PartGrew(1, " and more"))
    assert "".join(err) == "so what\n"


@pytest.mark.parametrize(
    ("delay", "words"),
    [(7.0, "Attempt 2 in 7 s."), (0.3, "Attempt 2 in 1 s."), (0.0, "Once more.")],
)
@pytest.mark.parametrize("message", ["enough", "enough.", "enough.\nof it"])
def test_another_attempt(message: str, delay: float, words: str) -> None:
    err: list[str] = []
    AsidePrinter(err.append).feed(Retrying(1, delay, QuotaError(message)))
    assert err == [f"gemchat: enough. {words}\n"]


@pytest.mark.parametrize(
    ("finish", "note"),
    [
        ("MAX_TOKENS", "Cut at the token limit. Raise it: -o max_output_tokens=N."),
        ("SAFETY", "Google cut the reply: safety filter."),
        ("OTHER", "Google ended the reply without a reason."),
    ],
)
def test_what_is_advised_can_be_done_on_a_command_line(finish: str, note: str) -> None:
    assert told(["text: so far", f"finish: {finish}"]) == f"gemchat: {note}\n"


def test_what_the_service_says_of_an_end_can_do_no_harm() -> None:
    end = {"candidates": [{"finishReason": "OTHER", "finishMessage": "Why\x1b[31m?"}]}
    assert told(["text: so far", f"raw: {json.dumps(end)}"]) == (
        "gemchat: Google ended the reply without a reason. Why␛[31m?\n"
    )


def test_sources() -> None:
    assert told([f"raw: {GROUNDED}"]) == (
        "[1] The ␛weather https://w.example\n[2] https://other.example\n"
    )
