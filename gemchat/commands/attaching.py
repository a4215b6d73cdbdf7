"""Commands about what goes along with the next message."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path

from gemchat.client.attachments import attached, described, is_address
from gemchat.client.local_files import written_path
from gemchat.commands.completers import paths
from gemchat.commands.context import Context
from gemchat.commands.numbers import count_from
from gemchat.commands.outcome import Confirm, Outcome, Say, Show
from gemchat.commands.table import command
from gemchat.errors import UsageError
from gemchat.types import Part

_LISTED = 20


@command("/attach path or URL", complete=paths)
async def attach(context: Context, argument: str) -> Outcome:
    """Let a file or an address go along with the next message.

    @path in the message does the same. A folder stands for its files, and so does a pattern:
    /attach src/*.py
    """
    if not argument:
        raise UsageError("Which file?", hint="/attach PATH or URL")
    found = _files(argument)
    if not found:
        raise UsageError(f"There are no files in {argument}.")
    if len(found) == 1:
        return await _attach(context, found)
    told = [described(one) for one in found]
    if len(told) > _LISTED:
        told[_LISTED:] = [f"and {len(told) - _LISTED} more"]
    question = "\n".join([*told, f"Attach these {len(found)} files?"])
    return Confirm(question, partial(_attach, context, found))


@command("/paste")
async def paste(context: Context, _argument: str) -> Outcome:
    """Let a picture from the clipboard go along with the next message."""
    picture = await asyncio.to_thread(context.clipboard.picture)
    return await _attach(context, [picture])


@command("/attachments")
async def attachments(context: Context, _argument: str) -> Outcome:
    """List what goes along with the next message."""
    if not context.attached:
        return Say("Nothing goes along with the next message.", "/attach PATH or URL")
    numbered = enumerate(map(described, context.attached), 1)
    rows = [(str(number), words) for number, words in numbered]
    return Show((), rows, "/detach N leaves one out.")


@command("/detach [n]")
async def detach(context: Context, argument: str) -> Outcome:
    """Leave the first attachment out of the next message, or the n-th."""
    if not context.attached:
        return Say("Nothing goes along with the next message.", level="warning")
    del context.attached[count_from(argument, most=len(context.attached)) - 1]
    left = len(context.attached)
    return Say("1 attachment is left." if left == 1 else f"{left} attachments are left.")


def _files(argument: str) -> list[Part | Path]:
    """What an argument stands for; nothing if it is an empty folder."""
    if is_address(argument):
        return [attached(argument)]
    path = written_path(argument)
    try:
        if path.is_dir():
            inside = sorted(path.iterdir())
        elif "*" in path.name and not path.exists():
            inside = sorted(path.parent.glob(path.name))
        else:
            return [attached(str(path))]
        files = [one for one in inside if one.is_file() and not one.name.startswith(".")]
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "there is no such pattern"
        raise UsageError(f"{argument} cannot be read: {why}.") from error
    return [attached(str(one)) for one in files]


async def _attach(context: Context, found: list[Part | Path]) -> Outcome:
    told = [described(one) for one in found]
    context.attached += found
    return Say("\n".join(f"goes along: {words}" for words in told))
