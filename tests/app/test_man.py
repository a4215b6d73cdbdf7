"""The manual page: what is printed, what is installed, and that man takes it."""

from __future__ import annotations

import shutil
import subprocess
import tomllib

import pytest

from gemchat.app.subcommands import program
from gemchat.app.subcommands.man import manual
from gemchat.commands import COMMANDS
from tests.app.calling import Calls
from tests.conftest import ROOT

INSTALLED = ROOT / "gemchat" / "app" / "subcommands" / "gemchat.1"


def test_the_page_that_is_installed_is_the_one_that_is_printed() -> None:
    fresh = manual(program())
    assert INSTALLED.read_text("utf-8") == fresh, f"python -m gemchat man > {INSTALLED}"


def test_the_wheel_puts_it_where_man_looks() -> None:
    build = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]
    data = build["targets"]["wheel"]["shared-data"]
    assert data == {str(INSTALLED.relative_to(ROOT)): "share/man/man1/gemchat.1"}


def test_everything_has_its_place(capsys: pytest.CaptureFixture[str]) -> None:
    page = Calls("man", capsys).text().replace(r"\-", "-")
    for name in ("--temperature", "sessions list", "keys set", "GEMINI_API_KEY", "130"):
        assert f"\\fB{name}" in page or name in page
    assert all(f"\\fB{command.usage}\\fR" in page for command in COMMANDS)


@pytest.mark.skipif(not shutil.which("groff"), reason="groff is not installed")
def test_groff_has_nothing_to_complain_about() -> None:
    done = subprocess.run(
        ["groff", "-k", "-man", "-Tutf8", "-ww", str(INSTALLED)],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    assert "one answer is printed" in done.stdout
