"""How colours are written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from rich.color import ColorSystem

from gemchat.ui.color_choice import wants_color

Colors: TypeAlias = ColorSystem | None
"""How colours are written; None for not at all."""


def color_system(environment: Mapping[str, str], choice: str, *, terminal: bool) -> Colors:
    """Choose how colours are written, or None for not at all.

    Args:
        environment: what `wants_color` looks at, and COLORTERM.
        choice: ``auto``, ``always`` or ``never``.
        terminal: whether the output is one.
    """
    if not wants_color(environment, choice, terminal=terminal):
        return None
    if environment.get("COLORTERM", "").lower() in ("truecolor", "24bit"):
        return ColorSystem.TRUECOLOR
    if "256" in environment.get("TERM", ""):
        return ColorSystem.EIGHT_BIT
    return ColorSystem.STANDARD


def has_many(colors: Colors) -> bool:
    """Tell whether there are more than the sixteen that the owner of the terminal chose."""
    return colors in (ColorSystem.EIGHT_BIT, ColorSystem.TRUECOLOR)
