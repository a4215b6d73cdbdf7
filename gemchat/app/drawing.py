"""Put the drawing together: a canvas, a theme, and what draws on it."""

from __future__ import annotations

import errno
import os
import select
import sys
from collections.abc import Callable, Mapping
from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING

from gemchat.app.streams import OutputError, put
from gemchat.commands.terminal import is_dumb
from gemchat.settings import Settings
from gemchat.settings.schema import Display
from gemchat.ui.background import Background
from gemchat.ui.canvas import AppendCanvas, Canvas
from gemchat.ui.colors import Colors, color_system, has_many
from gemchat.ui.editor_rows import editor_rows
from gemchat.ui.graphics import protocol_of
from gemchat.ui.live import Editor, LiveCanvas, now_or_never
from gemchat.ui.looks import Looks
from gemchat.ui.markdown import Row
from gemchat.ui.media import MediaShelf, Pictures, no_pictures
from gemchat.ui.pace import Pace
from gemchat.ui.painter import Painter
from gemchat.ui.pen import Pen
from gemchat.ui.reflow import reflows
from gemchat.ui.theme import Theme, theme_named

if TYPE_CHECKING:
    from gemchat.ui.type_ahead import TypeAhead

_FALLBACK_SIZE = (80, 24)


def looks_on_terminal(
    settings: Callable[[], Settings],
    shelf: MediaShelf,
    environment: Mapping[str, str],
    *,
    thoughts: str = "",
    ahead: TypeAhead | None = None,
    live: bool = False,
    background: Background | None = None,
) -> Looks:
    """Draw on the terminal that stdout is.

    Args:
        settings: gives how things are to look, which may change.
        shelf: where media are put.
        environment: what says which colours there are, and how the terminal behaves.
        thoughts: how thoughts are shown, where that differs from the settings.
        ahead: what is typed meanwhile, in a chat.
        live: whether a reply without a chat is drawn while it comes, for which there is no loop.
        background: the colour behind the text, where the terminal is asked for it.
    """
    display = settings().display
    colors = color_system(environment, display.color, terminal=True)

    def theme() -> Theme:
        return _theme(settings().display, colors, background.shade if background else "")

    canvas = _canvas(display, environment, colors, ahead, live, theme)
    return Looks(
        canvas,
        theme,
        shelf,
        thoughts=thoughts or display.thoughts,
        labelled=display.plain and ahead is not None,
        pictures=_pictures(display, environment, colors),
        chat=ahead is not None,
    )


def pen(
    write: Callable[[str], None], language: str, display: Display, environment: Mapping[str, str]
) -> Pen:
    """Give what colours text for wherever stdout goes.

    Args:
        write: takes the coloured text.
        language: what the text is written in.
        display: how things are to look.
        environment: what says which colours there are.
    """
    colors = color_system(environment, display.color, terminal=sys.stdout.isatty())
    return Pen(write, language, _theme(display, colors, "").markdown, colors)


def _theme(display: Display, colors: Colors, shade: str) -> Theme:
    """Choose the theme; where there are but sixteen, their owner has chosen them."""
    name = shade if display.theme == "auto" else display.theme
    theme = theme_named(name) if has_many(colors) else Theme()
    return theme.without_boxes() if display.plain else theme


def _canvas(
    display: Display,
    environment: Mapping[str, str],
    colors: Colors,
    ahead: TypeAhead | None,
    live: bool,
    theme: Callable[[], Theme],
) -> Canvas:
    dumb = is_dumb(environment)
    links = display.hyperlinks and not dumb
    if display.plain or dumb or not (ahead or live):
        return AppendCanvas(_write, _size, colors=colors, links=links, styled=not dumb)
    painter = Painter(
        _write,
        _size,
        colors=colors,
        links=links,
        synchronized=display.synchronized,
        pastes=ahead is not None,
        reflows=reflows(environment),
        ready=_ready,
    )
    if ahead is None:
        return LiveCanvas(painter, Pace(interval=0), later=now_or_never)
    return LiveCanvas(painter, Pace(), _editor(ahead, theme))


def _editor(ahead: TypeAhead, theme: Callable[[], Theme]) -> Editor:
    def draw(width: int) -> tuple[list[Row], tuple[int, int]]:
        document = ahead.document
        return editor_rows(
            ahead.queue,
            document.text,
            document.cursor_position,
            width,
            theme(),
            leaving=ahead.leaving,
            navigating=ahead.navigating,
        )

    return draw


def _pictures(display: Display, environment: Mapping[str, str], colors: Colors) -> Pictures:
    if not display.images or display.plain or colors is None or find_spec("PIL") is None:
        return no_pictures
    from gemchat.ui.pictures import picture_rows  # noqa: PLC0415 - the extra images

    return partial(picture_rows, protocol=protocol_of(environment))


def _size() -> tuple[int, int]:
    try:
        size = os.get_terminal_size(sys.stdout.fileno())
    except OSError:
        return _FALLBACK_SIZE
    return size.columns or _FALLBACK_SIZE[0], size.lines or _FALLBACK_SIZE[1]


def _write(text: str) -> None:
    """Write, also to a terminal that is gone: SIGHUP tells so, and ends the program in order."""
    try:
        put(text)
    except OutputError as error:
        if getattr(error.__cause__, "errno", None) != errno.EIO:
            raise


def _ready() -> bool:
    """Whether the terminal takes text right now."""
    if sys.platform == "win32":
        return True
    return bool(select.select([], [sys.stdout], [], 0)[1])
