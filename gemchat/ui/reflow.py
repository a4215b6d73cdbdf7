"""What a terminal does to its rows when it gets narrower."""

from __future__ import annotations

from collections.abc import Mapping


def reflows(environ: Mapping[str, str]) -> bool:
    """Whether the terminal breaks the rows it shows when it gets narrower, or cuts them off."""
    term = environ.get("TERM", "")
    screen = term.startswith("screen") and "TMUX" not in environ
    return not (screen or term == "linux" or "XTERM_VERSION" in environ)
