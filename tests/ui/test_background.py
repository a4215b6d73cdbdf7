from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemchat.settings.schema import Display
from gemchat.ui.background import Background, is_worth_asking

WHITE, BLACK = "\x1b]11;rgb:ffff/ffff/ffff\x1b\\", "\x1b]11;rgb:00/00/00\x07"

typing = st.text(alphabet="a\x1b]1;rgb:/fé\t\r[A猫", max_size=30)
cuts = st.lists(st.integers(0, 90), max_size=8)


def typed(background: Background, data: str, places: list[int]) -> str:
    """What is left of data that comes in pieces, with no pause that lasts."""
    ends = sorted({0, len(data), *(place for place in places if place < len(data))})
    pieces = [data[start:end] for start, end in pairwise(ends)]
    return "".join(map(background.without_answer, pieces)) + background.typed_after_all()


@pytest.mark.parametrize(
    ("answer", "shade"),
    [
        (WHITE, "light"),
        (BLACK, "dark"),
        ("\x1b]11;rgb:fdfd/f6f6/e3e3\x07", "light"),
        ("\x1b]11;rgb:0000/2b2b/3636\x07", "dark"),
        ("\x1b]11;rgba:ffff/ffff/ffff/cccc\x1b\\", "light"),
        ("\x1b]11;rgb:f/f/0\x07", "light"),
    ],
)
def test_an_answer_names_the_shade(answer: str, shade: str) -> None:
    background = Background()
    assert background.without_answer(answer) == ""
    assert background.shade == shade


@given(typing, typing, cuts)
def test_an_answer_in_pieces_leaves_what_was_typed_around_it(
    before: str, after: str, places: list[int]
) -> None:
    background = Background()
    before, after = before.rstrip("\x1b]1;rgb:/f"), after.lstrip("\\")
    data = before + WHITE + after
    rest = typed(background, data, places) + background._held
    assert rest == before + after
    assert background.shade == "light"


@given(typing, cuts)
def test_what_is_typed_comes_through(data: str, places: list[int]) -> None:
    background = Background()
    assert typed(background, data, places) + background._held == data
    assert background.shade == ""


def test_escape_waits_no_longer_than_it_takes_to_type_a_key() -> None:
    background = Background()
    assert background.without_answer("\x1b") == ""
    assert background.typed_after_all() == "\x1b"
    assert background.typed_after_all() == ""


def test_an_answer_that_stops_in_the_middle_goes_on_later() -> None:
    background = Background()
    assert background.without_answer(WHITE[:9]) == ""
    assert background.typed_after_all() == ""
    assert background.without_answer(WHITE[9:] + "x") == "x"
    assert background.shade == "light"


@pytest.mark.parametrize(
    ("environment", "display", "asked"),
    [
        ({"TERM": "xterm-256color"}, {}, True),
        ({"TERM": "screen-256color", "TMUX": "/tmp/tmux-0/default,1,0"}, {}, True),
        ({"TERM": "screen-256color"}, {}, False),
        ({"TERM": "linux"}, {}, False),
        ({"TERM": "eterm-color"}, {}, False),
        ({"TERM": "dumb"}, {}, False),
        ({}, {}, False),
        ({"TERM": "xterm", "NO_COLOR": "1"}, {}, False),
        ({"TERM": "xterm", "NO_COLOR": "1"}, {"color": "always"}, True),
        ({"TERM": "xterm"}, {"color": "never"}, False),
        ({"TERM": "xterm"}, {"plain": True}, False),
    ],
)
def test_which_terminals_are_asked(
    environment: dict[str, str], display: dict[str, object], *, asked: bool
) -> None:
    assert is_worth_asking(environment, Display.model_validate(display)) == asked
