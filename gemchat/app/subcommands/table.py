"""What a subcommand is: a parser, and functions that return what there is to show."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace, _SubParsersAction
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from gemchat.app.options import Options
from gemchat.app.subcommands.places import Place
from gemchat.commands.outcome import Replay, Say, Show
from gemchat.settings import Paths


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a subcommand works with.

    Attributes:
        options: those before the subcommand's name.
        environment: the variables of the process.
        paths: where files lie.
        program: what there is to say on the command line.
        confirm: asks a question that yes or no answers; raises UsageError where nobody can.
    """

    options: Options
    environment: Mapping[str, str]
    paths: Paths
    program: Place
    confirm: Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Result:
    """What a subcommand found or did.

    Attributes:
        outcome: for a person; None if that is the text as well.
        document: the same as JSON, for a program.
        text: for a pipe, where that is not the outcome in plain words.
        warnings: what there is to say beside the result, whatever its form.
        status: the exit status.
    """

    outcome: Say | Show | Replay | None
    document: object
    text: str | None = None
    warnings: Sequence[str] = ()
    status: int = 0


Action: TypeAlias = Callable[[Surroundings, Namespace], Result]


@dataclass(frozen=True, slots=True)
class Subcommand:
    """A subcommand; its parser sets `action` to the `Action` to call.

    Attributes:
        declare: adds its arguments to its parser.
    """

    name: str
    summary: str
    declare: Callable[[ArgumentParser], None]


def action(actions: _SubParsersAction[ArgumentParser], name: str, run: Action) -> ArgumentParser:
    """Declare an action, whose docstring is its help, and give its parser."""
    parser = actions.add_parser(name, help=run.__doc__, description=run.__doc__, allow_abbrev=False)
    parser.set_defaults(action=run)
    add_json(parser)
    return parser


def add_json(parser: ArgumentParser) -> None:
    """Let a parser take --json."""
    parser.add_argument("--json", action="store_true", help="JSON instead of words")
