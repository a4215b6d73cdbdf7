from __future__ import annotations

import pytest
from rich.color import Color
from rich.style import Style

from gemchat.ui.theme import PALETTES, Theme, theme_named

BACKGROUNDS = {"dark": ("#0d1117", "#24292e"), "light": ("#ffffff", "#fdf6e3")}


def luminance(color: str) -> float:
    """As WCAG 2.2 defines it."""
    parts = [part / 255 for part in Color.parse(color).get_truecolor()]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def colors(style: Style) -> list[str]:
    return [style.color.name] if style.color else []


@pytest.mark.parametrize("name", PALETTES)
def test_all_colors_can_be_read_on_their_backgrounds(name: str) -> None:
    theme = theme_named(name)
    styles = [*theme.markdown.code.values(), theme.markdown.link, theme.markdown.code_span]
    styles += [theme.warning, theme.error]
    used = [color for style in styles for color in colors(style)]
    assert len(used) > 15
    for background in BACKGROUNDS[name]:
        for color in used:
            darker, lighter = sorted((luminance(color), luminance(background)))
            assert (lighter + 0.05) / (darker + 0.05) >= 4.5, (color, background)


@pytest.mark.parametrize(
    ("name", "chosen"),
    [
        ("auto", Theme()),
        ("light", Theme.of(PALETTES["light"])),
        ("dark", Theme.of(PALETTES["dark"])),
        ("none of them", Theme()),
    ],
)
def test_the_choice(name: str, chosen: Theme) -> None:
    assert theme_named(name) == chosen


def test_without_a_choice_the_terminals_own_colors_are_used() -> None:
    styles = Theme().markdown.code.values()
    assert all(style.color is None or style.color.number in range(16) for style in styles)


def test_no_note_needs_a_background_that_is_not_known() -> None:
    assert Theme().warning.color is None
