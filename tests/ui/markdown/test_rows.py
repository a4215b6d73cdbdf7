from __future__ import annotations

import pytest
from rich.color import ColorSystem
from rich.style import Style

from gemchat.ui.markdown import Row, ansi, plain

RED = Style(color="#ff0000", bold=True)


@pytest.mark.parametrize(
    ("colors", "sent"),
    [
        (ColorSystem.TRUECOLOR, "\x1b[1;38;2;255;0;0mx\x1b[0m"),
        (ColorSystem.EIGHT_BIT, "\x1b[1;38;5;196mx\x1b[0m"),
        (ColorSystem.STANDARD, "\x1b[1;31mx\x1b[0m"),
        (None, "\x1b[1mx\x1b[0m"),
    ],
)
def test_colours_of_the_same_style_on_several_terminals(
    colors: ColorSystem | None, sent: str
) -> None:
    assert ansi(Row((("x", RED),)), colors) == sent


def test_background() -> None:
    row = Row((("x", Style(bgcolor="red")),))
    assert ansi(row, ColorSystem.STANDARD) == "\x1b[41mx\x1b[0m"


@pytest.mark.parametrize(
    ("address", "linked"),
    [
        ("https://x.example/a?b=c", True),
        ("http://x.example", True),
        ("mailto:me@x.example", True),
        ("javascript:alert(1)", False),
        ("file:///etc/passwd", False),
        ("https://x.example/\x1b]52;c;\x07", False),
        ("https://x.example/é", False),
        ("https://" + "x" * 2001, False),
    ],
)
def test_only_harmless_addresses_become_hyperlinks(address: str, linked: bool) -> None:
    row = Row((("x", Style(link=address)),))
    expected = f"\x1b]8;;{address}\x1b\\x\x1b]8;;\x1b\\" if linked else "x"
    assert ansi(row, None) == expected
    assert ansi(row, None, links=False) == "x"


def test_the_last_gate_makes_every_text_safe() -> None:
    row = Row((("a\x1b[2J\x9b\r\n\tb\u202e", Style()),))
    assert ansi(row, ColorSystem.TRUECOLOR) == plain(row) == "a␛[2J\ufffd  b"


@pytest.mark.parametrize(
    ("text", "width", "certain"),
    [
        ("plain é — … ─ •", 15, False),
        ("plain é … ─", 11, True),
        ("端末", 4, True),
        ("👍🏽", 2, False),
        ("شكرا", 4, False),
    ],
)
def test_width(text: str, width: int, certain: bool) -> None:
    row = Row(((text, Style()),))
    assert row.width == width
    if certain:
        assert row.certain
