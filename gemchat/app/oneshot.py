"""One question, one answer on stdout, and an exit status that a script can trust."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from typing import Protocol

from gemchat.app.compose import Composition
from gemchat.app.message import worded
from gemchat.app.resuming import take_up
from gemchat.app.signals import StoppedError, suspending
from gemchat.chat.events import TurnEnded, TurnEvent
from gemchat.chat.history import Turn, TurnOutcome
from gemchat.client.attachments import Attachable
from gemchat.client.http.blocking import BlockingTransport
from gemchat.client.stepping import iterate, step
from gemchat.commands.context import Context
from gemchat.commands.terminal import is_dumb
from gemchat.commands.tokens import COUNTS, tokens
from gemchat.errors import GemchatError
from gemchat.protocol.finish import Verdict, finish_of
from gemchat.shown import shown
from gemchat.types.base import JsonObject
from gemchat.ui.echo import unechoed
from gemchat.ui.json_printer import JsonLinesPrinter, JsonPrinter, answer_text
from gemchat.ui.media import MediaShelf
from gemchat.ui.notes import notes_of
from gemchat.ui.pipe import PipePrinter

_BLOCKED = 6
_INCOMPLETE = 7
_NOT_SAVED = 8
_NOT_VALID = 9


class Printer(Protocol):
    """Takes the events of a turn, then its end."""

    def feed(self, event: TurnEvent) -> None:
        """Print what an event adds."""

    def finish(self) -> None:
        """Print what is left."""


def answer(made: Composition, message: Sequence[Attachable]) -> int:
    """Send a message, print the reply as it comes, and give the exit status.

    Raises:
        GemchatError: there is no whole answer; the error's own status says why.
    """
    options = made.options
    kept = options.save or options.continue_newest or options.resume is not None
    with closing(BlockingTransport(made.backend.base_url)) as transport:
        context = made.context(transport, saving=bool(kept))
        try:
            if (session := take_up(context, made)) and session.problems:
                _aside(f"gemchat: {shown(' '.join(session.problems))}\n")
            user = step(context.attachments.content(worded(message, context.settings)))
            turn = _ask(context, made, user)
        except GemchatError as error:
            context.advise(error)
            raise
        finally:
            context.close()
        return _status(turn, context, _fault(turn, made))


def _ask(context: Context, made: Composition, user: JsonObject) -> Turn:
    ended = None
    events = iterate(context.ask(user, stream=made.options.stream))
    plain = _plain_printer(made)
    shown_by = _finished(plain) if plain else _drawing(made)
    with shown_by as printer, closing(events):
        try:
            for event in events:
                printer.feed(event)
                if isinstance(event, TurnEnded):
                    ended = event.turn
        except StoppedError as stopped:
            events.throw(stopped)
    if ended is None:
        raise AssertionError("a turn ended without saying so")
    if made.options.usage:
        _aside(_usage_line(ended))
    if plain:
        for words in notes_of(ended, advice=False):
            _aside(f"gemchat: {shown(words)}\n")
    return ended


def _plain_printer(made: Composition) -> Printer | None:
    """Give what prints for programs and pipes; None at a terminal, where a reply is drawn."""
    options = made.options
    if options.json:
        return JsonPrinter(_answer)
    if options.jsonl:
        return JsonLinesPrinter(_answer)
    if options.extract:
        from gemchat.ui.extract_printer import ExtractPrinter  # noqa: PLC0415 - markdown-it

        return ExtractPrinter(_answer, _aside)
    drawn = sys.stdout.isatty() and not is_dumb(made.environment)
    if not options.raw and (drawn or _wants_color(made.settings.display.color, made.environment)):
        return None
    shelf = MediaShelf(made.paths.media)
    return PipePrinter(_answer, _aside, shelf, raw=options.raw, thoughts=options.thoughts)


def _wants_color(choice: str, environment: Mapping[str, str]) -> bool:
    """Whether even a pipe is to get colours."""
    forced = bool(environment.get("FORCE_COLOR")) and not environment.get("NO_COLOR")
    return choice == "always" or (choice == "auto" and forced)


@contextmanager
def _drawing(made: Composition) -> Iterator[Printer]:
    """Draw a turn at a terminal, which is ours for so long."""
    options, display = made.options, made.settings.display
    shelf = MediaShelf(made.paths.media)
    from gemchat.app.drawing import looks_on_terminal  # noqa: PLC0415 - rich, only to draw

    thoughts = "show" if options.thoughts else display.thoughts
    looks = looks_on_terminal(
        lambda: made.settings, shelf, made.environment, thoughts=thoughts, live=sys.stdout.isatty()
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


def _answer(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


def _aside(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()


def _usage_line(turn: Turn) -> str:
    counted = zip(COUNTS, tokens(turn), strict=True)
    return "tokens: " + ", ".join(f"{count} {name}" for name, count in counted if count) + "\n"


def _fault(turn: Turn, made: Composition) -> str:
    """Say why an answer is not what --schema asked for; nothing if it is."""
    schema = made.settings.generation.get("response_json_schema")
    if made.options.schema is None or not isinstance(schema, dict):
        return ""
    from gemchat.app.answer_schema import fault_of, remarks_on  # noqa: PLC0415 - rarely asked for

    for words in remarks_on(schema):
        _aside(f"gemchat: {shown(words)}\n")
    return fault_of(answer_text(turn), schema)


def _status(turn: Turn, context: Context, fault: str) -> int:
    if turn.outcome is TurnOutcome.BLOCKED:
        return _BLOCKED
    verdict = finish_of(turn.finish or "").verdict
    if verdict is Verdict.ODD:
        return _BLOCKED
    if verdict is Verdict.CUT:
        return _INCOMPLETE
    if fault:
        _aside(f"gemchat: the answer does not follow the schema: {shown(fault)}\n")
        return _NOT_VALID
    if not context.session.saved:
        _aside(f"gemchat: not saved: {context.session.problem}\n")
        return _NOT_SAVED
    return 0
