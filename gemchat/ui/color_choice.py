"""Whether colours are wanted."""

from __future__ import annotations

from collections.abc import Mapping

from gemchat.commands.terminal import is_dumb


def wants_color(environment: Mapping[str, str], choice: str, *, terminal: bool) -> bool:
    """Tell whether colours are written.

    Args:
        environment: NO_COLOR, FORCE_COLOR and TERM count.
        choice: ``auto``, ``always`` or ``never``; anything but ``auto`` wins over the variables.
        terminal: whether the output is one.
    """
    if choice != "auto":
        return choice == "always"
    if environment.get("NO_COLOR"):
        return False
    return bool(environment.get("FORCE_COLOR")) or (terminal and not is_dumb(environment))
