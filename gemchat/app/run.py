"""From options to a run: a chat at the terminal, or one answer."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from gemchat.app.compose import Composition, composition
from gemchat.app.debug_log import keep_off_terminal, start_log
from gemchat.app.first_run import without_key
from gemchat.app.loading import loading
from gemchat.app.message import piped, sent_along, user_message
from gemchat.app.options import Options
from gemchat.app.signals import StoppedError, stopping
from gemchat.app.streams import aside
from gemchat.client.credentials import NoKeyError
from gemchat.client.local_files import typed_path
from gemchat.errors import UsageError
from gemchat.settings import Paths
from gemchat.shown import shown
from gemchat.types import Part


@contextmanager
def _logged(made: Composition) -> Iterator[None]:
    """Write a log if one was asked for, with the details of what nobody foresaw."""
    if made.options.debug is None:
        yield
        return
    file = typed_path(made.options.debug or made.paths.logs / "debug.log")
    start_log(file, made.backend.key)
    try:
        yield
    except Exception:
        logging.getLogger(__name__).exception("the run failed")
        raise


def run(options: Options, environment: Mapping[str, str]) -> int:
    """Do what the command line asks for, and give the exit status.

    Args:
        options: the command line, parsed.
        environment: the variables of the process.

    Raises:
        GemchatError: it cannot be done.
    """
    keep_off_terminal()
    data = piped(options)
    message = user_message(options, data)
    if sys.stderr.isatty():
        for one in sent_along(message):
            aside(f"gemchat: sending {shown(one)}\n")
    at_terminal = sys.stdin is not None and sys.stdin.isatty()
    if not message and not at_terminal and not options.interactive:
        raise UsageError("There is nothing to ask.", hint='gemchat "question"')
    interactive = not message or options.interactive
    if interactive and options.for_program:
        raise UsageError("--json, --jsonl, --extract and --schema are for one answer, no chat.")
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


def _talk(
    options: Options,
    message: Sequence[Part | Path],
    environment: Mapping[str, str],
    interactive: bool,
) -> int:
    with composition(options, environment) as made, _logged(made):
        if interactive:
            with loading():
                from gemchat.app.interactive import chat  # noqa: PLC0415 - prompt_toolkit

            return chat(made, message)
        from gemchat.app.oneshot import answer  # noqa: PLC0415 - httpx, at once

        with stopping():
            return answer(made, message)
