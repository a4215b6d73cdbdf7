from __future__ import annotations

import re
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.color import ColorSystem

from gemchat.ui.markdown import MarkdownStream, Row, ansi, render
from tests.ui.markdown.nasty import NASTY, SIZES

WIDTHS = (24, 40, 80)
OURS = re.compile("\x1b\\[[0-9;]+m|\x1b\\]8;;(?:(?:https?://|mailto:)[!-~]+)?\x1b\\\\")
OBEYED = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def streamed(chunks: list[str], width: int, *, look: bool = False) -> list[Row]:
    stream = MarkdownStream(width)
    rows: list[Row] = []
    for chunk in chunks:
        rows += stream.feed(chunk)
        if look:
            stream.tail(10)
    return rows + stream.finish()


def pieces(text: str, size: int) -> list[str]:
    return [text[at : at + size] for at in range(0, len(text), size)]


CASES = [(name, width) for name in NASTY for width in WIDTHS if name not in SIZES or width == 40]


@cache
def whole(name: str, width: int) -> list[Row]:
    return render("".join(NASTY[name]), width)


@pytest.mark.parametrize(("name", "width"), CASES)
def test_rows_do_not_depend_on_the_chunks(name: str, width: int) -> None:
    given_text = NASTY[name]
    text = "".join(given_text)
    if not isinstance(given_text, str):
        assert streamed(list(given_text), width) == whole(name, width)
    assert streamed(pieces(text, 97), width, look=name not in SIZES) == whole(name, width)
    if len(text) < 500:
        assert streamed(pieces(text, 1), width, look=True) == whole(name, width)


@pytest.mark.parametrize(("name", "width"), CASES)
def test_nothing_foreign_is_obeyed_and_rows_fit(name: str, width: int) -> None:
    for row in whole(name, width):
        sent = ansi(row, ColorSystem.TRUECOLOR)
        sent.encode()
        assert not OBEYED.search(OURS.sub("", sent))
        assert row.folds or row.width <= width


LINES = st.sampled_from(
    [
        "word " * 9,
        "word " * 70,
        "",
        "",
        "- item",
        "  - inner",
        "1. one",
        "1. two",
        "    four columns",
        "> quote",
        "> > deeper",
        "```python",
        "```",
        "x = '''",
        "# Title",
        "===",
        "---",
        "| a | b |",
        "|---|---|",
        "| 1 | **2** |",
        "a *b* **c `d` e** ~~f~~ $g_h$",
        "**open " + "word " * 50,
        "closed** [link](https://x.example/y) https://z.example.",
        "$$",
        "端末に流れる" * 30,
        "\ttab",
        "* * *",
    ]
)
DOCUMENTS = st.lists(LINES, max_size=25).map("\n".join)


@given(DOCUMENTS, st.lists(st.integers(1, 400), min_size=1), st.sampled_from(WIDTHS))
@settings(max_examples=150, deadline=None)
def test_random_documents_in_random_chunks(text: str, sizes: list[int], width: int) -> None:
    chunks: list[str] = []
    at = 0
    while at < len(text):
        size = sizes[len(chunks) % len(sizes)]
        chunks.append(text[at : at + size])
        at += size
    assert streamed(chunks, width, look=True) == render(text, width)


@given(st.text(max_size=200), st.sampled_from(WIDTHS))
@settings(max_examples=150, deadline=None)
def test_any_text_can_be_shown(text: str, width: int) -> None:
    assert streamed(list(text), width, look=True) == render(text, width)


def shown_while(chunks: list[str], width: int = 40) -> list[list[str]]:
    """What is on the screen after each chunk: final rows and tail."""
    stream = MarkdownStream(width)
    final: list[Row] = []
    screens = []
    for chunk in chunks:
        final += stream.feed(chunk)
        screens.append([row.text for row in [*final, *stream.tail(10)]])
    return screens


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("**bo", ["bo"]),
        ("some *emph", ["some emph"]),
        ("`co", ["co"]),
        ("see [text](https://exam", ["see text"]),
        ("```\ncode\n``", ["code"]),
        ("| a | b", []),
        ("- a\n-", [" • a"]),
        ("Title\n==", ["Title"]),
        ("1. a\n\n2", [" 1. a"]),
        ("par", ["par"]),
        ("| a | b |\n|---|---|\n| x | y", ["a │ b", "──┼──", "x │ y"]),
    ],
)
def test_the_tail_hides_half_written_markup(text: str, last: list[str]) -> None:
    assert shown_while(list(text))[-1] == last


def test_the_tail_is_cropped_from_above() -> None:
    stream = MarkdownStream(40)
    stream.feed("| a |\n|---|\n" + "".join(f"| {n} |\n" for n in range(12)))
    assert [row.text for row in stream.tail(3)] == ["9", "10", "11"]
    assert stream.tail(0) == []


def test_a_leaf_is_given_out_as_soon_as_it_is_final() -> None:
    stream = MarkdownStream(40)
    assert stream.feed("para") == []
    assert [row.text for row in stream.feed("graph\n\n")] == ["paragraph"]
    assert [row.text for row in stream.feed("```\nx = 1\n")] == ["", "x = 1"]
    assert stream.feed("y =") == []
    assert [row.text for row in stream.feed(" 2\n```\n- item\n-")] == ["y = 2"]
    assert [row.text for row in stream.finish()] == ["", " • item", " •"]


def test_what_follows_a_resize_has_the_new_width() -> None:
    stream = MarkdownStream(80)
    before = stream.feed("word " * 10 + "\n\n")
    stream.resize(20)
    after = stream.feed("word " * 10 + "\n\n")
    assert [row.width for row in before] == [49]
    assert max(row.width for row in after) <= 20


def test_a_line_after_a_long_paragraph_is_read_when_it_is_complete() -> None:
    for count in range(20, 60):
        rows = render("words of a line\n" * count + "1. one\n2. two", 40)
        assert [row.text for row in rows[-3:]] == ["", " 1. one", " 2. two"]


def test_a_wide_table_is_one_on_a_narrow_screen() -> None:
    wide = " " * 60
    source = (
        f"| a{wide}| b{wide}| c{wide}| d{wide}|\n" + f"|{'-' * 61}" * 4 + "|\n| 1 | 2 | 3 | 4 |"
    )
    assert render(source, 24)[0].text == "a │ b │ c │ d"
