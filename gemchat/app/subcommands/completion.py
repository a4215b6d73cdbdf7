"""``gemchat completion``: a script for the shell, so that Tab completes the command line."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace

from gemchat.app.subcommands.shells import SHELLS, way_through
from gemchat.app.subcommands.table import Result, Subcommand, Surroundings


def _script(around: Surroundings, given: Namespace) -> Result:
    """Write the completion script of a shell; its first lines say where it goes."""
    script = SHELLS[given.shell](way_through(around.program))
    return Result(None, {"shell": given.shell, "script": script}, script)


def _declare(parser: ArgumentParser) -> None:
    parser.set_defaults(action=_script)
    parser.add_argument("shell", choices=SHELLS, metavar="|".join(SHELLS), help="the shell")


COMPLETION = Subcommand("completion", "A script that lets Tab complete the command line.", _declare)
"""Completion in shells."""
