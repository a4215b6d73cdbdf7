from __future__ import annotations

import pytest
from prompt_toolkit.document import Document

from gemchat.commands.entry import Entry
from gemchat.ui.draft import Draft

LONG = "\n".join("x" * 11)
WIDE = "y" * 2001


@pytest.mark.parametrize("text", ["a\nb", "\n".join("x" * 10), "x\n" * 10, "y" * 2000])
def test_a_short_paste_stands_as_it_is(text: str) -> None:
    draft = Draft()
    assert draft.fold(text) == text
    assert draft.unfold(f"{text} [pasted 2 lines]") == f"{text} [pasted 2 lines]"


@pytest.mark.parametrize(
    ("text", "label"),
    [
        (LONG, "[pasted 11 lines]"),
        (f"{LONG}\n", "[pasted 11 lines]"),
        (f"{LONG}\n\n", "[pasted 12 lines]"),
        ("\n" * 1200, "[pasted 1,200 lines]"),
        (WIDE, "[pasted 2,001 characters]"),
    ],
)
def test_a_long_paste_is_one_character_and_drawn_as_a_label(text: str, label: str) -> None:
    draft = Draft()
    mark = draft.fold(text)
    assert len(mark) == 1
    assert draft.labelled(f"a {mark}b") == f"a {label}b"
    assert draft.unfold(f"a {mark}b") == f"a {text}b"


def test_long_pastes_are_told_apart() -> None:
    draft = Draft()
    first, second = draft.fold(LONG), draft.fold(LONG.upper())
    assert draft.entry(f"{second} {first}").text == f"{LONG.upper()} {LONG}"
    assert draft.entry("").pastes == (LONG, LONG.upper())


def test_a_paste_that_comes_back_later_is_a_paste() -> None:
    draft = Draft()
    mark = draft.fold(LONG)
    draft.forget()
    assert draft.entry("x") == Entry("x")
    assert draft.entry(mark) == Entry(LONG, (LONG,))


def test_what_looks_like_a_mark_is_none() -> None:
    draft = Draft()
    mark = draft.fold(LONG)
    assert draft.begin(Entry(mark)) == "\ufffd"
    assert draft.entry("\ufdd1").text == "\ufffd"


def test_without_a_mark_left_a_long_paste_stands_as_it_is() -> None:
    draft = Draft()
    stand_ins = [draft.fold(f"{number}\n{LONG}") for number in range(100)]
    assert {len(each) for each in stand_ins[:66]} == {1}
    assert draft.unfold("".join(stand_ins)) == "".join(f"{n}\n{LONG}" for n in range(100))


def test_what_is_typed_anew_is_typed() -> None:
    draft = Draft()
    draft.fold("@notes.txt")
    draft.forget()
    for text in ("@notes.tx", "@notes.txt", "@notes.txt!"):
        draft.changed(Document(text))
    draft.changed(Document("@notes.txt"))
    assert draft.entry("@notes.txt").pastes == ()
