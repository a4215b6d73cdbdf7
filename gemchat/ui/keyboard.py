"""The keyboard while a reply streams: nothing typed is echoed, nothing is lost.

What is typed waits in the terminal's own buffer and is there at the next prompt; Enter stays
the key that sends. Ctrl-C interrupts, as in any program.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

if sys.platform == "win32":

    @contextmanager
    def quiet_keyboard(_descriptor: int) -> Iterator[None]:
        """Change nothing: the console does not echo what nobody reads."""
        yield

else:
    import termios

    @contextmanager
    def quiet_keyboard(descriptor: int) -> Iterator[None]:
        """Keep keys to themselves for a while.

        Args:
            descriptor: of the terminal; anything else is left alone.
        """
        try:
            before = termios.tcgetattr(descriptor)
        except termios.error:
            yield
            return
        quiet = termios.tcgetattr(descriptor)
        # NOFLSH: Ctrl-C must not throw away what was typed before it
        quiet[0] &= ~(termios.ICRNL | termios.INLCR)
        quiet[3] = (quiet[3] | termios.ISIG | termios.NOFLSH) & ~(termios.ECHO | termios.ICANON)
        termios.tcsetattr(descriptor, termios.TCSADRAIN, quiet)
        try:
            yield
        finally:
            termios.tcsetattr(descriptor, termios.TCSADRAIN, before)
