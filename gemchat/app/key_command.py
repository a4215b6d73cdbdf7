"""The API key as a command prints it, such as that of a password manager."""

from __future__ import annotations

import shlex
import subprocess
from collections.abc import Mapping

from gemchat.client.credentials import Key, usable_key, without_keys
from gemchat.errors import CredentialsError

_SOURCE = "api_key_cmd"
_SECONDS = 60.0
"""Long enough for a password manager to be unlocked by hand."""


def key_from_command(
    command: str, environment: Mapping[str, str], *, seconds: float = _SECONDS
) -> Key:
    """Run a command, without a shell, and take the first line it prints as the key.

    What it has to tell or to ask is between it and the terminal; nothing it prints is shown.

    Args:
        command: a program and its arguments, quoted as in a shell.
        environment: the variables of the process.
        seconds: how long it may take.

    Raises:
        CredentialsError: it cannot be run, fails, takes too long, or prints no key.
    """
    try:
        words = shlex.split(command)
    except ValueError as error:
        raise _failed("has a quote that is not closed") from error
    if not words:
        raise _failed("names no program")
    printed = _output(words, environment, seconds)
    line = printed.decode("utf-8", "replace").strip().partition("\n")[0]
    if not line:
        raise _failed(f"ran {words[0]}, which printed nothing")
    return usable_key(line, _SOURCE)


def _output(words: list[str], environment: Mapping[str, str], seconds: float) -> bytes:
    try:
        done = subprocess.run(
            words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            env=without_keys(environment),
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        # what it printed so far stays out of the chain of errors
        raise _failed(f"ran {words[0]}, which did not end in {seconds:g} s") from None
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else "no such name"
        raise _failed(f"cannot run {words[0]}: {why}") from error
    if done.returncode:
        raise _failed(f"ran {words[0]}, which failed with status {done.returncode}")
    return done.stdout


def _failed(words: str) -> CredentialsError:
    return CredentialsError(
        f"The setting api.api_key_cmd {words}.",
        hint="It is to print the key. Where it is set: gemchat config show",
    )
