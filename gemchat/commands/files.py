"""Commands that write and read history files."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from gemchat.client.local_files import written_path
from gemchat.commands.completers import BARE, files_to_save, paths
from gemchat.commands.configuring import faults_of, setup_from, system_text
from gemchat.commands.context import Context
from gemchat.commands.limits import misfits
from gemchat.commands.outcome import SHOWN_AGAIN, Confirm, Outcome, Replay, Say
from gemchat.commands.table import command
from gemchat.counted import plural
from gemchat.errors import UsageError
from gemchat.sessions.format import HistoryFile
from gemchat.sessions.history_files import FileInTheWayError, read_history, write_history


@command("/save [--contents] file", complete=files_to_save)
async def save(context: Context, argument: str) -> Outcome:
    """Write the conversation to a file: .json, .md or .html.

    /load takes .json; the others are to be read. With --contents it is the bare
    list of contents that other Gemini programs take.
    """
    option, _, rest = argument.partition(" ")
    if option.startswith("--") and option != BARE:
        raise UsageError(f"There is no option {option}.", hint=f"/save {BARE} FILE.json")
    bare = option == BARE
    name = rest.strip() if bare else argument
    if not name:
        raise UsageError("Which file?", hint="/save FILE.json")
    said = context.conversation.history
    if not said.turns and not said.loaded:
        return Say("There is nothing to save yet.", level="warning")
    return await _save(context, written_path(name), bare, False)


@command("/load file", complete=paths)
async def load(context: Context, argument: str) -> Outcome:
    """Begin a new conversation with what a history file holds.

    Contents, model, system instruction and plain generation numbers are taken, nothing else.
    """
    if not argument:
        raise UsageError("Which file?", hint="/load FILE.json")
    path = written_path(argument)
    found = read_history(path)
    if not found.contents:
        raise UsageError(f"{path.name} holds no conversation.")
    system = system_text(found.system)
    if system is None:
        return await _load(context, path, found)
    question = f"The file brings a system instruction: “{system}” Take it?"
    return Confirm(question, partial(_load, context, path, found, system))


async def _save(context: Context, path: Path, bare: bool, overwrite: bool) -> Outcome:
    setup = setup_from(context.settings, context.conversation.backend.name)
    said = context.conversation.history
    history = HistoryFile.of(said.loaded, said.turns, setup, context.title)
    try:
        write_history(path, history, contents_only=bare, overwrite=overwrite)
    except FileInTheWayError as error:
        return Confirm(f"{error.message} Replace it?", partial(_save, context, path, bare, True))
    return Say(f"Saved {plural(len(history.said), 'message')} to {path}.")


async def _load(
    context: Context, path: Path, found: HistoryFile, system: str | None = None
) -> Outcome:
    refused, way_back = _refused(context, path, found), context.way_back
    config = {name: value for name, value in found.config.items() if name not in refused}
    context.load(path.name, found.contents, found.title)
    values: dict[str, object] = {"system": system}
    if found.model:
        values["model"] = found.model
    if config:
        values["generation"] = config
    context.change("/load", values)
    count = plural(len(found.contents), "message")
    taken = ", ".join((count, *filter(None, (found.model,)), *config))
    told = (f"Loaded {path.name}: {taken}.", *refused.values(), way_back)
    note = " ".join(filter(None, told))
    return Replay.of_last(SHOWN_AGAIN, found.contents, (), note)


def _refused(context: Context, path: Path, found: HistoryFile) -> dict[str, str]:
    """Say why generation settings of a file are left out, by their names."""
    model = found.model or context.settings.model
    refused = misfits(model, context.catalogue.find(model), found.config)
    refused |= faults_of(path.name, found.config)
    return {name: f"Left out: {words}" for name, words in refused.items()}
