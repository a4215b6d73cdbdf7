"""Put the drawing together: a canvas, a theme, and what draws on it."""

from __future__ import annotations

import os
import select
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

from gemchat.settings import Settings
from gemchat.ui.canvas import AppendCanvas, Canvas
from gemchat.ui.colors import color_system
from gemchat.ui.editor_rows import editor_rows
from gemchat.ui.live import Editor, LiveCanvas
from gemchat.ui.looks import Looks
from gemchat.ui.markdown import Row
from gemchat.ui.media import MediaShelf
from gemchat.ui.pace import Pace
from gemchat.ui.painter import Painter
from gemchat.ui.reflow import reflows
from gemchat.ui.theme import Theme

if TYPE_CHECKING:
    from gemchat.ui.type_ahead import TypeAhead

_FALLBACK_SIZE = (80, 24)


def looks_on_terminal(
    settings: Settings,
    shelf: MediaShelf,
    environment: Mapping[str, str],
    *,
    thoughts: str = "",
    ahead: TypeAhead | None = None,
) -> Looks:
    """Draw on the terminal that stdout is.

    Args:
        settings: how things are to look.
        shelf: where media are put.
        environment: what says which colours there are, and how the terminal behaves.
        thoughts: how thoughts are shown, where that differs from the settings.
        ahead: what is typed meanwhile; without it nothing is ever redrawn.
    """
    theme = Theme()
    canvas = _canvas(settings, environment, theme, ahead)
    return Looks(canvas, theme, shelf, thoughts=thoughts or settings.display.thoughts)


def _canvas(
    settings: Settings, environment: Mapping[str, str], theme: Theme, ahead: TypeAhead | None
) -> Canvas:
    display = settings.display
    dumb = environment.get("TERM", "") in ("", "dumb", "unknown")
    colors = color_system(environment, display.color, terminal=True)
    links = display.hyperlinks and not dumb
    if ahead is None or display.plain or dumb:
        return AppendCanvas(_write, _size, colors=colors, links=links)
    painter = Painter(
        _write,
        _size,
        colors=colors,
        links=links,
        synchronized=display.synchronized,
        reflows=reflows(environment),
        ready=_ready,
    )
    return LiveCanvas(painter, Pace(), _editor(ahead, theme))


def _editor(ahead: TypeAhead, theme: Theme) -> Editor:
    def draw(width: int) -> tuple[list[Row], tuple[int, int]]:
        document = ahead.document
        return editor_rows(ahead.queue, document.text, document.cursor_position, width, theme)

    return draw


def _size() -> tuple[int, int]:
    try:
        size = os.get_terminal_size(sys.stdout.fileno())
    except OSError:
        return _FALLBACK_SIZE
    return size.columns or _FALLBACK_SIZE[0], size.lines or _FALLBACK_SIZE[1]


def _write(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


def _ready() -> bool:
    """Whether the terminal takes text right now."""
    if sys.platform == "win32":
        return True
    return bool(select.select([], [sys.stdout], [], 0)[1])
