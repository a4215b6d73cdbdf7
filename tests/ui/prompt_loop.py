"""A program that asks at a prompt and tells what it got, until it is left."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from prompt_toolkit.input import create_input

from gemchat.commands.outcome import Outcome, Quit
from gemchat.commands.table import CommandTable
from gemchat.settings import Settings
from gemchat.ui.prompt import Prompt

COMMANDS = CommandTable()
CONTEXT: Any = SimpleNamespace(environment=os.environ, settings=Settings.of(()))
"""All that a prompt and the commands here look at."""


@COMMANDS.command("/model [name]", complete=lambda _, typed: [f"{typed}-pro", f"{typed}-\x1b[31m"])
async def model(context: object, argument: str) -> Outcome:
    """Show the model, or switch."""
    return Quit()


@COMMANDS.command("/models")
async def models(context: object, argument: str) -> Outcome:
    """List the models."""
    return Quit()


def no_sessions(_context: object, _typed: str) -> list[str]:
    raise PermissionError


@COMMANDS.command("/resume which", complete=no_sessions)
async def resume(context: object, argument: str) -> Outcome:
    """Go on with a session."""
    return Quit()


@COMMANDS.command("/exit", aliases=("quit",))
async def exit_(context: object, argument: str) -> Outcome:
    """Leave."""
    return Quit()


async def loop(status: str, history: Path, mode: str) -> None:
    prompt = Prompt(
        CONTEXT,
        COMMANDS,
        history_file=history,
        editing_mode=mode,  # type: ignore[arg-type]  one of the two, from the test
        status=lambda: status,
    )
    while True:
        try:
            entry = await prompt.ask()
        except EOFError:
            print("left")
            return
        print(">", entry.text.replace("\n", "\n  "))  # as it stood at the prompt
        print("got", ascii(entry.text), entry.pasted)
        if entry.text == "sleep":  # as while a reply streams: nobody reads what is typed
            with create_input().raw_mode():
                print("asleep", flush=True)
                while not history.with_name("awake").exists():
                    time.sleep(0.01)


if __name__ == "__main__":
    asyncio.run(loop(sys.argv[1], Path(sys.argv[2]), sys.argv[3]))
