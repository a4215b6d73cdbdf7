"""Options in front of a subcommand are obeyed or refused, never swallowed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from gemchat import cli


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GEMCHAT_HOME", str(tmp_path))
    return tmp_path


@pytest.mark.parametrize("line", ["--json config path", "config path --json"])
def test_json(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(line.split()) == 0
    assert json.loads(capsys.readouterr().out)["exists"] is False


def test_a_log(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([f"--debug={home}/log", "config", "path"]) == 0
    assert (home / "log").read_text().startswith("gemchat ")


@pytest.mark.parametrize(
    ("flags", "named"),
    [
        ("-c", "--continue"),
        ("-r x", "--resume"),
        ("-a x", "--attach"),
        ("-i", "--interactive"),
        ("--no-save", "--save"),
        ("--jsonl", "--jsonl"),
        ("--raw", "--raw"),
        ("-x", "--extract"),
        ("--schema x", "--schema"),
        ("--no-stream", "--no-stream"),
        ("--thoughts", "--thoughts"),
        ("--usage", "--usage"),
        ("--no-stdin", "--no-stdin"),
    ],
)
def test_what_is_for_messages_is_refused(
    flags: str, named: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main([*flags.split(), "sessions", "list"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(f"gemchat: {named} is for a message to the model, and gemchat sessions ")
