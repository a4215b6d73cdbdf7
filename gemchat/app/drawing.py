"""Put the drawing together: a canvas, a theme, and what draws on it."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping

from gemchat.settings import Settings
from gemchat.ui.canvas import AppendCanvas
from gemchat.ui.colors import color_system
from gemchat.ui.looks import Looks
from gemchat.ui.media import MediaShelf
from gemchat.ui.theme import Theme

_FALLBACK_SIZE = (80, 24)


def looks_on(
    write: Callable[[str], None],
    settings: Settings,
    shelf: MediaShelf,
    environment: Mapping[str, str],
    thoughts: str = "",
) -> Looks:
    """Draw on a terminal.

    Args:
        write: takes text for it.
        settings: how things are to look.
        shelf: where media are put.
        environment: what says which colours there are.
        thoughts: how thoughts are shown, where that differs from the settings.
    """
    display = settings.display
    canvas = AppendCanvas(
        write,
        _size,
        colors=color_system(environment, display.color, terminal=True),
        links=display.hyperlinks and environment.get("TERM") != "dumb",
    )
    return Looks(canvas, Theme(), shelf, thoughts=thoughts or display.thoughts)


def _size() -> tuple[int, int]:
    size = shutil.get_terminal_size(_FALLBACK_SIZE)
    return size.columns, size.lines
