"""One question, one answer on stdout, and an exit status that a script can trust."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing, suppress

from gemchat.app.compose import Composition
from gemchat.app.message import worded
from gemchat.app.options import Options
from gemchat.app.printing import printing
from gemchat.app.resuming import take_up
from gemchat.app.signals import StoppedError
from gemchat.app.streams import OutputError, aside
from gemchat.chat.events import TurnEnded
from gemchat.chat.history import Turn, TurnOutcome
from gemchat.client.attachments import Attachable
from gemchat.client.http.blocking import BlockingTransport
from gemchat.client.stepping import iterate, step
from gemchat.commands.context import Context
from gemchat.commands.tokens import COUNTS, tokens
from gemchat.errors import GemchatError, IncompleteReplyError
from gemchat.protocol.finish import Verdict, finish_of
from gemchat.shown import shown
from gemchat.types.base import JsonObject
from gemchat.ui.json_printer import answer_text

_BLOCKED = 6
_INCOMPLETE = 7
_NOT_SAVED = 8
_NOT_VALID = 9


def answer(made: Composition, message: Sequence[Attachable]) -> int:
    """Send a message, print the reply as it comes, and give the exit status.

    Raises:
        GemchatError: there is no whole answer; the error's own status says why.
    """
    saving = _is_saved(made.options)
    with closing(BlockingTransport(made.backend.base_url)) as transport:
        context = made.context(transport, saving=saving)
        try:
            if (session := take_up(context, made)) and session.problems:
                aside(f"gemchat: {shown(' '.join(session.problems))}\n")
            user = step(context.attachments.content(worded(message, context.settings)))
            turn = _ask(context, made, user)
        except GemchatError as error:
            context.advise(error)
            if not saving and isinstance(error, IncompleteReplyError):
                error.message = _without_promise(error)
            raise
        finally:
            context.close()
        return _status(turn, context, _fault(turn, made))


def _is_saved(options: Options) -> bool:
    """Whether the session is to be saved; to go on with one implies it, if nothing is said."""
    if options.save is not None:
        return options.save
    return options.continue_newest or options.resume is not None


def _without_promise(error: IncompleteReplyError) -> str:
    """Say what broke off an answer, and not that it is kept: nothing is."""
    why = error.__cause__.message if isinstance(error.__cause__, GemchatError) else error.message
    return f"{why} The answer is incomplete."


def _ask(context: Context, made: Composition, user: JsonObject) -> Turn:
    ended = None
    events = iterate(context.ask(user, stream=made.options.stream))
    with printing(made) as feed, closing(events):
        try:
            for event in events:
                feed(event)
                if isinstance(event, TurnEnded):
                    ended = event.turn
        except StoppedError as stopped:
            events.throw(stopped)
        except (BrokenPipeError, OutputError):
            with suppress(StoppedError):  # it is the program that ends, not a wish of the person
                events.throw(StoppedError(_INCOMPLETE))
            raise
    if ended is None:
        raise AssertionError("a turn ended without saying so")
    if made.options.usage:
        aside(_usage_line(ended))
    return ended


def _usage_line(turn: Turn) -> str:
    counted = zip(COUNTS, tokens(turn), strict=True)
    return f"tokens: {', '.join(f'{count} {name}' for name, count in counted if count) or '–'}\n"


def _fault(turn: Turn, made: Composition) -> str:
    """Say why an answer is not what --schema asked for; nothing if it is."""
    schema = made.settings.generation.get("response_json_schema")
    if made.options.schema is None or not isinstance(schema, dict):
        return ""
    from gemchat.app.answer_schema import fault_of, remarks_on  # noqa: PLC0415 - rarely asked for

    for words in remarks_on(schema):
        aside(f"gemchat: {shown(words)}\n")
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
        aside(f"gemchat: the answer does not follow the schema: {shown(fault)}\n")
        return _NOT_VALID
    if not context.session.saved:
        aside(f"gemchat: not saved: {shown(context.session.problem or '')}\n")
        return _NOT_SAVED
    return 0
