"""The command line: arguments in, exit status out. Only what it needs is imported."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Sequence

from gemchat.app.arguments import SUBCOMMANDS, command_line
from gemchat.app.loading import loading
from gemchat.app.options import Options
from gemchat.app.streams import aside, standard_streams
from gemchat.errors import GemchatError
from gemchat.shown import shown, shown_beginning

_SLASH_COMMAND = re.compile(r"(?<!\S)/[a-z]+(?![\w/])")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run gemchat; the console script and ``python -m gemchat`` come here.

    Args:
        arguments: the command line without the program's name; `sys.argv` by default.
    """
    try:
        with standard_streams():
            return _run(sys.argv[1:] if arguments is None else list(arguments))
    except GemchatError as error:
        complain(error.message, error.hint)
        return error.exit_status
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        return 141
    except Exception as error:  # noqa: BLE001 - the last resort: never a traceback
        complain(f"This is a bug of gemchat: {type(error).__name__}.", "--debug logs the details.")
        return 1


def complain(message: str, hint: str = "") -> None:
    """Say on stderr what went wrong and what to do, unless that can be done in a chat only.

    The first line of a hint tells; below it stand titles, whatever is in them.
    """
    aside(f"gemchat: {shown_beginning(message)}\n")
    if hint and not _SLASH_COMMAND.search(hint.partition("\n")[0]):
        aside(f"  {shown(hint)}\n")


def parse(arguments: Sequence[str]) -> Options:
    """Read the command line; leaves the program for ``--help``, ``--version`` and wrong use."""
    # parse_intermixed_args loses its way at "--": it reads the words twice
    cut = arguments.index("--") if "--" in arguments else len(arguments)
    # argparse would take the word after a bare --debug for its file
    given = ["--debug=" if word == "--debug" else word for word in arguments[:cut]]
    options = command_line().parse_intermixed_args(given, Options())
    options.words = [*options.words, *arguments[cut + 1 :]]
    return options


def subcommand_at(arguments: Sequence[str]) -> int | None:
    """Tell where the name of a subcommand stands; None if the first word that is no option or
    its value is another.
    """
    for at, word in enumerate(arguments):
        if word == "--":
            return None
        if word in SUBCOMMANDS and (words := parse(arguments[: at + 1]).words):
            return at if list(words) == [word] else None
    return None


def _run(arguments: Sequence[str]) -> int:
    at = subcommand_at(arguments)
    if at is not None:
        from gemchat.app.subcommands import run_subcommand  # noqa: PLC0415 - only where asked for

        options = parse(arguments[:at])
        return run_subcommand(arguments[at], arguments[at + 1 :], options, os.environ)
    options = parse(arguments)
    with loading():
        from gemchat.app.run import run  # noqa: PLC0415 - the rest of the program

    return run(options, os.environ)
