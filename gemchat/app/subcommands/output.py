"""Where the result of a subcommand goes: drawn at a terminal, plain in a pipe, or as JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from typing import assert_never

from gemchat.app.asking import asked, can_ask
from gemchat.app.compose import settings_of
from gemchat.app.drawing import looks_on_terminal
from gemchat.app.streams import aside, put
from gemchat.app.subcommands.table import Result, Surroundings
from gemchat.commands.outcome import YES, Replay, Say, Show
from gemchat.commands.terminal import is_dumb
from gemchat.errors import SettingsError, UsageError
from gemchat.settings import Settings
from gemchat.shown import shown, shown_line
from gemchat.ui.looks import Looks
from gemchat.ui.media import MediaShelf


def write(result: Result, surroundings: Surroundings, *, as_json: bool) -> None:
    """Write a result to stdout, and its warnings to stderr."""
    if as_json:
        put(json.dumps(result.document, indent=2) + "\n")
    elif result.outcome is None:
        put(result.text or "")
    elif sys.stdout.isatty() and not is_dumb(surroundings.environment):
        _draw(result, _looks(surroundings))
    else:
        put("".join(f"{line}\n" for line in _lines(result)))
    for warning in result.warnings:
        aside(f"gemchat: {shown(warning)}\n")


def confirm_with(*, yes: bool) -> Callable[[str], bool]:
    """Give what asks a question at the terminal.

    Args:
        yes: whether the answer is yes to all, without asking.
    """

    def confirm(question: str) -> bool:
        if yes:
            return True
        if not can_ask():
            raise UsageError(f"{question} There is no terminal to ask.", hint="--yes says yes.")
        return asked(f"{question} [y/N]").lower() in YES

    return confirm


def _draw(result: Result, looks: Looks) -> None:
    match result.outcome:
        case Say():
            looks.say(result.outcome)
        case Show():
            looks.show(result.outcome)
        case Replay():
            looks.replay(result.outcome)
        case None:
            pass
        case _:
            assert_never(result.outcome)


def _lines(result: Result) -> Iterator[str]:
    """The result in plain words; cells stand apart by tabs, as cut and awk take them."""
    if result.text is not None:
        yield shown(result.text).rstrip("\n")
        return
    match result.outcome:
        case Say(text=text, hint=hint):
            yield shown(text)
            if hint:
                yield shown(hint)
        case Show(rows=rows):
            yield from ("\t".join(map(shown_line, row)) for row in rows)
        case Replay(note=note):
            yield shown(note)
        case None:
            pass
        case _:
            assert_never(result.outcome)


def _looks(surroundings: Surroundings) -> Looks:
    environment, paths = surroundings.environment, surroundings.paths
    try:
        settings = settings_of(surroundings.options, environment, paths)
    except SettingsError:
        settings = Settings.of(())  # or what is there to mend them would not work
    return looks_on_terminal(lambda: settings, MediaShelf(paths.media), environment)
