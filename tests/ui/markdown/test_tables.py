from __future__ import annotations

import pytest

from gemchat.ui.markdown import MarkdownStream, render
from gemchat.ui.markdown.pipes import aligns_of, cells_of


def rows_of(source: str, width: int = 40) -> list[str]:
    return [row.text for row in render(source, width)]


@pytest.mark.parametrize(
    ("line", "cells"),
    [
        ("| a | b |", ("a", "b")),
        ("a|b", ("a", "b")),
        ("| `x\\|y` | \\| |", ("`x|y`", "|")),
        ("|  |", ("",)),
        ("| a |  | b", ("a", "", "b")),
        ("", ("",)),
    ],
)
def test_cells(line: str, cells: tuple[str, ...]) -> None:
    assert cells_of(line) == cells


@pytest.mark.parametrize(
    ("line", "aligns"),
    [
        ("|---|:-:|", ("left", "center")),
        (":-- | --:", ("left", "right")),
        ("---", ("left",)),
        ("| a |", None),
        ("|:|", None),
    ],
)
def test_delimiter_row(line: str, aligns: tuple[str, ...] | None) -> None:
    assert aligns_of(line) == aligns


def test_columns_are_as_wide_as_their_widest_cell() -> None:
    assert rows_of("| n | word |\n|--:|:-:|\n| 1 | ab |\n| 22 | ✓ |") == [
        " n │ word",
        "───┼─────",
        " 1 │  ab",
        "22 │  ✓",
    ]


def test_short_rows_are_filled_and_surplus_cells_kept() -> None:
    assert rows_of("| a | b |\n|---|---|\n| 1 |\n| 1 | 2 | 3 |") == [
        "a │ b",
        "──┼──────",
        "1 │",
        "1 │ 2 | 3",
    ]


def test_a_long_cell_is_wrapped_inside_its_column() -> None:
    rows = rows_of("| k | v |\n|---|---|\n| a | " + "text " * 12 + "|\n| b | c |")
    assert rows[2] == "a │ " + "text " * 6 + "text"
    assert rows[3] == "  │ " + "text " * 4 + "text"
    assert rows[-1] == "b │ c"


def test_a_break_in_a_cell_is_a_new_line() -> None:
    assert rows_of("| a | b |\n|---|---|\n| x<br>y<BR/>z | 1 |")[2:] == ["x │ 1", "y │", "z │"]


def test_wide_columns_share_the_room_that_narrow_ones_leave() -> None:
    header = "| id | one | two |\n|---|---|---|\n"
    rows = rows_of(f"{header}| 1 | {'a ' * 30}| {'b ' * 30}|")
    assert [len(part) for part in rows[1].split("┼")] == [3, 18, 17]
    assert all(len(row) <= 40 for row in rows)


def test_too_many_columns_become_records() -> None:
    names = [f"name{n}" for n in range(9)]
    source = f"{'|'.join(names)}\n{'|'.join('-' * 9)}\n" + ("|".join("abcdefghi") + "\n") * 2
    rows = rows_of(source)
    assert rows[:3] == ["name0: a", "name1: b", "name2: c"]
    assert rows[9:11] == ["", "name0: a"]
    assert len(rows) == 19


def test_widths_are_frozen_at_the_twentieth_row() -> None:
    stream = MarkdownStream(40)
    stream.feed("| a | b |\n|---|---|\n" + "| x | y |\n" * 19)
    assert stream.feed("| x | y") == []
    assert len(stream.feed(" |\n")) == 22
    later = [row.text for row in stream.feed("| x | much wider than before |\n")]
    assert later == ["x      │ much", "       │ wider", "       │ than", "       │ before"]


def test_a_table_in_an_item_keeps_its_gutter() -> None:
    assert rows_of("- x\n\n  | a | b |\n  |---|---|\n  | 1 | 2 |\n- y") == [
        " • x",
        "",
        "   a │ b",
        "   ──┼──",
        "   1 │ 2",
        " • y",
    ]


def test_a_long_header_is_not_cut_like_a_paragraph() -> None:
    names = " | ".join(f"a long name of column {n}" for n in range(12))
    rows = rows_of(f"| {names} |\n|{'---|' * 12}\n| {' | '.join('abcdefghijkl')} |", 30)
    assert rows[0] == "a long name of column 0: a"
