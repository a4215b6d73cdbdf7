from __future__ import annotations

from pathlib import Path

import pytest

from gemchat.commands import COMMANDS
from gemchat.commands.general import KEYS, help_names
from gemchat.commands.outcome import Quit, Say
from tests.commands.chatting import Chat


def test_help_lists_every_command(tmp_path: Path) -> None:
    rows = Chat(tmp_path).shown("/help")
    assert Chat(tmp_path).shown("/") == rows
    assert rows == [(f"/{command.name}", command.summary) for command in COMMANDS]


@pytest.mark.parametrize("name", ["new", "/new", "quit", "?"])
def test_help_on_one(name: str, tmp_path: Path) -> None:
    entry = COMMANDS.find(name)
    assert entry is not None
    said = Chat(tmp_path).said(f"/help {name}")
    assert said.splitlines()[:2] == [entry.usage, entry.summary]
    assert entry.help in said
    assert all(f"/{alias}" in said for alias in entry.aliases)


@pytest.mark.parametrize(
    ("name", "hint"), [("zzz", "/help lists what there is."), ("/hlep", "Did you mean /help?")]
)
def test_help_on_nothing(name: str, hint: str, tmp_path: Path) -> None:
    said = Chat(tmp_path).run(f"/help {name}")
    assert said == Say(f"There is no command /{name.removeprefix('/')}.", hint, "error")


@pytest.mark.parametrize(
    ("term", "mode", "keys"),
    [
        ("xterm", "emacs", [key for key, _ in KEYS]),
        ("xterm", "vi", [key.replace(" Alt-Enter,", "") for key, _ in KEYS]),
        ("dumb", "emacs", ["Enter", "\\ Enter", "Ctrl-C", "Ctrl-Z", "Ctrl-D", "@path"]),
    ],
)
def test_help_on_keys(tmp_path: Path, term: str, mode: str, keys: list[str]) -> None:
    settings = {"repl": {"editing_mode": mode}}
    rows = Chat(tmp_path, settings=settings, environment={"TERM": term}).shown("/help keys")
    assert [key for key, _ in rows] == keys
    assert {does for _, does in rows} <= {does for _, does in KEYS}


def test_completing_help(tmp_path: Path) -> None:
    assert help_names(Chat(tmp_path).context, "/mod") == ["model", "models"]
    assert help_names(Chat(tmp_path).context, "ke") == ["keep", "keys"]


@pytest.mark.parametrize("line", ["/exit", "/quit", "/q"])
def test_leaving(line: str, tmp_path: Path) -> None:
    assert Chat(tmp_path).run(line) == Quit()
