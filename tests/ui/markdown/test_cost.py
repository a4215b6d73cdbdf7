"""The work for a reply grows with its length, not with its square."""

from __future__ import annotations

import sys
from types import FrameType

import pytest

from gemchat.ui.markdown import MarkdownStream


def calls_for(text: str) -> int:
    """The number of function calls that streaming *text* takes, a tail drawn now and then."""
    count = 0

    def note(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    stream = MarkdownStream(80)
    before = sys.getprofile()
    sys.setprofile(note)
    try:
        for at in range(0, len(text), 40):
            stream.feed(text[at : at + 40])
            if at % 200 == 0:
                stream.tail(23)
        stream.finish()
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize(
    ("start", "unit", "count"),
    [
        ("", "word ", 800),
        ("", "- item of a list\n", 100),
        ("```python\n", "x = '''a\n'''\n", 100),
        ("- ```\n", "  code\n", 100),
        ("| a | b |\n|---|---|\n", "| c | d |\n", 100),
        ("", "端末に流れる", 300),
        ("", "**open ", 300),
        ("> ", "quoted text ", 300),
        ("# ", "endless heading ", 200),
    ],
)
def test_twice_the_text_is_twice_the_work(start: str, unit: str, count: int) -> None:
    once = calls_for(start + unit * count)
    twice = calls_for(start + unit * 2 * count)
    assert twice < 2.6 * once
