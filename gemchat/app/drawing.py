"""Put the drawing together: a canvas, a theme, and what draws on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from gemchat.settings import Settings
from gemchat.ui.canvas import AppendCanvas
from gemchat.ui.colors import color_system
from gemchat.ui.looks import Looks
from gemchat.ui.media import MediaShelf
from gemchat.ui.theme import Theme


def looks_on(
    write: Callable[[str], None],
    size: Callable[[], tuple[int, int]],
    settings: Settings,
    shelf: MediaShelf,
    environment: Mapping[str, str],
    thoughts: str = "",
) -> Looks:
    """Draw on a terminal.

    Args:
        write: takes text for it.
        size: gives its columns and rows.
        settings: how things are to look.
        shelf: where media are put.
        environment: what says which colours there are.
        thoughts: how thoughts are shown, where that differs from the settings.
    """
    display = settings.display
    canvas = AppendCanvas(
        write,
        size,
        colors=color_system(environment, display.color, terminal=True),
        links=display.hyperlinks and environment.get("TERM") != "dumb",
    )
    return Looks(canvas, Theme(), shelf, thoughts=thoughts or display.thoughts)
