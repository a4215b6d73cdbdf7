"""The command that looks for what may be wrong."""

from __future__ import annotations

from gemchat.commands.context import Context
from gemchat.commands.outcome import Outcome
from gemchat.commands.table import command
from gemchat.settings import Paths


@command("/doctor")
async def doctor(context: Context, _argument: str) -> Outcome:
    """Look for what may be wrong: settings, key, network, terminal."""
    from gemchat.commands import checkup  # noqa: PLC0415 - only where it is asked for

    talk = context.conversation
    findings = [
        *checkup.on_this_machine(Paths.find(context.environment), context.environment),
        *checkup.of_settings(context.settings),
        *await checkup.of_service(talk.backend, talk.transport),
    ]
    return checkup.table_of(findings)
