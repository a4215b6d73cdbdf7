"""Where keys come from."""

from __future__ import annotations

import sys

from prompt_toolkit.input import Input, create_input

from gemchat.ui.background import Background

_AT_ONCE = 1 << 16
"""Bytes; prompt_toolkit looks through all of a paste again after each read."""

if sys.platform != "win32":
    from prompt_toolkit.input.posix_utils import PosixStdinReader
    from prompt_toolkit.input.vt100 import Vt100Input
    from prompt_toolkit.key_binding import KeyPress

    class _Reader(PosixStdinReader):
        """Reads what is typed, without what the terminal answers."""

        def __init__(self, descriptor: int, encoding: str, background: Background) -> None:
            super().__init__(descriptor, encoding=encoding)
            self._background = background

        def read(self, count: int = _AT_ONCE) -> str:
            return self._background.without_answer(super().read(count))

    class _Keyboard(Vt100Input):
        """A keyboard behind which a terminal answers."""

        def __init__(self, keyboard: Vt100Input, background: Background) -> None:
            super().__init__(keyboard.stdin)
            self.stdin_reader = _Reader(keyboard.fileno(), keyboard.stdin.encoding, background)
            self._background = background

        def flush_keys(self) -> list[KeyPress]:
            self.vt100_parser.feed(self._background.typed_after_all())
            return super().flush_keys()


def terminal_input(background: Background) -> Input:
    """Give the keyboard: the terminal itself where stdin is a pipe.

    Args:
        background: what the terminal's answers are for; on Windows none are heard.
    """
    keyboard = create_input(always_prefer_tty=True)
    if sys.platform != "win32" and isinstance(keyboard, Vt100Input):
        return _Keyboard(keyboard, background)
    return keyboard
