from __future__ import annotations

import pytest

from gemchat.ui.theme import Theme
from gemchat.ui.thought_view import ThoughtView


@pytest.mark.parametrize(
    ("height", "rows"),
    [
        (9, ["c", "", "d"]),
        (4, ["c", "", "d"]),
        (3, ["d"]),
        (2, ["d"]),
    ],
)
@pytest.mark.parametrize("end", ["", "\n"])
def test_the_last_thoughts_stand_right_under_their_head(
    height: int, rows: list[str], end: str
) -> None:
    view = ThoughtView(40, Theme(), lambda: 0.0)
    view.feed("a\n\nb\n\nc\n\nd" + end)
    assert [row.text for row in view.rows(height)] == ["thinking, 0 seconds", *rows]


@pytest.mark.parametrize("thoughts", ["", "\n\n"])
def test_before_there_are_thoughts_the_head_stands_alone(thoughts: str) -> None:
    view = ThoughtView(40, Theme(), lambda: 0.0)
    view.feed(thoughts)
    assert [row.text for row in view.rows(9)] == ["thinking, 0 seconds"]


def test_without_room_there_is_nothing() -> None:
    view = ThoughtView(40, Theme(), lambda: 0.0)
    view.feed("a")
    assert view.rows(1) == []
