"""Subcommands, such as ``gemchat sessions list``: each a module, named in the table here."""

from __future__ import annotations

import shlex
from argparse import Namespace
from collections.abc import Mapping, Sequence

from gemchat.app.arguments import Parser, command_line
from gemchat.app.debug_log import keep_off_terminal, logged
from gemchat.app.options import Options
from gemchat.app.subcommands.completion import COMPLETION
from gemchat.app.subcommands.config import CONFIG
from gemchat.app.subcommands.doctor import DOCTOR
from gemchat.app.subcommands.keys import KEYS
from gemchat.app.subcommands.man import MAN
from gemchat.app.subcommands.models import MODELS
from gemchat.app.subcommands.output import confirm_with, write
from gemchat.app.subcommands.places import Place, place_of
from gemchat.app.subcommands.sessions import SESSIONS
from gemchat.app.subcommands.table import Result, Subcommand, Surroundings
from gemchat.errors import UsageError
from gemchat.settings import Paths

SUBCOMMANDS: Mapping[str, Subcommand] = {
    each.name: each for each in (SESSIONS, MODELS, KEYS, CONFIG, DOCTOR, COMPLETION, MAN)
}

_FOR_MESSAGES = {
    "attach": "--attach",
    "continue_newest": "--continue",
    "resume": "--resume",
    "interactive": "--interactive",
    "save": "--save",
    "stream": "--no-stream",
    "thoughts": "--thoughts",
    "usage": "--usage",
    "raw": "--raw",
    "jsonl": "--jsonl",
    "extract": "--extract",
    "schema": "--schema",
    "stdin": "--no-stdin",
}
"""The options that no subcommand can take into account, each with its flag."""


def run_subcommand(
    name: str, arguments: Sequence[str], options: Options, environment: Mapping[str, str]
) -> int:
    """Do what a subcommand is asked for, and give the exit status.

    Args:
        name: of the subcommand.
        arguments: what stands behind its name.
        options: what stands before it.
        environment: the variables of the process.

    Raises:
        GemchatError: it cannot be done.
    """
    given = _parsed(name, arguments)
    _refuse_what_is_for_messages(name, options)
    keep_off_terminal()
    paths, confirm = Paths.find(environment), confirm_with(yes=options.yes or given.yes)
    with logged(options, paths):
        surroundings = Surroundings(options, environment, paths, program(), confirm)
        result: Result = given.action(surroundings, given)
        write(result, surroundings, as_json=options.json or given.json)
    return result.status


def _refuse_what_is_for_messages(name: str, options: Options) -> None:
    unasked = Options()
    for field, flag in _FOR_MESSAGES.items():
        if getattr(options, field) != getattr(unasked, field):
            raise UsageError(
                f"{flag} is for a message to the model, and gemchat {name} sends none.",
                hint=f"gemchat {name} --help",
            )


def _parsed(name: str, arguments: Sequence[str]) -> Namespace:
    """Read what stands behind a subcommand's name; it may have been meant for the model."""
    try:
        return parser_of(SUBCOMMANDS[name]).parse_args(arguments)
    except UsageError as error:
        error.hint += f"\n  To ask the model: gemchat -- {shlex.join((name, *arguments))}"
        raise


def parser_of(subcommand: Subcommand) -> Parser:
    """Give the parser of what stands behind a subcommand's name."""
    parser = Parser(
        prog=f"gemchat {subcommand.name}", description=subcommand.summary, allow_abbrev=False
    )
    parser.set_defaults(yes=False, json=False)
    subcommand.declare(parser)
    return parser


def program() -> Place:
    """Tell all that there is to say on the command line."""
    inner = (place_of(parser_of(each), (each.name,), each.summary) for each in SUBCOMMANDS.values())
    return place_of(command_line(), inner=inner)
