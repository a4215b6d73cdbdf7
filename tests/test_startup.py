"""What is loaded when: starting is fast because of what it leaves alone."""

from __future__ import annotations

import subprocess
import sys

import pytest

import gemchat

HEAVY = {"prompt_toolkit", "rich", "httpx", "pydantic", "platformdirs"}
AFTER_THE_PROMPT = {
    *("rich", "httpx", "markdown_it", "pygments", "keyring", "google"),
    *("gemchat.types.config", "gemchat.types.response", "gemchat.types.tools"),
    *("gemchat.types.model", "gemchat.types.grounding", "gemchat.chat.declarations"),
    *("gemchat.commands.checkup", "gemchat.app.subcommands", "gemchat.demo"),
}


def run(*arguments: str, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def packages_loaded(importtime: str) -> set[str]:
    """The top-level packages in the report of ``-X importtime``."""
    lines = [line for line in importtime.splitlines() if line.startswith("import time:")]
    return {line.rpartition("|")[2].strip().partition(".")[0] for line in lines}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-c", "import gemchat"], ""),
        (["-m", "gemchat", "--version"], gemchat.__version__),
        (["-m", "gemchat", "--help"], "--model"),
    ],
    ids=["import", "version", "help"],
)
def test_nothing_heavy_is_loaded_for(
    arguments: list[str], said: str, env_for_child: dict[str, str]
) -> None:
    done = run("-X", "importtime", *arguments, env=env_for_child)
    assert done.returncode == 0, done.stderr
    assert said in done.stdout
    loaded = packages_loaded(done.stderr)
    assert "gemchat" in loaded
    assert loaded & HEAVY == set()


def test_a_prompt_waits_for_nothing_that_only_replies_need(env_for_child: dict[str, str]) -> None:
    program = "import sys, gemchat.app.run, gemchat.app.interactive; print(*sys.modules)"
    done = run("-c", program, env=env_for_child)
    assert done.returncode == 0, done.stderr
    loaded = set(done.stdout.split())
    assert "prompt_toolkit" in loaded
    assert loaded & AFTER_THE_PROMPT == set()


def test_one_answer_loads_no_terminal_package(env_for_child: dict[str, str]) -> None:
    done = run("-X", "importtime", "-m", "gemchat", "--demo", "hello", env=env_for_child)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()
    loaded = packages_loaded(done.stderr)
    assert "httpx" in loaded
    assert loaded & {"prompt_toolkit", "rich"} == set()


def test_the_library_needs_no_terminal_package(env_for_child: dict[str, str]) -> None:
    program = (
        "import sys; sys.modules.update(dict.fromkeys(['rich', 'prompt_toolkit'])); "
        "from gemchat import Client, types; print(Client.__name__)"
    )
    done = run("-c", program, env=env_for_child)
    assert (done.returncode, done.stdout) == (0, "Client\n"), done.stderr
