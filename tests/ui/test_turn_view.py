from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from gemchat.chat.events import ChunkArrived
from gemchat.types.base import JsonObject
from gemchat.ui.media import MediaShelf
from gemchat.ui.theme import Theme
from gemchat.ui.thought_view import ThoughtView
from gemchat.ui.turn_view import TurnView
from tests.ui.turns import Page, events_of

STOP = "finish: STOP"
CALL = {"functionCall": {"name": "look", "args": {"at": "sea"}}}
CODE = {"executableCode": {"language": "PYTHON", "code": "print(1)"}}
RESULT = {"codeExecutionResult": {"outcome": "OUTCOME_OK", "output": "1\n"}}
FUTURE = {"hologram": {"voxels": "AAAA"}}


def raw(*parts: JsonObject) -> str:
    return "raw: " + json.dumps({"candidates": [{"content": {"role": "model", "parts": parts}}]})


def drawn(folder: Path, *script: Sequence[str], thoughts: str = "brief") -> list[str]:
    page = Page()
    now = 0.0
    shelf = MediaShelf(folder)
    view = TurnView(page.canvas, Theme(), shelf, thoughts=thoughts, clock=lambda: now)
    for event in events_of(*script)[0]:
        view.feed(event)
        now += isinstance(event, ChunkArrived)
    view.finish()
    return page.lines


@pytest.mark.parametrize(
    ("script", "lines"),
    [
        (["text: Hel", "text: lo **you**", STOP], ["Hello you"]),
        (["text: one", "sign: c2ln", "text: two", STOP], ["onetwo"]),
        (["text: a\n\n", "text: - b\n", "text: - c", STOP], ["a", "", "• b", "• c"]),
        (["think: hm", "text: yes", STOP], ["thought for 1 second", "", "yes"]),
        (["think: hm", "think: hm", "text: a", STOP], ["thought for 2 seconds", "", "a"]),
        (["text: a", raw(CALL), STOP], ["a", "", "python", 'look(at="sea")']),
        (
            [raw(CODE), raw(RESULT), "text: so", STOP],
            ["python", "print(1)", "", "1", "", "so"],
        ),
        ([raw({"text": ""}), raw(CODE), STOP], ["python", "print(1)"]),
        ([raw(FUTURE), STOP], ["[part of unknown kind: hologram]"]),
        (["text: begun and", "cut"], ["begun and"]),
        (
            ["text: so far", "finish: MAX_TOKENS"],
            ["so far", "", "Cut at the token limit. Raise it: /set max_output_tokens N."],
        ),
        (
            ["text: so far", "finish: SAFETY"],
            ["so far", "", "Google cut the reply: safety filter. Rephrase, or /undo."],
        ),
        (["text: a\x1b[2Jb\u202e", STOP], ["a␛[2Jb"]),
    ],
)
def test_a_turn(script: list[str], lines: list[str], tmp_path: Path) -> None:
    rows = drawn(tmp_path, script, script)
    assert [row.strip("│ ┃▏") if "(" in row else row.strip() for row in rows] == lines


@pytest.mark.parametrize(
    ("thoughts", "lines"),
    [
        ("brief", ["thought for 2 seconds", "", "yes"]),
        ("show", ["Well now", "", "yes"]),
        ("hide", ["yes"]),
    ],
)
def test_thoughts(thoughts: str, lines: list[str], tmp_path: Path) -> None:
    script = ["think: **Well**", "think:  now", "text: yes", STOP]
    assert drawn(tmp_path, script, thoughts=thoughts) == lines


def test_another_attempt_is_announced(tmp_path: Path) -> None:
    failed = ["error: 429 RESOURCE_EXHAUSTED enough", "header: retry-after 7"]
    rows = drawn(tmp_path, failed, ["text: yes", STOP])
    assert rows == ["enough. Attempt 2 in 7 s.", "", "yes"]


def test_sources_follow_the_reply(tmp_path: Path) -> None:
    chunk = {"web": {"uri": "https://a.example/", "title": "A"}}
    grounding = {"groundingMetadata": {"groundingChunks": [chunk]}}
    last = "raw: " + json.dumps({"candidates": [{"finishReason": "STOP", **grounding}]})
    assert drawn(tmp_path, ["text: yes", last]) == ["yes", "", "[1] A https://a.example/"]


def test_a_picture_is_kept_and_named(tmp_path: Path) -> None:
    picture = {"inlineData": {"mimeType": "image/png", "data": "iVBORw0KGgo="}}
    rows = drawn(tmp_path, ["text: here", raw(picture), STOP])
    (file,) = tmp_path.iterdir()
    assert file.suffix == ".png"
    assert rows[:2] == ["here", ""]
    assert "".join(rows[2:]).replace(" ", "").endswith(file.name)


def test_thoughts_that_took_no_time() -> None:
    assert ThoughtView(40, Theme(), lambda: 0.0).summary == ""
