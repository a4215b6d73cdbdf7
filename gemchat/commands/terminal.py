"""What the environment tells of the terminal."""

from __future__ import annotations

from collections.abc import Mapping

_NO_TERMINAL = {"", "dumb", "unknown"}


def is_dumb(environment: Mapping[str, str]) -> bool:
    """Whether TERM names no terminal that could go back over what it wrote, or show colours."""
    return environment.get("TERM", "") in _NO_TERMINAL
