"""The chat at the terminal, put together and run."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from gemchat import __version__
from gemchat.app.asking import fitted
from gemchat.app.compose import Composition
from gemchat.app.message import worded
from gemchat.app.resuming import take_up
from gemchat.app.signals import cancelling, stopping
from gemchat.app.warm_up import Soon, WarmTransport
from gemchat.commands import COMMANDS
from gemchat.commands.context import Context
from gemchat.commands.entry import Entry
from gemchat.commands.outcome import Outcome, Submit
from gemchat.commands.sessions import going_on, resume
from gemchat.commands.terminal import is_dumb
from gemchat.counted import plural
from gemchat.errors import GemchatError, SettingsError, UsageError
from gemchat.settings import Settings
from gemchat.shown import shown
from gemchat.types import Part
from gemchat.ui.background import QUESTION, Background, is_worth_asking
from gemchat.ui.keys import PromptKeys
from gemchat.ui.media import MediaShelf
from gemchat.ui.plain_prompt import PlainPrompt
from gemchat.ui.prompt import Prompt
from gemchat.ui.repl import Repl
from gemchat.ui.status import status_of, trouble_of
from gemchat.ui.terminal_input import terminal_input

if TYPE_CHECKING:
    from gemchat.ui.looks import Looks
    from gemchat.ui.type_ahead import TypeAhead

_SETTLED = 0.05
"""Seconds after which the first prompt is surely on the screen."""


def chat(made: Composition, message: Sequence[Part | Path]) -> int:
    """Chat until the person leaves, and give the exit status.

    Args:
        made: what the run is made of.
        message: what to send before the first prompt; empty to wait for the person.

    Raises:
        UsageError: there is no terminal.
        SessionError: the session that was asked for cannot be had.
    """
    if not sys.stdout.isatty():
        raise UsageError(
            "A chat needs a terminal to write to.",
            hint='For one answer in a pipe: gemchat "question" > file',
        )
    with stopping():
        return asyncio.run(_chat(made, message))


async def _chat(made: Composition, message: Sequence[Part | Path]) -> int:
    transport = WarmTransport(made.backend.base_url)
    saving = made.settings.sessions.save if made.options.save is None else made.options.save
    context = made.context(transport, saving=saving)
    with cancelling() as statuses, closing(context):
        background = Background()
        prompt = _prompt(context, made, background)
        first = await _first(context, made, message)
        sys.stdout.write(_banner(context, made))
        sys.stdout.flush()
        ahead = prompt.type_ahead
        looks = Soon(lambda: _looks(context, made, ahead, background))
        question = QUESTION if is_worth_asking(made.environment, made.settings.display) else ""
        warming = asyncio.ensure_future(_warm_up(context, transport, looks, question))
        with suppress(asyncio.CancelledError):
            await Repl(context, prompt, looks.get, yes=made.options.yes).run(first)
        warming.cancel()
    sys.stdout.write(_retired(context))
    return statuses[0] if statuses else 0


def _prompt(context: Context, made: Composition, background: Background) -> Prompt:
    """Make the prompt, as plain as the person or the terminal wants it."""
    dumb = sys.platform != "win32" and is_dumb(made.environment)
    status = trouble_of if dumb or made.settings.display.plain else status_of
    return (PlainPrompt if dumb else Prompt)(
        context,
        COMMANDS,
        history_file=made.paths.input_history if made.settings.repl.history else None,
        editing_mode=made.settings.repl.editing_mode,
        status=lambda: status(context),
        keys=_keys(made.settings),
        input=terminal_input(background),
    )


def _keys(settings: Settings) -> PromptKeys:
    try:
        return PromptKeys(settings.repl.keys)
    except SettingsError as error:
        error.message = f"{settings.origin('repl.keys')}: {error.message}"
        raise


async def _first(
    context: Context, made: Composition, message: Sequence[Part | Path]
) -> list[Outcome]:
    """Resume what is to be resumed; give what comes before the first prompt."""
    if not message and made.options.resume is not None:
        return [await resume(context, made.options.resume)]
    session = take_up(context, made)
    first = [going_on(session)] if session else []
    if message:
        words = made.options.prompt
        content = await context.attachments.content(worded(message, context.settings))
        context.attached += message[:-1] if words else message
        first.append(Submit(content, entry=Entry(words, pastes=(words,))))
    return first


def _retired(context: Context) -> str:
    """Remove what is older than the user wants to keep, and say so."""
    days = context.settings.sessions.retention_days
    if not days or not (removed := context.store.expire(days)):
        return ""
    return f"Removed {plural(removed, 'session')} not used for {plural(days, 'day')}.\n"


def _banner(context: Context, made: Composition) -> str:
    where = "demo, no model behind it: type help or any word" if made.demo else ""
    if made.elsewhere:
        where = f"talking to {made.elsewhere}"
    first = " · ".join(filter(None, (f"gemchat {__version__}", context.settings.model)))
    told = [first, where, "/help lists commands, Ctrl-D leaves"]
    return "\n".join(fitted(shown(line)) for line in told if line) + "\n\n"


async def _warm_up(
    context: Context, transport: WarmTransport, looks: Soon[Looks], question: str
) -> None:
    """Do what the first prompt need not wait for; a question to the terminal leaves no trace."""
    await asyncio.sleep(_SETTLED)
    sys.stdout.write(question)
    sys.stdout.flush()
    looks.start()
    transport.start()
    if not context.catalogue.known:
        with suppress(GemchatError):
            await context.catalogue.refresh()


def _looks(context: Context, made: Composition, ahead: TypeAhead, background: Background) -> Looks:
    from gemchat.app.drawing import looks_on_terminal  # noqa: PLC0415 - rich, in a thread

    shelf = MediaShelf(made.paths.media)
    return looks_on_terminal(
        lambda: context.settings, shelf, made.environment, ahead=ahead, background=background
    )
