from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gemchat.shown import shown, shown_beginning, shown_line

ANY_TEXT = st.text(st.characters(exclude_categories=()))


@pytest.mark.parametrize(
    ("foreign", "prose", "code"),
    [
        ("plain text, é 端 😀", "plain text, é 端 😀", "plain text, é 端 😀"),
        ("a\nb", "a\nb", "a\nb"),
        ("\x1b]0;t\x07", "␛]0;t␇", "␛]0;t␇"),
        ("\x00\x08\x7f", "␀␈␡", "␀␈␡"),
        ("a\r\nb\rc\x85d\u2028e\u2029f", "a\nb\nc\nd\ne\nf", "a\nb\nc\nd\ne\nf"),
        ("\x9b2J", "\ufffd2J", "\\x9b2J"),
        ("a\tb", "a   b", "a   b"),
        ("x\u202ey\u2066", "xy", "x⟨U+202E⟩y⟨U+2066⟩"),
        ("pass\u200bword\ufeff\u00ad", "password", "pass⟨U+200B⟩word⟨U+FEFF⟩⟨U+00AD⟩"),
        ("می\u200cخواهم \u200e\u200f", "می\u200cخواهم \u200e\u200f", "می\u200cخواهم \u200e\u200f"),
        ("hi\U000e0048\U000e007f", "hi", "hi"),
        ("❤\ufe0f\ufe0f\U000e0101", "❤\ufe0f", "❤\ufe0f"),
        (
            "a\ud83db\ude00\uffff\U0001fffe",
            "a\ufffdb\ufffd\ufffd\ufffd",
            "a\ufffdb\ufffd\ufffd\ufffd",
        ),
        ("Z" + "\u0301" * 50 + "a", "Z" + "\u0301" * 8 + "a", "Z" + "\u0301" * 8 + "a"),
    ],
)
def test_table(foreign: str, prose: str, code: str) -> None:
    assert shown(foreign) == prose
    assert shown(foreign, code=True) == code


@given(ANY_TEXT, st.booleans())
@settings(max_examples=200)
def test_nothing_harmful_is_left(text: str, code: bool) -> None:
    safe = shown(text, code)
    safe.encode()
    for char in safe.replace("\n", ""):
        assert unicodedata.category(char) not in ("Cc", "Cs", "Zl", "Zp")
        assert unicodedata.bidirectional(char) not in ("LRO", "RLO", "LRE", "RLE", "LRI", "RLI")


@given(ANY_TEXT, st.booleans())
@settings(max_examples=200)
def test_twice_is_once(text: str, code: bool) -> None:
    once = shown(text, code)
    assert shown(once) == shown(once, code=True) == once


@pytest.mark.parametrize(
    ("text", "width", "line"),
    [
        ("a\nb\tc", None, "a b c"),
        ("title\x1b]0;x", None, "title␛]0;x"),
        ("abcdef", 6, "abcdef"),
        ("abcdefg", 6, "abcde…"),
        ("abc", 1, "…"),
        ("abc", 0, "…"),
    ],
)
def test_one_line(text: str, width: int | None, line: str) -> None:
    assert shown_line(text, width) == line


@pytest.mark.parametrize(
    ("text", "beginning"),
    [
        ("a\x1b\nb", "a␛\nb"),
        ("a\nb\nc", "a\nb…"),
        ("abcdefghij", "abcdefghij"),
        ("abcdefghi jk", "abcdefghi…"),
    ],
)
def test_the_beginning(text: str, beginning: str) -> None:
    assert shown_beginning(text, 2, 10) == beginning
