from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemchat.ui.intake import Intake


def taken(chunks: list[str]) -> str:
    intake = Intake()
    return "".join(map(intake.feed, chunks)) + intake.finish()


@pytest.mark.parametrize(
    ("chunks", "text"),
    [
        (["a\r", "\nb"], "a\nb"),
        (["a\r", "b\r", "", "\n"], "a\nb\n"),
        (["a\r\n\r\nb"], "a\n\nb"),
        (["a\r", "\r\n"], "a\n\n"),
        (["a\x85b\u2028c\u2029d"], "a\nb\nc\nd"),
        (["a\ud83d", "\ude00b"], "a😀b"),
        (["\ud83d", "x"], "\ufffdx"),
        (["\ude00x"], "\ufffdx"),
        (["a\ud83d"], "a\ufffd"),
        (["a\x0bb\x0cc\x1cd"], "a\x0bb\x0cc\x1cd"),
    ],
)
def test_text(chunks: list[str], text: str) -> None:
    assert taken(chunks) == text


@given(st.lists(st.text(st.sampled_from("ab\r\n\x85\ud83d\ude00"), max_size=3)))
def test_any_cut_gives_the_same(chunks: list[str]) -> None:
    assert taken(chunks) == taken(["".join(chunks)])
