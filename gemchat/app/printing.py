"""Who prints one reply: the answer goes to stdout and all else to stderr, whatever these are."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Protocol

from gemchat.app.compose import Composition
from gemchat.app.signals import suspending
from gemchat.app.streams import aside, put
from gemchat.chat.events import Retrying, TurnEnded, TurnEvent
from gemchat.commands.terminal import is_dumb
from gemchat.ui.aside_printer import AsidePrinter
from gemchat.ui.color_choice import wants_color
from gemchat.ui.echo import unechoed
from gemchat.ui.json_printer import JsonLinesPrinter, JsonPrinter
from gemchat.ui.media import MediaShelf
from gemchat.ui.pipe import PipePrinter
from gemchat.ui.schema_printer import SchemaPrinter


class Printer(Protocol):
    """Takes the events of a turn, then its end."""

    def feed(self, event: TurnEvent) -> None:
        """Print what an event adds."""

    def finish(self) -> None:
        """Print what is left."""


@contextmanager
def printing(made: Composition) -> Iterator[Callable[[TurnEvent], None]]:
    """Give what prints each event of a turn; at the end, whatever happened, print what is left."""
    with ExitStack() as stack:
        printers = [stack.enter_context(each) for each in _printers(made)]

        def feed(event: TurnEvent) -> None:
            for printer in printers:
                printer.feed(event)

        yield feed


def _printers(made: Composition) -> list[AbstractContextManager[Printer]]:
    """Choose who prints; what is said last is finished first."""
    options = made.options
    forms = options.for_program or options.raw
    drawn = sys.stdout.isatty() and not is_dumb(made.environment) and not forms
    if drawn and sys.stderr.isatty():
        return [_drawing(made, "show" if options.thoughts else "")]
    besides = _finished(AsidePrinter(aside, thoughts=options.thoughts))
    return [besides, _drawing_answer(made) if drawn else _finished(_plain_printer(made))]


def _plain_printer(made: Composition) -> Printer:
    """Choose what prints an answer for programs and pipes."""
    options = made.options
    if options.json:
        return JsonPrinter(put)
    if options.jsonl:
        return JsonLinesPrinter(put)
    if options.extract:
        from gemchat.ui.extract_printer import ExtractPrinter  # noqa: PLC0415 - markdown-it

        return ExtractPrinter(put, aside)
    if options.schema is not None and not options.raw:
        return SchemaPrinter(_pen(made, "json"))
    shelf = MediaShelf(made.paths.media)
    return PipePrinter(put if options.raw else _pen(made, "markdown"), shelf, raw=options.raw)


def _pen(made: Composition, language: str) -> Callable[[str], None]:
    """Give what takes text for stdout, in colours where they are wanted."""
    terminal, display = sys.stdout.isatty(), made.settings.display
    if not wants_color(made.environment, display.color, terminal=terminal):
        return put
    from gemchat.app.drawing import pen  # noqa: PLC0415 - rich, only for colours

    return pen(put, language, display, made.environment)


@contextmanager
def _drawing_answer(made: Composition) -> Iterator[Printer]:
    """Draw an answer at a terminal, and nothing else: stderr goes elsewhere."""
    with _drawing(made, "hide") as view:
        yield _Answer(view)


class _Answer:
    """Passes on what belongs to the answer."""

    def __init__(self, printer: Printer) -> None:
        self._printer = printer
        self.finish = printer.finish

    def feed(self, event: TurnEvent) -> None:
        if not isinstance(event, Retrying | TurnEnded):
            self._printer.feed(event)


@contextmanager
def _drawing(made: Composition, thoughts: str) -> Iterator[Printer]:
    """Draw a turn at a terminal, which is ours for so long."""
    from gemchat.app.drawing import looks_on_terminal  # noqa: PLC0415 - rich, only to draw

    shelf = MediaShelf(made.paths.media)
    looks = looks_on_terminal(
        lambda: made.settings, shelf, made.environment, thoughts=thoughts, live=True
    )
    canvas = looks.canvas
    stopped = suspending(canvas.pause, canvas.resume)
    with unechoed(), stopped, canvas.live(), _finished(looks.turn_view()) as view:
        yield view


@contextmanager
def _finished(printer: Printer) -> Iterator[Printer]:
    try:
        yield printer
    finally:
        printer.finish()
