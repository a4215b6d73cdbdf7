"""Whether and how colours are written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from rich.color import ColorSystem

from gemchat.commands.terminal import is_dumb

Colors: TypeAlias = ColorSystem | None
"""How colours are written; None for not at all."""


def color_system(environment: Mapping[str, str], choice: str, *, terminal: bool) -> Colors:
    """Choose how colours are written, or None for not at all.

    Args:
        environment: NO_COLOR, FORCE_COLOR, TERM and COLORTERM count.
        choice: ``auto``, ``always`` or ``never``; anything but ``auto`` wins over the variables.
        terminal: whether the output is one.
    """
    if choice == "never":
        return None
    if choice == "auto":
        if environment.get("NO_COLOR"):
            return None
        if not environment.get("FORCE_COLOR") and not _colorful(environment, terminal):
            return None
    if environment.get("COLORTERM", "").lower() in ("truecolor", "24bit"):
        return ColorSystem.TRUECOLOR
    if "256" in environment.get("TERM", ""):
        return ColorSystem.EIGHT_BIT
    return ColorSystem.STANDARD


def has_many(colors: Colors) -> bool:
    """Tell whether there are more than the sixteen that the owner of the terminal chose."""
    return colors in (ColorSystem.EIGHT_BIT, ColorSystem.TRUECOLOR)


def _colorful(environment: Mapping[str, str], terminal: bool) -> bool:
    return terminal and not is_dumb(environment)
