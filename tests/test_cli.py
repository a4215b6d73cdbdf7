"""The command line: how words and options are read, and how wrong use is answered."""

from __future__ import annotations

import argparse
import re
from dataclasses import fields

import pytest

import gemchat
from gemchat import cli
from gemchat.app.arguments import SUBCOMMANDS, command_line
from gemchat.app.options import Options
from gemchat.errors import AccessError, GemchatError, QuotaError, UsageError


@pytest.mark.parametrize(
    ("line", "words", "said"),
    [
        ("", "", {}),
        ("what is this", "what is this", {}),
        ("-m x what", "what", {"model": "x"}),
        ("what -t 1 is -c this", "what is this", {"temperature": "1", "continue_newest": True}),
        ("-5 degrees", "-5 degrees", {}),
        ("-- models", "models", {}),
        ("-- -t 1 -- x", "-t 1 -- x", {}),
        ("a -c -- -t", "a -t", {"continue_newest": True}),
        ("-r -- which", "which", {"resume": ""}),
        ("-r which", "", {"resume": "which"}),
        ("-o a=1 --option b=2 x", "x", {"option": ["a=1", "b=2"]}),
        ("-a f -a - x", "x", {"attach": ["f", "-"]}),
        ("-T search -T url", "", {"tool": ["search", "url"]}),
        ("--save", "", {"save": True}),
        ("--no-save", "", {"save": False}),
        ("--debug why", "why", {"debug": ""}),
        ("--debug=log why", "why", {"debug": "log"}),
        ("-- --debug", "--debug", {}),
        ("--timeout 2.5", "", {"timeout": 2.5}),
        ("--no-stream --no-stdin", "", {"stream": False, "stdin": False}),
    ],
)
def test_reading(line: str, words: str, said: dict[str, object]) -> None:
    options = cli.parse(line.split())
    assert options.prompt == words
    values = {one.name: getattr(options, one.name) for one in fields(Options)}
    nothing = Options()
    changed = {name: value for name, value in values.items() if value != getattr(nothing, name)}
    changed.pop("words", None)
    assert changed == said


def test_one_run_leaves_nothing_to_the_next() -> None:
    assert cli.parse(["-o", "a=1"]).option == ["a=1"]
    assert cli.parse([]).option == []


@pytest.mark.parametrize(
    ("line", "about"),
    [
        ("--nothing-like-it", "--nothing-like-it"),
        ("-m", "-m"),
        ("--timeout soon", "soon"),
        ("--mod x", "--mod"),
        ("-T everything", "everything"),
        ("-c -r x", "-r/--resume"),
        ("--color pink", "pink"),
    ],
)
def test_wrong_use_is_one_line_and_a_hint(
    line: str, about: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(line.split()) == 2
    out, err = capsys.readouterr()
    said, hint = err.splitlines()
    assert out == ""
    assert said.startswith("gemchat: ")
    assert about in said
    assert hint == "  gemchat --help"


@pytest.mark.parametrize("name", SUBCOMMANDS)
@pytest.mark.parametrize(
    ("line", "at"),
    [
        ("{} list", 0),
        ("--demo -m x {} -n 5", 3),
        ("-m {} {}", 2),
        ("-r {} now", None),
        ("the {}", None),
        ("-- {}", None),
        ("-m {}", None),
        ("what -c {}", None),
    ],
)
def test_the_first_word_alone_may_be_a_subcommand(name: str, line: str, at: int | None) -> None:
    assert cli.subcommand_at(line.replace("{}", name).split()) == at
    assert cli.subcommand_at([f"{name} of cars"]) is None


def test_what_is_no_subcommand_may_be_meant_for_the_model(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert cli.main(["models", "of", "the iPhone"]) == 2
    said, *hints = capsys.readouterr().err.splitlines()
    assert "the iPhone" in said
    assert hints == [
        "  gemchat models --help",
        "  To ask the model: gemchat -- models of 'the iPhone'",
    ]
    assert cli.parse(["--", "models", "of", "the iPhone"]).prompt == "models of the iPhone"


def test_the_version(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.main(["--version"])
    assert left.value.code == 0
    assert capsys.readouterr().out == f"gemchat {gemchat.__version__}\n"


def test_the_help_names_every_option_and_the_statuses(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        cli.main(["-h"])
    help_ = capsys.readouterr().out
    for action in command_line()._actions:
        assert all(flag in help_ for flag in action.option_strings)
        assert action.help == argparse.SUPPRESS or action.help
    assert max(map(len, help_.splitlines())) <= 100
    assert re.search(r"130 interrupted", help_)
    assert ", ".join(SUBCOMMANDS) in help_


@pytest.mark.parametrize(
    ("error", "status", "said"),
    [
        (UsageError("Not so.", hint="But so."), 2, "gemchat: Not so.\n  But so.\n"),
        (UsageError("Bad.", hint="/sessions lists them."), 2, "gemchat: Bad.\n"),
        (UsageError("Bad.", hint="Of:\n  /etc"), 2, "gemchat: Bad.\n  Of:\n  /etc\n"),
        (UsageError("Bad.", hint="It is in /a/file."), 2, "gemchat: Bad.\n  It is in /a/file.\n"),
        (UsageError("line\n" * 500), 2, "gemchat: " + "line\n" * 9 + "line…\n"),
        (AccessError("No \x1b[31mkey."), 3, "gemchat: No ␛[31mkey.\n"),
        (QuotaError("Enough."), 4, "gemchat: Enough.\n"),
        (GemchatError("Ours."), 1, "gemchat: Ours.\n"),
        (KeyboardInterrupt(), 130, ""),
        (
            ZeroDivisionError("secret"),
            1,
            "gemchat: This is a bug of gemchat: ZeroDivisionError.\n  --debug logs the details.\n",
        ),
    ],
)
def test_what_goes_wrong_becomes_a_status_and_few_words(
    error: BaseException,
    status: int,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def fail(_options: object, _environment: object) -> int:
        raise error

    monkeypatch.setattr("gemchat.app.run.run", fail)
    assert cli.main(["hello"]) == status
    assert capsys.readouterr() == ("", said)
