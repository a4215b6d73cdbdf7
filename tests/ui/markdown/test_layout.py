"""What a reply looks like: source first, rows second."""

from __future__ import annotations

import itertools

import pytest

from gemchat.ui.markdown import Theme, render

NESTED = "1. a\n   - b\n     1. c\n        > d\n        > e\n   - f\n2. g"


@pytest.mark.parametrize(
    ("source", "rows"),
    [
        ("# Title\ntext\n***\nmore", ["Title", "", "text", "", "─" * 40, "", "more"]),
        ("- a\n- b\n\n- c\n\n  d\n- e", [" • a", " • b", "", " • c", "", "   d", " • e"]),
        (
            NESTED,
            [
                " 1. a",
                "     • b",
                "        1. c",
                "           ▌ d e",
                "     • f",
                " 2. g",
            ],
        ),
        ("99. a\n100. b\n\n1) c\n1) d", ["99. a", "100. b", "", " 1) c", " 2) d"]),
        ("> a\n>\n> b\n\n> other", ["▌ a", "▌", "▌ b", "", "▌ other"]),
        ("- a\n* b", [" • a", "", " • b"]),
        ("- a\n\ntext", [" • a", "", "text"]),
        ("- a\n  - b\n\n    c", [" • a", "    • b", "", "      c"]),
        (
            "1. step\n   ```sh\n   ls\n\n     pwd\n   ```\n2. next",
            [" 1. step", "    sh", "    ls", "", "      pwd", " 2. next"],
        ),
        ("-\n- x\n- ```\n  ```\n- \u200b", [" •", " • x", " •", " •"]),
        ("a\n\n```\n```\n\nb", ["a", "", "b"]),
        ("- ***\n  x", [" • " + "─" * 37, "   x"]),
        ("one  \ntwo\\\nthree\nfour", ["one", "two", "three four"]),
        ("<div>\n<!-- x -->\n<b>y</b>", ["<div> <!-- x --> <b>y</b>"]),
        ("<think>\nreason\n</think>\nAnswer", ["<think> reason </think> Answer"]),
        ("```Python {.x}\n1\n```", ["python", "1"]),
        ("```text\n1\n```", ["1"]),
        (f"```{'x' * 50}\n```", ["x" * 39 + "…"]),
        ("$$\na_1 * b\n\nc\n$$", ["$$", "a_1 * b", "", "c", "$$"]),
        ("- [ ] open\n- [x] done\n- [y] z", [" ☐ open", " ☑ done", " • [y] z"]),
        ("1. [X] done", [" 1. ☑ done"]),
        ("\n \n\t\n", []),
        ("safe\rrm -rf /", ["safe rm -rf /"]),
        ("```\nif \u202e x\n```", ["if ⟨U+202E⟩ x"]),
        ("```\n\tx\ty\n```", ["    x   y"]),
        ("see [d][1]\n\n[1]: https://x.example", ["see [d][1]", "", "[1]: https://x.example"]),
        ("a  b\tc", ["a b c"]),
    ],
)
def test_rows(source: str, rows: list[str]) -> None:
    assert [row.text for row in render(source, 40)] == rows


@pytest.mark.parametrize(
    ("source", "rows"),
    [
        ("| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |", ["a: 1", "b: 2", "", "a: 3", "b: 4"]),
        ("| a | b |\n|---|---|", ["a:", "b:"]),
        ("> a\n\n---", ["> a", "", "---"]),
    ],
)
def test_rows_for_a_screen_reader(source: str, rows: list[str]) -> None:
    drawn = render(source, 40, Theme(boxes=False))
    assert [row.text.rstrip() for row in drawn] == rows


def test_a_long_line_of_code_stays_one_line() -> None:
    (row,) = render("```\n" + "x" * 100 + "\n```", 40)
    assert (row.text, row.folds) == ("x" * 100, True)


def test_a_list_item_keeps_its_marker_when_its_first_row_is_carried() -> None:
    rows = render("- " + "word " * 400, 100)
    assert [row.text[:3] for row in rows] == [" • "] + ["   "] * (len(rows) - 1)
    assert " ".join(row.text[3:] for row in rows) == " ".join(["word"] * 400)


def test_a_long_paragraph_is_wrapped_as_if_it_had_not_been_cut() -> None:
    words = [f"w{n}" * (n % 5 + 1) for n in range(900)]
    rows = [row.text for row in render(" ".join(words), 40)]
    assert " ".join(rows) == " ".join(words)
    for row, below in itertools.pairwise(rows):
        assert len(row) + 1 + len(below.split()[0]) > 40


def test_emphasis_over_a_cut_is_kept() -> None:
    rows = render(f"a **{'word ' * 150}end** {'word ' * 150}", 40)
    bold = [text for row in rows for text, style in row.runs if style.bold]
    assert "".join(bold).replace(" ", "") == "word" * 150 + "end"


def test_deep_nesting_leaves_room_for_the_text() -> None:
    for source in ("> " * 30 + "words to read", "- " * 30 + "words to read"):
        rows = render(source, 24)
        assert len(rows) <= 2
        assert "".join(row.text[-13:] for row in rows).endswith("read")
