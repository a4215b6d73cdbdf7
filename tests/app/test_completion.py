"""Completion scripts, run by the shells that are installed; PowerShell's is checked as a text."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from gemchat.app.arguments import SUBCOMMANDS, command_line
from gemchat.app.subcommands import program
from gemchat.app.subcommands.shells import SHELLS, way_through

ACTIONS = {"list", "show", "search", "export", "import", "rename", "delete", "path"}
FLAGS = {flag for action in command_line()._actions for flag in action.option_strings}

# Each shell is told the words of the line, the last one unfinished, and prints what it offers.
BASH = """
source "$SCRIPT"
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
compopt() { echo FILES; }
_gemchat
((${#COMPREPLY[@]})) && printf '%s\\n' "${COMPREPLY[@]}"
"""
ZSH = """
compdef() { :; }
_files() { echo FILES; }
_describe() { local each; for each in "${(@P)2}"; do
    [[ ${each%%:*} == "${words[CURRENT]}"* ]] && echo "${each%%:*}"; done; }
source "$SCRIPT"
words=("$@"); CURRENT=$#
_gemchat
"""
FISH = """
function __fish_complete_path; echo FILES; end
source "$SCRIPT"
complete -C (string join ' ' -- $argv) | string replace -r '\\t.*' ''
"""
RUNNERS = {
    "bash": ["bash", "--norc", "-c", BASH, "bash"],
    "zsh": ["zsh", "-f", "-c", ZSH, "zsh"],
    "fish": ["fish", "--no-config", "-c", FISH],
}

Complete = Callable[..., set[str]]


@pytest.fixture(params=RUNNERS)
def complete(request: pytest.FixtureRequest, tmp_path: Path) -> Complete:
    shell = request.param
    if not shutil.which(shell):
        pytest.skip(f"{shell} is not installed")
    script = tmp_path / "script"
    script.write_text(SHELLS[shell](way_through(program())))
    (tmp_path / "empty").mkdir()

    def run(*words: str) -> set[str]:
        done = subprocess.run(
            [*RUNNERS[shell], "gemchat", *words],
            env={**os.environ, "SCRIPT": str(script)},
            cwd=tmp_path / "empty",
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.stderr == ""
        return set(done.stdout.splitlines())

    return run


def test_at_the_start_there_are_subcommands(complete: Complete) -> None:
    assert set(SUBCOMMANDS) <= complete("")
    assert complete("se") == {"sessions"}


def test_options(complete: Complete) -> None:
    assert complete("--mo") == {"--model"}
    assert complete("-") == FLAGS
    assert complete("what", "is", "--no-st") == {"--no-stream", "--no-stdin"}


def test_values(complete: Complete) -> None:
    assert complete("-T", "") == {"search", "url", "code", "maps"}
    assert complete("--color", "a") == {"auto", "always"}
    assert complete("-m", "") == set()
    assert complete("-m", "sessions", "--color", "n") == {"never"}
    assert complete("completion", "z") == {"zsh"}


def test_a_value_that_may_be_left_out(complete: Complete) -> None:
    assert not complete("-r", "") & set(SUBCOMMANDS)
    assert complete("-r", "--mo") == {"--model"}
    assert not complete("-r", "sessions", "") & ACTIONS
    assert complete("-r", "--color", "n") == {"never"}
    assert complete("-r", "--demo", "sessions", "sh") == {"show"}
    assert complete("--debug", "se") == {"sessions"}


def test_help_and_version(complete: Complete) -> None:
    assert {"-h", "--help", "--version"} <= complete("-")


def test_subcommands(complete: Complete) -> None:
    assert complete("sessions", "") >= ACTIONS
    assert complete("-m", "x", "sessions", "sh") == {"show"}
    assert complete("sessions", "list", "--li") == {"--limit"}
    assert complete("sessions", "list", "-n", "") == set()
    assert complete("keys", "") == {"set", "status", "unset"}


def test_a_word_in_a_prompt_is_no_subcommand(complete: Complete) -> None:
    assert not complete("what", "") & set(SUBCOMMANDS)
    assert not complete("-m", "sessions", "") & ACTIONS
    assert not complete("what", "sessions", "") & ACTIONS


@pytest.mark.parametrize("word", ["$(touch pwn)", "`touch pwn`", "'; touch pwn; '", "*", "a b"])
def test_what_is_typed_is_never_evaluated(complete: Complete, tmp_path: Path, word: str) -> None:
    (tmp_path / "empty" / "file").touch()
    for line in ([word], [word, ""], ["-m", word], ["sessions", word]):
        complete(*line)
    assert [path.name for path in (tmp_path / "empty").iterdir()] == ["file"]


def test_files(complete: Complete, tmp_path: Path) -> None:
    (tmp_path / "empty" / "some-file").touch()
    for line in (["-a", ""], ["--config", ""], ["sessions", "import", ""]):
        assert complete(*line) & {"FILES", "some-file"}


@pytest.mark.parametrize("shell", SHELLS)
def test_a_script_is_fixed_and_asks_nobody(shell: str) -> None:
    script = SHELLS[shell](way_through(program()))
    code = [line for line in script.splitlines() if not line.startswith("#")]
    assert "compgen" not in script
    assert not [line for line in code if "$(gemchat" in line or "eval" in line.split()]
    for word in (*SUBCOMMANDS, "--model", "--limit", "search"):
        assert word in script


def test_the_names_of_the_subcommands_are_those_of_the_table() -> None:
    assert tuple(place.name for place in program().inner) == SUBCOMMANDS


def test_every_word_in_powershell_says_what_it_is() -> None:
    script = SHELLS["powershell"](way_through(program()))
    assert "'bash: A script that lets Tab complete" in script
    assert "--model: '" not in script  # an empty tool tip would be an error there
    assert "bash: '" not in script
