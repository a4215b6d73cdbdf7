"""``gemchat doctor``: what may be wrong with this installation, and what to do."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, replace

from gemchat.app.compose import asked_url, composition, settings_of
from gemchat.app.debug_log import keep_out
from gemchat.app.options import Options
from gemchat.app.subcommands.table import Result, Subcommand, Surroundings, add_json
from gemchat.client.http.blocking import BlockingTransport
from gemchat.client.stepping import iterate, step
from gemchat.commands.checkup import (
    Finding,
    of_service,
    of_settings,
    on_the_way,
    on_this_machine,
    table_of,
)
from gemchat.errors import GemchatError
from gemchat.protocol.gemini import DEFAULT_BASE_URL


def _examine(around: Surroundings, given: Namespace) -> Result:
    """Look for what may be wrong; the exit status is that of what failed first."""
    options = replace(around.options, demo=around.options.demo or given.demo)
    findings = [*on_this_machine(around.paths, around.environment), *_service(around, options)]
    failed = [finding.status for finding in findings if finding.level == "fail"]
    document = [asdict(finding) for finding in findings]
    return Result(table_of(findings), document, status=failed[0] if failed else 0)


def _service(around: Surroundings, options: Options) -> Iterator[Finding]:
    about, url = "settings", DEFAULT_BASE_URL
    try:
        settings = settings_of(options, around.environment, around.paths)
        yield from of_settings(settings)
        about = "address"
        url = asked_url(settings, options, around.environment)
        about = "key"
        with (
            composition(options, around.environment) as made,
            closing(BlockingTransport(made.backend.base_url)) as transport,
        ):
            keep_out(made.backend.key)
            yield from step(of_service(made.backend, made.connection.over(transport)))
    except GemchatError as error:
        yield Finding.failed(about, error)
        if about != "address":
            with closing(BlockingTransport(url)) as transport:
                yield from iterate(on_the_way(url, transport))


def _declare(parser: ArgumentParser) -> None:
    parser.set_defaults(action=_examine)
    parser.add_argument("--demo", action="store_true", help="look at the demo")
    add_json(parser)


DOCTOR = Subcommand("doctor", "Look for what may be wrong, and say what to do.", _declare)
"""What may be wrong."""
