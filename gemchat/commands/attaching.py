"""Commands about what goes along with the next message."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from gemchat.client.attachments import attached, described, is_address
from gemchat.client.local_files import written_path
from gemchat.commands.completers import paths
from gemchat.commands.context import Context
from gemchat.commands.numbers import count_from
from gemchat.commands.outcome import Confirm, Outcome, Say, Show
from gemchat.commands.table import command
from gemchat.counted import plural
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
    if is_address(argument):
        return await _attach(context, [attached(argument)])
    path = written_path(argument)
    inside = _inside(path, argument)
    if inside is None:
        return await _attach(context, [_sendable(path)])
    found, refused = _sorted_out(inside)
    if not found:
        raise UsageError(f"There are no files in {argument} that can be sent.")
    told = _first([described(one) for one in found])
    if refused:
        told.append(f"Left out: {', '.join(_first(refused))}.")
    question = "\n".join([*told, f"Attach {plural(len(found), 'file')} of {argument}?"])
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
        return Say("Nothing is attached.", "/attach PATH or URL")
    numbered = enumerate(map(_listed, context.attached), 1)
    rows = [(str(number), words) for number, words in numbered]
    return Show((), rows, "/detach N leaves one out.")


def _listed(one: Part | Path) -> str:
    try:
        return described(one)
    except UsageError as error:  # it was there when it was attached
        return error.message


@command("/detach [n]")
async def detach(context: Context, argument: str) -> Outcome:
    """Take the last attachment of the next message away, or the n-th."""
    if not context.attached:
        return Say("Nothing is attached.", level="warning")
    last = len(context.attached)
    number = count_from(argument, most=last, of="attachment") if argument else last
    gone = context.attached.pop(number - 1)
    name = gone.name if isinstance(gone, Path) else described(gone)
    return Say(f"Took away {name}; {plural(last - 1, 'attachment')} left.")


def _inside(path: Path, argument: str) -> list[Path] | None:
    """The files and folders that a folder or a pattern stands for; None if it is neither."""
    try:
        if path.is_dir():
            inside = path.iterdir()
        elif "*" in path.name and not path.exists():
            inside = path.parent.glob(path.name)
        else:
            return None
        return sorted(one for one in inside if not one.name.startswith("."))
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "there is no such pattern"
        raise UsageError(f"{argument} cannot be read: {why}.") from error


def _sorted_out(inside: Sequence[Path]) -> tuple[list[Part | Path], list[str]]:
    """What can be sent, and the names of what cannot."""
    found: list[Part | Path] = []
    refused: list[str] = []
    for one in inside:
        try:
            found.append(_sendable(one))
        except UsageError:
            refused.append(one.name + "/" * one.is_dir())
    return found, refused


def _first(told: Sequence[str]) -> list[str]:
    """As much of a list as people read."""
    more = len(told) - _LISTED
    return [*told[:_LISTED], *([f"and {more} more"] if more > 0 else [])]


def _sendable(path: Path) -> Part | Path:
    """Take a file; raises UsageError if there is nothing in it that can be sent."""
    found = attached(str(path))
    if not path.stat().st_size:
        raise UsageError(f"{path.name} is empty.")
    return found


async def _attach(context: Context, found: list[Part | Path]) -> Outcome:
    told = [described(one) for one in found]
    context.attached += found
    return Say("\n".join(f"Attached {words}" for words in told))
