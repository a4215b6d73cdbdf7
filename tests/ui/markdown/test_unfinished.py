from __future__ import annotations

import pytest

from gemchat.ui.markdown.unfinished import KEPT_BACK, Cut, closed_for_show, cut_point

REST = " " + "y" * (KEPT_BACK + 20)


@pytest.mark.parametrize(
    ("text", "closed"),
    [
        ("plain", "plain"),
        ("**bold", "**bold**"),
        ("**bold *both", "**bold *both***"),
        ("***both", "***both***"),
        ("a **b** c", "a **b** c"),
        ("`code", "`code`"),
        ("``co`de", "``co`de``"),
        ("`co`de", "`co`de"),
        ("~~gone", "~~gone~~"),
        ("~no", "~no"),
        ("see [text](https://x", "see text"),
        ("see [text", "see [text"),
        ("a **", "a "),
        ("a \\", "a "),
        ("snake_case and 2 * 3", "snake_case and 2 * 3"),
        ("\\*no", "\\*no"),
        ("$a_b *c$ d", "$a_b *c$ d"),
    ],
)
def test_what_is_open_is_closed_for_show(text: str, closed: str) -> None:
    assert closed_for_show(text) == closed


@pytest.mark.parametrize(
    ("head", "cut"),
    [
        ("one two", Cut(7, " ")),
        ("one **two three", Cut(3, " ")),
        ("one **two** three", Cut(17, " ")),
        ("one `two three` four", Cut(20, " ")),
        ("one $a b$", Cut(9, " ")),
        ("one [a b](c)", Cut(12, " ")),
        ("one [a b", Cut(3, " ")),
        ("one `two", Cut(3, " ")),
        ("**one", None),
        ("端末", Cut(2, " ")),
        ("one\ntwo", Cut(7, " ")),
    ],
)
def test_cuts_lie_where_nothing_is_open(head: str, cut: Cut | None) -> None:
    assert cut_point(head + REST) == cut


def test_ideographs_are_cut_between() -> None:
    assert cut_point("端末に流れる文章" * 30) == Cut(240 - KEPT_BACK - 1, "")


def test_a_cut_can_be_forced() -> None:
    assert cut_point("**one two" + REST, force=True) == Cut(9, " ")
    assert cut_point("x" * 500, force=True) == Cut(500 - KEPT_BACK, "")


def test_what_may_be_the_header_of_a_table_is_not_cut() -> None:
    header = "| " + "name " * 40
    assert cut_point(header) is None
    assert cut_point(f"text\n{header}") is None
    assert cut_point(f"some text here\nand here\n{header}") == Cut(18, " ")
