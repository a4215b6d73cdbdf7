"""What a subcommand is: a parser, and functions that return what there is to show."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from gemchat.app.options import Options
from gemchat.commands.outcome import Replay, Say, Show
from gemchat.settings import Paths


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a subcommand works with.

    Attributes:
        options: those before the subcommand's name.
        environment: the variables of the process.
        paths: where files lie.
        confirm: asks a question that yes or no answers; raises UsageError where nobody can.
    """

    options: Options
    environment: Mapping[str, str]
    paths: Paths
    confirm: Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class Result:
    """What a subcommand found or did.

    Attributes:
        outcome: for a person.
        document: the same as JSON, for a program.
        text: for a pipe, where that is not the outcome in plain words.
    """

    outcome: Say | Show | Replay
    document: object
    text: str | None = None


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
