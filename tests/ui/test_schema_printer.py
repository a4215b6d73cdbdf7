from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gemchat.chat.events import PartGrew, PartStarted
from gemchat.shown import shown
from gemchat.types import Part
from gemchat.ui.schema_printer import SchemaPrinter
from tests.ui.turns import events_of


def printed(*pieces: str) -> str:
    out: list[str] = []
    printer = SchemaPrinter(out.append)
    printer.feed(PartStarted(0, Part.from_wire({"text": ""})))
    for piece in pieces:
        printer.feed(PartGrew(0, piece))
    printer.finish()
    return "".join(out)


@pytest.mark.parametrize(
    ("text", "safe"),
    [
        ('{"a": "Zürich\u2028\u202e\x7f"}', '{"a": "Zürich\\u2028\\u202e\\u007f"}\n'),
        ('{\r\n\t"a":\r1\n}\n', '{\n\t"a":1\n}\n'),
        ('["\U000e0041"]', '["\\udb40\\udc41"]\n'),
        ('["e\u0301\ufe0f"]', '["e\\u0301\\ufe0f"]\n'),
        ("", ""),
    ],
)
def test_what_could_do_harm_is_escaped(text: str, safe: str) -> None:
    assert printed(text) == safe


@given(st.text() | st.text(alphabet="a\u0301\ufe0f"), st.integers(1, 5))
@settings(max_examples=100)
def test_json_means_the_same_and_can_be_shown_however_it_is_cut(text: str, size: int) -> None:
    whole = json.dumps([text], ensure_ascii=False)
    out = printed(*(whole[at : at + size] for at in range(0, len(whole), size)))
    assert json.loads(out) == [text]
    assert out == "\t".join(map(shown, out.split("\t")))


def test_text_alone_is_printed() -> None:
    out: list[str] = []
    printer = SchemaPrinter(out.append)
    for event in events_of(["think: hm", "text: [1", "text: ]", "call: f", "finish: STOP"])[0]:
        printer.feed(event)
    printer.finish()
    assert "".join(out) == "[1]\n"
