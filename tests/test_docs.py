"""What the README says about commands and options is what there is."""

from __future__ import annotations

import argparse
import re
from collections.abc import Iterator

import pytest

from gemchat.app.arguments import EXIT_STATUSES, command_line
from gemchat.commands import COMMANDS
from gemchat.commands.general import KEYS
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text()


def table(heading: str) -> list[tuple[str, str]]:
    """The rows of the table whose first column has this heading: code, and what it means."""
    body = README.partition(f"| {heading} |")[2].partition("\n\n")[0]
    return re.findall(r"^\| `(.+?)` \| (.+) \|$", body, re.MULTILINE)


def options() -> Iterator[tuple[str, str]]:
    """The options as the help writes them: flags with their value, and what they mean."""
    formatter = argparse.HelpFormatter("gemchat")
    for action in command_line()._actions:
        if action.option_strings and action.dest not in ("help", "version"):
            value = formatter._format_args(action, action.dest) if action.nargs != 0 else ""
            yield f"{', '.join(action.option_strings)} {value}".strip(), action.help or ""


def test_the_command_table() -> None:
    assert table("command") == [(command.usage, command.summary) for command in COMMANDS]


def test_the_key_table() -> None:
    body = README.partition("| key |")[2].partition("\n\n")[0].replace("`", "")
    assert re.findall(r"^\| (.+?) \| (.+) \|$", body, re.MULTILINE) == list(KEYS)


def test_the_option_table() -> None:
    assert table("option") == list(options())


def test_the_exit_statuses() -> None:
    rows = re.findall(r"^\| (\d+) \| (.+) \|$", README, re.MULTILINE)
    assert [(int(status), words) for status, words in rows] == list(EXIT_STATUSES.items())


@pytest.mark.parametrize("number", [0, 1])
def test_the_first_two_commands_are_one_line_each(number: int) -> None:
    block = re.findall(r"^```sh\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)[number]
    assert len(block.splitlines()) == 1
    assert block.startswith("python3 -m venv .venv && .venv/bin/pip install ")
    assert block.rstrip().endswith((".venv/bin/gemchat --demo", ".venv/bin/pytest --cov")[number])


def test_files_it_links_to_exist() -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", README)
    assert links
    assert all((ROOT / link).exists() for link in links)
