"""The command line: arguments in, exit status out. Only what it needs is imported."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Sequence
from typing import NoReturn

from gemchat import __version__
from gemchat.app.options import Options
from gemchat.errors import GemchatError, UsageError
from gemchat.shown import shown

SUBCOMMANDS = ("sessions", "models", "keys", "config", "doctor", "completion", "man")

_EPILOG = """\
Without a prompt, and at a terminal, a chat begins. With a prompt or piped text, one answer
is printed: cat report.txt | gemchat "Summarise this." Sessions on disk: gemchat sessions --help

exit status:
  0 complete   2 wrong use or refused   3 key or billing   4 quota   5 temporary, no answer
  6 blocked    7 incomplete answer      8 not saved      130 interrupted
"""

_SLASH_COMMAND = re.compile(r"(?<!\S)/[a-z]+\b")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run gemchat; the console script and ``python -m gemchat`` come here.

    Args:
        arguments: the command line without the program's name; `sys.argv` by default.
    """
    try:
        return _run(sys.argv[1:] if arguments is None else list(arguments))
    except GemchatError as error:
        complain(error.message, error.hint)
        return error.exit_status
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # or the interpreter complains when it flushes what nobody reads
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    except Exception as error:  # noqa: BLE001 - the last resort: never a traceback
        complain(f"This is a bug of gemchat: {type(error).__name__}.", "--debug logs the details.")
        return 1


def complain(message: str, hint: str = "") -> None:
    """Say on stderr what went wrong and what to do, unless that can be done in a chat only."""
    sys.stderr.write(f"gemchat: {shown(message)}\n")
    if hint and not _SLASH_COMMAND.search(hint):
        sys.stderr.write(f"  {shown(hint)}\n")


def parse(arguments: Sequence[str]) -> Options:
    """Read the command line; leaves the program for ``--help``, ``--version`` and wrong use."""
    # parse_intermixed_args loses its way at "--": it reads the words twice
    cut = arguments.index("--") if "--" in arguments else len(arguments)
    # argparse would take the word after a bare --debug for its file
    given = ["--debug=" if word == "--debug" else word for word in arguments[:cut]]
    options = _parser().parse_intermixed_args(given, Options())
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
    from gemchat.app.run import run  # noqa: PLC0415 - the rest of the program

    return run(options, os.environ)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{message[:1].upper()}{message[1:]}.", hint="gemchat --help")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="gemchat",
        usage="gemchat [OPTIONS] [PROMPT ...]",
        description="Chat with Google's Gemini.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("words", nargs="*", help=argparse.SUPPRESS)
    parser.add_argument("--version", action="version", version=f"gemchat {__version__}")
    _add_model_options(parser.add_argument_group("what to ask"))
    _add_session_options(parser.add_argument_group("sessions"))
    _add_output_options(parser.add_argument_group("output"))
    _add_place_options(parser.add_argument_group("where, and as whom"))
    return parser


def _add_model_options(group: argparse._ArgumentGroup) -> None:
    group.add_argument("-m", "--model", metavar="NAME", help="any model the API knows")
    group.add_argument("-s", "--system", metavar="TEXT", help="system instruction, or @FILE")
    group.add_argument("-t", "--temperature", metavar="N", help="short for -o temperature=N")
    group.add_argument(
        "-o",
        "--option",
        metavar="FIELD=VALUE",
        action="append",
        default=[],
        help="any generation setting; may be repeated",
    )
    group.add_argument(
        "-a",
        "--attach",
        metavar="PATH",
        action="append",
        default=[],
        help="a file or address to send along, - for stdin; may be repeated",
    )
    group.add_argument(
        "-T",
        "--tool",
        metavar="NAME",
        action="append",
        default=[],
        choices=("search", "url", "code", "maps"),
        help="one of Gemini's own tools: search, url, code, maps; may be repeated",
    )
    group.add_argument("-p", "--profile", metavar="NAME", help="a profile of the config file")


def _add_session_options(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "-c",
        "--continue",
        dest="continue_newest",
        action="store_true",
        help="go on with the newest session",
    )
    group.add_argument(
        "-r",
        "--resume",
        metavar="WHICH",
        nargs="?",
        const="",
        help="go on with a session: its id, the beginning of it, or its title",
    )
    group.add_argument(
        "-i", "--interactive", action="store_true", help="stay in the chat after the answer"
    )
    group.add_argument(
        "--save",
        action=argparse.BooleanOptionalAction,
        help="save the session; chats are saved unless told otherwise",
    )


def _add_output_options(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--no-stream", dest="stream", action="store_false", help="print the whole answer at once"
    )
    group.add_argument("--thoughts", action="store_true", help="print thoughts on stderr")
    group.add_argument("--usage", action="store_true", help="print token counts on stderr")
    group.add_argument("--plain", action="store_true", help="never redraw; for screen readers")
    group.add_argument("--raw", action="store_true", help="the text exactly as it came")
    group.add_argument("--color", choices=("auto", "always", "never"), help="when to use colour")


def _add_place_options(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--demo", action="store_true", help="the embedded demo; needs no key")
    group.add_argument("--vertex", action="store_true", help="use Vertex AI")
    group.add_argument("--project", metavar="ID", help="the Google Cloud project of Vertex AI")
    group.add_argument("--location", metavar="NAME", help="its location; global if not said")
    group.add_argument("--base-url", metavar="URL", help="another server of the same kind")
    group.add_argument(
        "--insecure-base-url", action="store_true", help="allow plain http to another machine"
    )
    group.add_argument("--api-key-file", metavar="FILE", help="the file that holds the key")
    group.add_argument("--config", metavar="FILE", help="the config file to read")
    group.add_argument("--timeout", metavar="S", type=float, help="seconds of silence to bear")
    group.add_argument("--debug", metavar="FILE", help="write a log, to FILE or the usual place")
    group.add_argument("--yes", action="store_true", help="answer yes where something is asked")
    group.add_argument(
        "--no-stdin", dest="stdin", action="store_false", help="leave piped text alone"
    )
