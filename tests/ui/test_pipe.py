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


def printed(*script: Sequence[str], raw: bool = False, thoughts: bool = False) -> tuple[str, str]:
    out: list[str] = []
    err: list[str] = []
    printer = PipePrinter(out.append, err.append, MediaShelf(Path()), raw=raw, thoughts=thoughts)
    for event in events_of(*script)[0]:
        printer.feed(event)
    printer.finish()
    return "".join(out), "".join(err)


@pytest.mark.parametrize(
    ("script", "safe", "raw"),
    [
        (["text: a **b**", STOP], "a **b**\n", "a **b**"),
        (["text: a\n", STOP], "a\n", "a\n"),
        (["text: a\r", "text: \nb\tc", STOP], "a\nb\tc\n", "a\r\nb\tc"),
        (["text: a\x1b[2J", STOP], "a␛[2J\n", "a\x1b[2J"),
        (["text: one", "sign: c2ln", "text: two", STOP], "onetwo\n", "onetwo"),
        (["text: begun", "cut"], "begun\n", "begun"),
        (
            ["text: x", f"raw: {CODE}", "text: y", STOP],
            "x\n\n```python\nprint(1)\n```\n\n```text\n1\n```\n\ny\n",
            "x\n\n```python\nprint(1)\n```\n\n```text\n1\n```\n\ny",
        ),
    ],
)
def test_the_answer(script: list[str], safe: str, raw: str) -> None:
    assert printed(script) == (safe, "")
    assert printed(script, raw=True) == (raw, "")


def test_thoughts_are_told_aside_if_at_all() -> None:
    script = ["think: hm\x1b", "think:  hm\n", "text: yes", STOP]
    assert printed(script) == ("yes\n", "")
    assert printed(script, thoughts=True) == ("yes\n", "hm␛ hm\n")


def test_another_attempt_is_told_aside() -> None:
    failed = ["error: 429 RESOURCE_EXHAUSTED enough", "header: retry-after 7"]
    out, err = printed(failed, ["text: yes", STOP])
    assert (out, err) == ("yes\n", "gemchat: enough Attempt 2 in 7 s.\n")


@given(st.lists(st.text(), min_size=1))
@settings(max_examples=100)
def test_raw_is_exact_and_safe_does_not_depend_on_the_cuts(pieces: list[str]) -> None:
    def text_of(pieces: list[str], raw: bool) -> str:
        out: list[str] = []
        printer = PipePrinter(out.append, out.append, MediaShelf(Path()), raw=raw)
        printer.feed(PartStarted(0, Part.from_wire({"text": ""})))
        for piece in pieces:
            printer.feed(PartGrew(0, piece))
        printer.finish()
        return "".join(out)

    assert text_of(pieces, raw=True) == "".join(pieces)
    assert text_of(pieces, raw=False) == text_of(["".join(pieces)], raw=False)
