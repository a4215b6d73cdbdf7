from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from rich.style import Style

from gemchat.ui.lines import columns, note

PLAIN = Style()
WORDS = st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1, max_size=12)
CELLS = st.lists(WORDS, max_size=6).map(" ".join)


def lines(rows: list[list[str]], width: int) -> list[str]:
    styles = [PLAIN] * len(rows[0]) if rows else []
    return [row.text.rstrip() for row in columns(rows, width, styles)]


def test_columns_stand_below_each_other() -> None:
    assert lines([["a", "1", "first"], ["端bb", "", "second"]], 40) == [
        "a     1  first",
        "端bb     second",
    ]


def test_the_last_column_wraps() -> None:
    assert lines([["key", "a meaning of several words"]], 28) == [
        "key  a meaning of several",
        "     words",
    ]


def test_without_room_the_last_column_stands_below() -> None:
    rows = [["a rather long key", "1", "its meaning"], ["b", "", "of b"], ["c", "", ""]]
    assert lines(rows, 28) == [
        "a rather long key  1",
        "    its meaning",
        "b",
        "    of b",
        "c",
    ]


def test_one_long_cell_does_not_squeeze_the_last_column() -> None:
    long = f"/long {'x' * 30}"
    sentence = "Says in more than a few words what it may be good for."
    rows = [["/short", sentence], ["/other", sentence], [long, "What."]]
    assert lines(rows, 60) == [
        "/short",
        f"    {sentence}",
        "/other",
        f"    {sentence}",
        long,
        "    What.",
    ]
    assert len(lines(rows, 100)) == len(rows)


def test_a_narrow_last_column_needs_little_room() -> None:
    assert lines([["a rather long name", "yes"]], 24) == ["a rather long name  yes"]


def test_nothing() -> None:
    assert lines([], 40) == []


def test_a_note_is_safe_and_wrapped() -> None:
    assert [row.text.rstrip() for row in note("a\x1b[2J\nb c d", 4, PLAIN)] == [
        "a␛[2",
        "J",
        "b c",
        "d",
    ]


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=4), st.integers(20, 60))
@settings(max_examples=60)
def test_no_row_is_too_wide_and_no_word_is_lost(
    rows: list[tuple[str, str, str]], width: int
) -> None:
    drawn = columns(rows, width, [PLAIN] * 3)
    assert all(row.width <= max(width, 0) for row in drawn if row.text.strip())
    expected = "".join("".join(cells) for cells in rows).replace(" ", "")
    assert sorted("".join(row.text for row in drawn).replace(" ", "")) == sorted(expected)
