from __future__ import annotations

from gemchat.commands.entry import Entry
from gemchat.ui.draft import Draft

LONG = "\n".join("x" * 11)
WIDE = "y" * 2001


def test_a_short_paste_stands_as_it_is() -> None:
    draft = Draft()
    assert draft.fold("a\nb") == "a\nb"
    assert draft.unfold("a\nb [pasted 2 lines]") == "a\nb [pasted 2 lines]"


def test_long_pastes_are_folded_and_told_apart() -> None:
    draft = Draft()
    labels = [draft.fold(text) for text in (LONG, LONG.upper(), WIDE)]
    assert labels == ["[pasted 11 lines]", "[pasted 11 lines, 2]", "[pasted 2,001 characters]"]
    assert draft.unfold("a {} b {} {}".format(*labels)) == f"a {LONG} b {LONG.upper()} {WIDE}"
    assert draft.entry("").pastes == (LONG, LONG.upper(), WIDE)


def test_what_a_paste_says_is_not_unfolded() -> None:
    draft = Draft()
    draft.fold(LONG)
    tricky = LONG + "[pasted 11 lines]"
    label = draft.fold(tricky)
    assert draft.unfold(label) == tricky


def test_the_next_entry_begins_without_them() -> None:
    draft = Draft()
    label = draft.fold(LONG)
    draft.forget()
    assert draft.unfold(label) == label
    assert draft.entry("x") == Entry("x")
