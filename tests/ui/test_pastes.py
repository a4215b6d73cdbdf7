from __future__ import annotations

from gemchat.ui.pastes import Pastes

LONG = "\n".join("x" * 11)
WIDE = "y" * 2001


def test_a_short_paste_stands_as_it_is() -> None:
    pastes = Pastes()
    assert pastes.fold("a\nb") == "a\nb"
    assert pastes.unfold("a\nb [pasted 2 lines]") == "a\nb [pasted 2 lines]"


def test_long_pastes_are_folded_and_told_apart() -> None:
    pastes = Pastes()
    labels = [pastes.fold(text) for text in (LONG, LONG.upper(), WIDE)]
    assert labels == ["[pasted 11 lines]", "[pasted 11 lines, 2]", "[pasted 2,001 characters]"]
    assert pastes.unfold("a {} b {} {}".format(*labels)) == f"a {LONG} b {LONG.upper()} {WIDE}"
    assert pastes.texts == [LONG, LONG.upper(), WIDE]


def test_what_a_paste_says_is_not_unfolded() -> None:
    pastes = Pastes()
    pastes.fold(LONG)
    tricky = LONG + "[pasted 11 lines]"
    label = pastes.fold(tricky)
    assert pastes.unfold(label) == tricky


def test_the_next_entry_begins_without_them() -> None:
    pastes = Pastes()
    label = pastes.fold(LONG)
    pastes.forget()
    assert pastes.unfold(label) == label
    assert pastes.texts == []
