from __future__ import annotations

import pytest
from rich.color import ColorSystem

from gemchat.ui.colors import color_system

XTERM = {"TERM": "xterm-256color"}


@pytest.mark.parametrize(
    ("environment", "choice", "terminal", "colors"),
    [
        (XTERM, "auto", True, ColorSystem.EIGHT_BIT),
        (XTERM, "auto", False, None),
        (XTERM, "never", True, None),
        (XTERM, "always", False, ColorSystem.EIGHT_BIT),
        (XTERM | {"COLORTERM": "TrueColor"}, "auto", True, ColorSystem.TRUECOLOR),
        (XTERM | {"NO_COLOR": "1"}, "auto", True, None),
        (XTERM | {"NO_COLOR": ""}, "auto", True, ColorSystem.EIGHT_BIT),
        (XTERM | {"NO_COLOR": "1"}, "always", True, ColorSystem.EIGHT_BIT),
        (XTERM | {"FORCE_COLOR": "1"}, "auto", False, ColorSystem.EIGHT_BIT),
        ({"TERM": "vt100"}, "auto", True, ColorSystem.STANDARD),
        ({"TERM": "dumb"}, "auto", True, None),
        ({}, "auto", True, None),
    ],
)
def test_which_colours(
    environment: dict[str, str], choice: str, terminal: bool, colors: ColorSystem | None
) -> None:
    assert color_system(environment, choice, terminal=terminal) is colors
