"""``gemchat models``: what there is to talk to."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from contextlib import closing
from dataclasses import replace

from gemchat.app.compose import composition
from gemchat.app.debug_log import keep_out
from gemchat.app.subcommands.table import Result, Subcommand, Surroundings, add_json
from gemchat.client.http.blocking import BlockingTransport
from gemchat.client.stepping import step
from gemchat.commands.catalogue import is_for_chat, short_name
from gemchat.commands.models import MODEL_HEADINGS, model_row
from gemchat.commands.outcome import Show


def _list(around: Surroundings, given: Namespace) -> Result:
    """List the models one can talk to, or those whose names hold a word."""
    options = replace(around.options, demo=around.options.demo or given.demo)
    with (
        composition(options, around.environment) as made,
        closing(BlockingTransport(made.backend.base_url)) as transport,
    ):
        keep_out(made.backend.key)
        listed = step(made.context(transport, saving=False).catalogue.refresh())
    found = [
        one
        for one in listed
        if (given.all or is_for_chat(one)) and (given.filter or "") in short_name(one)
    ]
    table = Show(MODEL_HEADINGS, [model_row(one) for one in found], "Limits in tokens.")
    none = f"No model's name contains “{given.filter}”." if given.filter else "There are no models."
    warnings = [] if found or given.json else [none]
    return Result(table if found else None, [one.to_wire() for one in found], warnings=warnings)


def _declare(parser: ArgumentParser) -> None:
    parser.set_defaults(action=_list)
    parser.add_argument("filter", nargs="?", metavar="FILTER", help="a part of the name")
    parser.add_argument("--all", action="store_true", help="those that do not chat, too")
    parser.add_argument("--demo", action="store_true", help="those of the demo")
    add_json(parser)


MODELS = Subcommand("models", "The models one can talk to, with their limits.", _declare)
"""What there is to talk to."""
