"""The work for a reply grows with its length, not with its square."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType

import pytest

from gemchat.ui.markdown import MarkdownStream


def calls_of(action: Callable[[], object]) -> int:
    """The number of function calls that something takes."""
    count = 0

    def note(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        action()
    finally:
        sys.setprofile(before)
    return count


def stream(text: str) -> None:
    """Stream *text*, a tail drawn now and then."""
    stream = MarkdownStream(80)
    for at in range(0, len(text), 40):
        stream.feed(text[at : at + 40])
        if at % 200 == 0:
            stream.tail(23)
    stream.finish()


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
    once = calls_of(lambda: stream(start + unit * count))
    twice = calls_of(lambda: stream(start + unit * 2 * count))
    assert twice < 2.6 * once
