"""The manual page: what is printed, what is installed, and that man takes it."""

from __future__ import annotations

import json
import shutil
import subprocess
import tomllib

import pytest

from gemchat.app.subcommands import program
from gemchat.app.subcommands.json_fields import DOCUMENT, EVENTS
from gemchat.app.subcommands.man import manual
from gemchat.chat.events import Retrying, ToolCalled, ToolReturned
from gemchat.commands import COMMANDS
from gemchat.errors import QuotaError
from gemchat.types import FunctionCall, Part
from gemchat.ui.json_printer import JsonLinesPrinter, turn_document
from tests.app.calling import Calls
from tests.conftest import ROOT
from tests.ui.turns import events_of

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
    for name in (
        "--temperature",
        "sessions list",
        "keys set",
        "GEMINI_API_KEY",
        "130",
        "top_k",
        "attempts",
    ):
        assert f"\\fB{name}" in page or name in page
    assert all(f"\\fB{command.usage}\\fR" in page for command in COMMANDS)


def test_the_fields_of_json_are_those_that_are_printed() -> None:
    events, turn = events_of(["think: hm", "text: a", "text: b", "finish: STOP"])
    lines: list[str] = []
    printer = JsonLinesPrinter(lines.append)
    call = FunctionCall(name="f")
    for event in (*events, Retrying(1, 0.0, QuotaError("enough")), ToolCalled(call)):
        printer.feed(event)
    printer.feed(ToolReturned(Part.from_text(text="x")))
    printer.finish()
    assert list(turn_document(turn)) == list(DOCUMENT)
    printed = [json.loads(line) for line in "".join(lines).splitlines()]
    assert {line["event"] for line in printed} == set(EVENTS)
    for line in printed[:-1]:
        assert all(name in EVENTS[line["event"]] for name in set(line) - {"version", "event"})


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
