"""What may stand on the command line; help, completion and the man page are made of it."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import NoReturn

from gemchat import __version__
from gemchat.errors import UsageError

SUBCOMMANDS = ("sessions", "models", "keys", "config", "doctor", "completion", "man")

EXIT_STATUSES: Mapping[int, str] = {
    0: "the answer is complete",
    1: "a bug of gemchat",
    2: "wrong use, or the request was refused",
    3: "key, permission or billing",
    4: "a quota or rate limit",
    5: "temporary: network or service; nothing on standard output",
    6: "blocked",
    7: "standard output holds an incomplete answer",
    8: "answered, but not saved where that was asked",
    9: "the answer does not validate against --schema",
    129: "hung up",
    130: "interrupted",
    141: "nobody reads",
    143: "told to end",
}
"""What a script can learn from how the program ended."""

_EPILOG = f"""\
Without a prompt, and at a terminal, a chat begins. With a prompt or piped text, one answer
is printed: cat report.txt | gemchat "Summarise this."

A first word that is one of these is a subcommand, such as gemchat sessions --help:
{", ".join(SUBCOMMANDS)}. With -- before it, it is the prompt.

exit status:
"""


class Parser(argparse.ArgumentParser):
    """Raises an error of ours where argparse would leave the program."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong."""
        raise UsageError(f"{message[:1].upper()}{message[1:]}.", hint=f"{self.prog} --help")


def command_line() -> Parser:
    """Build the parser of the command line without a subcommand."""
    parser = Parser(
        prog="gemchat",
        usage="gemchat [OPTIONS] [PROMPT ...]",
        description="Chat with Google's Gemini.",
        epilog=_EPILOG + "\n".join(f"  {key:>3} {words}" for key, words in EXIT_STATUSES.items()),
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
        help="any generation setting, such as top_p=0.9 or stop_sequences='[\"END\"]';"
        " may be repeated; gemchat man lists them",
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
    which = group.add_mutually_exclusive_group()
    which.add_argument(
        "-c",
        "--continue",
        dest="continue_newest",
        action="store_true",
        help="go on with the newest session",
    )
    which.add_argument(
        "-r",
        "--resume",
        metavar="WHICH",
        nargs="?",
        const="",
        help="go on with a session: its id, whole or begun, or its title",
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
    forms = group.add_mutually_exclusive_group()
    forms.add_argument("--raw", action="store_true", help="the text exactly as it came")
    forms.add_argument("--json", action="store_true", help="one JSON object when all is there")
    forms.add_argument(
        "--jsonl", action="store_true", help="one JSON event a line, as soon as there is an answer"
    )
    forms.add_argument(
        "-x", "--extract", action="store_true", help="only what is in the first fenced block"
    )
    group.add_argument(
        "--schema",
        metavar="SCHEMA",
        help="JSON that follows it: JSON Schema, a file, or 'name, age int'",
    )
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
    group.add_argument(
        "--api-key-file", metavar="FILE", help="the file that holds the key, - for stdin"
    )
    group.add_argument("--config", metavar="FILE", help="the config file to read")
    group.add_argument("--timeout", metavar="S", type=float, help="seconds of silence to bear")
    group.add_argument(
        "--debug",
        metavar="FILE",
        nargs="?",
        const="",
        help="write a log, to =FILE or to logs/debug.log in the state directory",
    )
    group.add_argument("--yes", action="store_true", help="answer yes where something is asked")
    group.add_argument(
        "--no-stdin", dest="stdin", action="store_false", help="leave piped text alone"
    )
