"""Where keys come from."""

from __future__ import annotations

from prompt_toolkit.input import Input, create_input


def terminal_input() -> Input:
    """Give the keyboard: the terminal itself where stdin is a pipe."""
    return create_input(always_prefer_tty=True)
