from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from gemchat.ui.markdown.blocks import BlockParser
from gemchat.ui.markdown.leaves import (
    CodeClosed,
    CodeLine,
    CodeOpened,
    EmptyItem,
    Event,
    Heading,
    Item,
    Leaf,
    Paragraph,
    Quote,
    Rule,
    TableClosed,
    TableOpened,
    TableRow,
)

Found = tuple[str, str, str]
"""The containers of a leaf, its kind, its text."""


def parsed(lines: list[str]) -> list[Event]:
    parser = BlockParser()
    for line in lines:
        parser.line(line)
    parser.finish()
    return parser.take()


def ours(events: list[Event]) -> list[Found]:
    found: list[Found] = []
    for event in events:
        around = "".join(">" if isinstance(c, Quote) else "-" for c in getattr(event, "path", ()))
        match event:
            case Paragraph(text=text):
                found.append((around, "p", unindented(text)))
            case Heading(level=level, text=text):
                found.append((around, f"h{level}", unindented(text)))
            case Rule():
                found.append((around, "hr", ""))
            case CodeOpened() | TableOpened():
                found.append((around, "code" if isinstance(event, CodeOpened) else "table", ""))
            case CodeLine(text=text):
                around, kind, before = found.pop()
                found.append((around, kind, f"{before}{text}\n"))
            case EmptyItem() | CodeClosed() | TableRow() | TableClosed():
                pass
    return found


def unindented(text: str) -> str:
    return re.sub(r"[ \t]*\n[ \t]*", "\n", text.strip(" \t"))


def judged(text: str) -> list[Found]:
    judge = MarkdownIt("commonmark", {"html": False}).enable("table").disable("reference")
    found: list[Found] = []

    def walk(node: SyntaxTreeNode, around: str) -> None:
        match node.type:
            case "paragraph":
                found.append((around, "p", unindented(node.children[0].content)))
            case "heading":
                found.append((around, node.tag, unindented(node.children[0].content)))
            case "hr" | "table":
                found.append((around, node.type, ""))
            case "fence" | "code_block":
                found.append((around, "code", node.content))
            case _:
                mark = {"blockquote": ">", "list_item": "-"}.get(node.type, "")
                for child in node.children:
                    walk(child, around + mark)

    walk(SyntaxTreeNode(judge.parse(text)), "")
    return found


def commonmark_examples() -> list[str]:
    if path := os.environ.get("GEMCHAT_COMMONMARK"):
        return [example["markdown"] for example in json.loads(Path(path).read_text("utf-8"))]
    return []


@pytest.mark.skipif(not commonmark_examples(), reason="GEMCHAT_COMMONMARK names no examples")
def test_commonmark_examples() -> None:
    differing = [
        text
        for text in commonmark_examples()
        if ours(parsed(text.removesuffix("\n").split("\n"))) != judged(text)
    ]
    assert differing == []


LINES = st.sampled_from(
    [
        "a b",
        "",
        "- x",
        "  y",
        "   - z",
        "    deep",
        "> q",
        "> - r",
        ">",
        "1. n",
        "2) m",
        "-",
        "```",
        "# h",
        "===",
        "---",
        "* * *",
        "~~~ py",
        "\tt",
        "1.",
        "  ```",
        "      far",
        "*",
        ">     c",
    ]
)
DOCUMENTS = st.lists(LINES, max_size=12)


@given(DOCUMENTS)
@settings(max_examples=300, deadline=None)
def test_random_documents_have_the_blocks_that_markdown_it_finds(lines: list[str]) -> None:
    assert ours(parsed(lines)) == judged("\n".join(lines) + "\n")


@given(DOCUMENTS, st.integers(0, 12))
@settings(max_examples=150, deadline=None)
def test_what_is_final_stays(lines: list[str], so_far: int) -> None:
    parser = BlockParser()
    for line in lines[:so_far]:
        parser.line(line)
    final = parser.take()
    assert parsed(lines)[: len(final)] == final


def test_a_copy_goes_on_by_itself() -> None:
    parser = BlockParser()
    parser.line("- para")
    twin = parser.copy()
    twin.line("  graph")
    twin.finish()
    parser.finish()
    assert [event.text for event in twin.take() if isinstance(event, Paragraph)] == ["para\ngraph"]
    assert [event.text for event in parser.take() if isinstance(event, Paragraph)] == ["para"]


@pytest.mark.parametrize(
    ("text", "markers"),
    [
        ("- a\n* b\n+ c", "• • •"),
        ("1. a\n1. b\n1. c", "1. 2. 3."),
        ("8. a\n9. b\n10. c", "8. 9. 10."),
        ("1. a\n2. b\n2. c", "1. 2. 3."),
        ("1. a\n1) b", "1. 1)"),
        ("3) a\n\nx\n\n7) b", "3) 7)"),
        ("1. a\n\n   1. x\n2. b", "1. 1. 2."),
    ],
)
def test_markers(text: str, markers: str) -> None:
    leaves = [event for event in parsed(text.split("\n")) if isinstance(event, Leaf)]
    items = [leaf.path[-1] for leaf in leaves if leaf.path]
    assert " ".join(item.marker.strip() for item in items if isinstance(item, Item)) == markers


@pytest.mark.parametrize(
    ("text", "gaps"),
    [
        ("a\n\nb", [False, True]),
        ("# a\nb", [False, False]),
        ("- a\n- b\n\n- c", [False, False, True]),
        ("- a\n\n  b", [False, True]),
        ("> a\n>\n> b", [False, True]),
        ("-\n-\n\n- x", [False, False, True]),
        ("    code\n\n    code\n\ntext", [False, True]),
    ],
)
def test_gaps_are_blank_lines(text: str, gaps: list[bool]) -> None:
    leaves = [event for event in parsed(text.split("\n")) if isinstance(event, Leaf)]
    assert [leaf.gap for leaf in leaves] == gaps


@pytest.mark.parametrize(
    ("info", "language"),
    [
        ("python", "python"),
        ("  Rust,ignore", "rust,ignore"),
        ("{.haskell .numberLines}", "haskell"),
        ("python {.x}", "python"),
        ("c++", "c++"),
        ("{}", ""),
        ("", ""),
    ],
)
def test_language_of_a_fence(info: str, language: str) -> None:
    opened = parsed([f"```{info}", "x"])[0]
    assert isinstance(opened, CodeOpened)
    assert opened.language == language


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("$$\nx\n\ny\n$$\nafter", ["$$", "x", "", "y", "$$"]),
        ("$$ x = y $$\nafter", ["$$ x = y $$"]),
        ("\\[\nx\n\\]\nafter", ["\\[", "x", "\\]"]),
        ("\\[ x_1 \\]\nafter", ["\\[ x_1 \\]"]),
        ("$$\\begin{a}\nx\n\\end{a}$$\nafter", ["$$\\begin{a}", "x", "\\end{a}$$"]),
        ("- $$\n  x\n\nafter", ["$$", "x", ""]),
        ("$$ is the shell", []),
        ("\\[x\\] and more", []),
    ],
)
def test_math_blocks_are_verbatim(text: str, code: list[str]) -> None:
    events = parsed(text.split("\n"))
    assert [event.text for event in events if isinstance(event, CodeLine)] == code
    last = events[-1]
    assert isinstance(last, Paragraph)


def test_a_formula_without_end_does_not_take_the_rest() -> None:
    events = parsed(["$$", *["x"] * 200])
    assert sum(isinstance(event, CodeLine) for event in events) == 101
    assert isinstance(events[-1], Paragraph)


def test_a_long_paragraph_is_no_heading() -> None:
    assert isinstance(parsed(["x" * 200, "==="])[0], Heading)
    assert isinstance(parsed(["x" * 201, "==="])[0], Paragraph)


def test_a_table_may_follow_text_and_ends_at_another_block() -> None:
    events = parsed(["text", "| a | b |", "|--|:-:|", "| 1 |", "x", "> q"])
    assert [type(event) for event in events] == [
        Paragraph,
        TableOpened,
        TableRow,
        TableRow,
        TableClosed,
        Paragraph,
    ]
    table = events[1]
    assert isinstance(table, TableOpened)
    assert (table.head, table.aligns) == (("a", "b"), ("left", "center"))


def test_a_paragraph_goes_on_after_a_cut() -> None:
    parser = BlockParser()
    parser.line("one two")
    parser.split_paragraph(3, " ")
    parser.line("| x |")
    parser.line("===")
    parser.finish()
    assert [(e.text, e.glue) for e in parser.take() if isinstance(e, Paragraph)] == [
        ("one", " "),
        ("two\n| x |\n===", None),
    ]
