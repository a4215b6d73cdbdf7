"""The person's own editor, for a text that is more than a line."""

from __future__ import annotations

import asyncio
import os
import re
import shlex
import shutil
import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from gemchat.client.credentials import without_keys
from gemchat.errors import UsageError
from gemchat.ui.harmless import harmless

_PATIENCE = 2.0
"""Seconds for an editor to end when the program is told to."""
_USUAL = ("nano", "vim", "vi", "notepad.exe")
# A text may come from a model, and a modeline in it would be obeyed (CVE-2019-12735). The option
# is cleared as late as it can be before the lines are read, after the person's own settings.
_SETTINGS = "autocmd BufReadPre * set nomodeline nobackup nowritebackup noundofile"
_VIM_NAME = re.compile(r"[gmn]?vim(\.\w+)?")
_VIM = ("-n", "-i", "NONE", "--cmd", _SETTINGS)


async def edited(text: str, environment: Mapping[str, str]) -> str:
    """Open a text in the person's own editor; give what became of it.

    Its file can be read by its owner alone and is gone whatever happens, short of SIGKILL.

    Args:
        text: what to begin with.
        environment: the variables of the process.

    Raises:
        UsageError: there is no editor, it failed, or there is no place for the file.
    """
    try:
        with TemporaryDirectory(prefix="gemchat-") as folder:
            file = Path(folder, "message.md")
            file.touch(mode=0o600)
            file.write_text(text, encoding="utf-8", errors="replace")
            await open_editor(file, environment)
            return harmless(file.read_text(encoding="utf-8", errors="replace")).rstrip("\n")
    except OSError as error:
        raise UsageError(f"The text could not be edited: {error.strerror}.") from error


async def open_editor(file: Path, environment: Mapping[str, str]) -> None:
    """Open a file in the editor that ``$VISUAL`` or ``$EDITOR`` names, and wait for its end.

    Args:
        file: what to edit.
        environment: the variables of the process; the editor gets all but the keys.

    Raises:
        UsageError: there is no editor, or it failed.
    """
    command = editor_command(environment)
    with _deaf_to_control_c():
        await _run([*command, str(file)], environment)


def editor_command(environment: Mapping[str, str]) -> list[str]:
    """Give the editor's program and options; no shell reads them.

    Raises:
        UsageError: there is none.
    """
    named = environment.get("VISUAL") or environment.get("EDITOR") or ""
    try:
        words = shlex.split(named) or [name for name in _USUAL if _found(name, environment)][:1]
    except ValueError as error:
        raise UsageError(f"The editor “{named}” has a quote that is not closed.") from error
    if not words:
        raise UsageError("There is no editor.", hint="export VISUAL=...")
    if _is_vim(words[0], environment):
        words += _VIM
    return words


def _is_vim(name: str, environment: Mapping[str, str]) -> bool:
    """Whether a program is vim, or a link to it, as vi often is.

    A vi that is neither may be vim as well, but others refuse its options.
    """
    program = os.path.realpath(_found(name, environment) or name)
    return any(_VIM_NAME.fullmatch(Path(each).name) for each in (name, program))


def _found(name: str, environment: Mapping[str, str]) -> str | None:
    return shutil.which(name, path=environment.get("PATH"))


async def _run(command: list[str], environment: Mapping[str, str]) -> None:
    try:
        process = await asyncio.create_subprocess_exec(*command, env=without_keys(environment))
    except OSError as error:
        words = f"{command[0]} cannot be started: {error.strerror}."
        raise UsageError(words, hint="$VISUAL names the editor.") from error
    try:
        status = await process.wait()
    except BaseException:
        process.terminate()
        try:
            await asyncio.wait_for(process.wait(), _PATIENCE)
        except TimeoutError:
            process.kill()
            await process.wait()
        raise
    if status:
        raise UsageError(f"{command[0]} ended with status {status}.")


@contextmanager
def _deaf_to_control_c() -> Iterator[None]:
    """Leave Ctrl-C to the editor; what is ignored outright would be ignored by it, too."""
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
