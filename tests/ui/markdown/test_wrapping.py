from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.style import Style

from gemchat.ui.markdown.wrapping import divided, text_of, wrapped

PLAIN = Style()
BOLD = Style(bold=True)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("one two three", ["one two", "three"]),
        ("abcdefgh", ["abcdefgh"]),
        ("a abcdefghijk b", ["a", "abcdefgh", "ijk b"]),
        ("端末に流れる", ["端末に流", "れる"]),
        ("文章文章。文", ["文章文", "章。文"]),
        ("あ「文章」の", ["あ「文", "章」の"]),
        ("ab\n\ncd", ["ab", "", "cd"]),
        ("ab  \n cd", ["ab", " cd"]),
        ("12345678 9", ["12345678", "9"]),
        (
            "e\u0301e\u0301e\u0301 e\u0301e\u0301 e\u0301e\u0301",
            ["e\u0301e\u0301e\u0301 e\u0301e\u0301", "e\u0301e\u0301"],
        ),
        ("no\u00a0break here", ["no\u00a0break", "here"]),
        ("", [""]),
    ],
)
def test_rows_of_eight_cells(text: str, rows: list[str]) -> None:
    assert [text_of(row) for row in wrapped([(text, PLAIN)], 8)] == rows


@given(st.lists(st.text("ab 端。「\n", max_size=9)), st.integers(2, 12))
def test_no_letter_is_lost_and_every_row_fits(texts: list[str], width: int) -> None:
    runs = [(text, BOLD if at % 2 else PLAIN) for at, text in enumerate(texts)]
    rows = wrapped(runs, width)
    assert all(cell_len(text_of(row)) <= width for row in rows)
    kept = "".join(map(text_of, rows)).replace(" ", "")
    assert kept == "".join(texts).replace(" ", "").replace("\n", "")


@given(st.lists(st.text("abc", max_size=5)), st.sets(st.integers(0, 20)))
def test_divided_parts_make_up_the_whole(texts: list[str], offsets: set[int]) -> None:
    runs = [(text, BOLD if at % 2 else PLAIN) for at, text in enumerate(texts)]
    whole = text_of(runs)
    cuts = sorted(offset for offset in offsets if offset <= len(whole))
    parts = [text_of(part) for part in divided(runs, cuts)]
    assert "".join(parts) == whole
    assert [len("".join(parts[: at + 1])) for at in range(len(cuts))] == cuts
