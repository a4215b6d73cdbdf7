"""The key from a command: run without a shell, told nothing, and never shown."""

from __future__ import annotations

import shlex
import sys

import pytest

from gemchat.app.key_command import key_from_command
from gemchat.errors import CredentialsError


def python(program: str) -> str:
    return shlex.join([sys.executable, "-c", program])


@pytest.mark.parametrize(
    "program",
    [
        "print('secret-key')",
        "print('  secret-key  \\nlogin: me')",
        "print('\\nsecret-key', end='')",
    ],
)
def test_the_first_line_is_the_key(program: str) -> None:
    key = key_from_command(python(program), {})
    assert (key.value, key.source) == ("secret-key", "api_key_cmd")


def test_no_shell_reads_the_command() -> None:
    command = python("import sys; print('|'.join(sys.argv[1:]))") + " '$HOME' `id` ;"
    with pytest.raises(CredentialsError, match="characters") as caught:
        key_from_command(command + " 'a b'", {"HOME": "/x"})
    assert "$HOME" not in str(caught.value)
    assert key_from_command(command, {"HOME": "/x"}).value == "$HOME|`id`|;"


def test_the_command_sees_no_key_and_no_input() -> None:
    environment = {"GOOGLE_API_KEY": "a", "GEMINI_API_KEY": "b", "OTHER": "c"}
    program = (
        "import os, sys; names = sorted(n for n in os.environ if n in "
        f"{sorted(environment)}); print(*names, len(sys.stdin.read()), sep='-')"
    )
    assert key_from_command(python(program), environment).value == "OTHER-0"


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("", "names no program"),
        ("pass 'show", "a quote that is not closed"),
        ("/no/such/program --secret", "cannot run /no/such/program: No such file or directory."),
        ("\0", "no such name"),
        (python("pass"), "printed nothing"),
        (python("print('secret-key'); raise SystemExit(3)"), "failed with status 3"),
        (python("print('secret key')"), "characters that no key has"),
        (python("print('secret-ke\\xff')"), "characters that no key has"),
    ],
)
def test_what_can_go_wrong_is_said_without_what_was_printed(command: str, said: str) -> None:
    with pytest.raises(CredentialsError, match=r"api_key_cmd|The key from") as caught:
        key_from_command(command, {})
    words = caught.value.message + caught.value.hint
    assert said in words
    assert "secret" not in words.replace("--secret", "")
    assert caught.value.exit_status == 3


def test_a_command_that_does_not_end() -> None:
    program = "import time; print('secret-key', flush=True); time.sleep(600)"
    with pytest.raises(CredentialsError, match=r"did not end in 0\.5 s") as caught:
        key_from_command(python(program), {}, seconds=0.5)
    assert caught.value.__suppress_context__
