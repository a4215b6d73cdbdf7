from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gemchat.chat.events import PartGrew, PartStarted
from gemchat.types import Part
from gemchat.ui.media import MediaShelf
from gemchat.ui.pipe import PipePrinter
from tests.ui.turns import events_of

STOP = "finish: STOP"
CODE = json.dumps(
    {
        "candidates": [
            {
                "content": {
                    "role": "model",
                    "parts": [
                        {"executableCode": {"language": "PYTHON", "code": "print(1)"}},
                        {"codeExecutionResult": {"outcome": "OUTCOME_OK", "output": "1\n"}},
                    ],
                }
            }
        ]
    }
)


def printed(*script: Sequence[str], raw: bool = False) -> str:
    out: list[str] = []
    printer = PipePrinter(out.append, MediaShelf(Path()), raw=raw)
    for event in events_of(*script)[0]:
        printer.feed(event)
    printer.finish()
    return "".join(out)


@pytest.mark.parametrize(
    ("script", "safe", "raw"),
    [
        (["text: a **b**", STOP], "a **b**\n", "a **b**"),
        (["text: a\n", STOP], "a\n", "a\n"),
        (["text: a\r", "text: \nb\tc", STOP], "a\nb\tc\n", "a\r\nb\tc"),
        (["text: a\x1b[2J", STOP], "a␛[2J\n", "a\x1b[2J"),
        (["text: one", "sign: c2ln", "text: two", STOP], "onetwo\n", "onetwo"),
        (["text: begun", "cut"], "begun\n", "begun"),
        (["think: hm", "think:  hm", "text: yes", STOP], "yes\n", "yes"),
        (
            ["text: x", f"raw: {CODE}", "text: y", STOP],
            "x\n\n```python\nprint(1)\n```\n\n```text\n1\n```\n\ny\n",
            "x\n\n```python\nprint(1)\n```\n\n```text\n1\n```\n\ny",
        ),
    ],
)
def test_the_answer(script: list[str], safe: str, raw: str) -> None:
    assert printed(script) == safe
    assert printed(script, raw=True) == raw


@given(st.lists(st.text(), min_size=1))
@settings(max_examples=100)
def test_raw_is_exact_and_safe_does_not_depend_on_the_cuts(pieces: list[str]) -> None:
    def text_of(pieces: list[str], raw: bool) -> str:
        out: list[str] = []
        printer = PipePrinter(out.append, MediaShelf(Path()), raw=raw)
        printer.feed(PartStarted(0, Part.from_wire({"text": ""})))
        for piece in pieces:
            printer.feed(PartGrew(0, piece))
        printer.finish()
        return "".join(out)

    assert text_of(pieces, raw=True) == "".join(pieces)
    assert text_of(pieces, raw=False) == text_of(["".join(pieces)], raw=False)
