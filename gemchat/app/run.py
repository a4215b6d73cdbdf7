"""From options to a run: a chat at the terminal, or one answer."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from gemchat.app.compose import composition
from gemchat.app.debug_log import keep_off_terminal, keep_out, logged
from gemchat.app.first_run import without_key
from gemchat.app.loading import loading
from gemchat.app.message import piped, sent_along, user_message
from gemchat.app.options import Options
from gemchat.app.signals import StoppedError, stopping
from gemchat.app.streams import aside
from gemchat.client.credentials import NoKeyError
from gemchat.errors import UsageError
from gemchat.settings import Paths
from gemchat.shown import shown
from gemchat.types import Part


def run(options: Options, environment: Mapping[str, str]) -> int:
    """Do what the command line asks for, and give the exit status.

    Args:
        options: the command line, parsed.
        environment: the variables of the process.

    Raises:
        GemchatError: it cannot be done.
    """
    keep_off_terminal()
    with logged(options, Paths.find(environment)):
        message = user_message(options, piped(options))
        if sys.stderr.isatty():
            for one in sent_along(message):
                aside(f"gemchat: sending {shown(one)}\n")
        interactive = _is_chat(options, bool(message))
        try:
            return _talk(options, message, environment, interactive)
        except StoppedError as stopped:
            return stopped.status
        except NoKeyError as error:
            if not interactive:
                raise
            better = without_key(options, Paths.find(environment))
            if better is None:
                return error.exit_status
            return _talk(better, message, environment, interactive)


def _is_chat(options: Options, has_message: bool) -> bool:
    """Whether it is a chat that is asked for; raises UsageError where none can be."""
    at_terminal = sys.stdin is not None and sys.stdin.isatty()
    if not has_message and not at_terminal and not options.interactive:
        raise UsageError("There is nothing to ask.", hint='gemchat "question"')
    interactive = not has_message or options.interactive
    if interactive and options.for_program:
        raise UsageError("--json, --jsonl, --extract and --schema are for one answer, no chat.")
    return interactive


def _talk(
    options: Options,
    message: Sequence[Part | Path],
    environment: Mapping[str, str],
    interactive: bool,
) -> int:
    with composition(options, environment) as made:
        keep_out(made.backend.key)
        if interactive:
            with loading():
                from gemchat.app.interactive import chat  # noqa: PLC0415 - prompt_toolkit

            return chat(made, message)
        from gemchat.app.oneshot import answer  # noqa: PLC0415 - httpx, at once

        with stopping():
            return answer(made, message)
