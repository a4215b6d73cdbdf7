from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from gemchat.commands import COMMANDS
from gemchat.commands.completers import field_names, model_names, set_field_names
from gemchat.commands.context import Context
from gemchat.commands.entry import Entry
from gemchat.commands.outcome import Edit, Outcome, Say
from gemchat.commands.table import Command, CommandTable, Suggestion, is_command
from tests.commands.chatting import MODELS, Chat, reply


def table() -> CommandTable:
    commands = CommandTable()

    @commands.command("/say words", aliases=("s",))
    async def say(_context: Context, argument: str) -> Outcome:
        """Say it.

        All of it.
        """
        return Say(argument)

    return commands


@pytest.mark.parametrize(
    ("line", "calls"),
    [
        ("/help", True),
        ("/help me", True),
        ("/?", True),
        ("/help\nover two lines", True),
        ("/unknown", True),
        ("help", False),
        (" /help", False),
        ("/usr/bin/env is a path", False),
        ("/usr/bin/env", False),
        ("/etc", True),
        ("/re-try", True),
        ("/set_temp 1", True),
        ("/models2", True),
        ("/* a comment */", False),
        ("/Help", True),
        ("//", False),
        ("/", True),
        ("", False),
    ],
)
def test_what_is_a_command(line: str, calls: bool) -> None:
    assert is_command(line) is calls


@pytest.mark.parametrize(
    ("line", "argument"),
    [("/say", ""), ("/SAY A", "A"), ("/say  a b ", "a b"), ("/s a", "a"), ("/say\na\nb", "a\nb")],
)
def test_running(line: str, argument: str, tmp_path: Path) -> None:
    assert asyncio.run(table().run(Chat(tmp_path).context, line)) == Say(argument)


def test_a_declaration_is_read_from_the_function() -> None:
    (entry,) = table()
    assert (entry.name, entry.summary, entry.help) == ("say", "Say it.", "All of it.")
    assert table().find("/s") is not None
    assert table().find("other") is None


def test_a_name_is_declared_once() -> None:
    commands = table()
    with pytest.raises(ValueError, match="/s is declared twice"):
        commands.command("/s")(COMMANDS._commands[0].action)


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("/modle x", "Did you mean /model?"),
        ("/exti", "Did you mean /exit?"),
        ("/re-try", "Did you mean /retry?"),
        ("/models2", "Did you mean /models?"),
        ("/zzz", "/help lists what there is."),
        ("/etc is where config lives", "Did you mean /set?"),
    ],
)
def test_a_line_that_calls_no_command_comes_back(line: str, hint: str, tmp_path: Path) -> None:
    outcome = Chat(tmp_path).run(line)
    name = line.split(maxsplit=1)[0]
    hint += " With a space before its slash, a line is a message."
    said = Say(f"There is no command {name}.", hint, "error")
    assert outcome == Edit(Entry(line), said)


@pytest.mark.parametrize("entry", list(COMMANDS), ids=lambda entry: entry.name)
def test_every_command_explains_itself(entry: Command) -> None:
    assert entry.usage.split()[0] == f"/{entry.name}"
    assert entry.summary.endswith(".")


@pytest.mark.parametrize("entry", list(COMMANDS), ids=lambda entry: entry.name)
def test_help_has_a_row_for_each_command(entry: Command) -> None:
    longest = max(len(f"/{command.name}") for command in COMMANDS)
    assert longest + 2 + len(entry.summary) <= 80


@pytest.mark.parametrize("line", ["/new words", "/q now", "/exit is no way", "/keep it"])
def test_a_command_that_takes_nothing_refuses_words(line: str, tmp_path: Path) -> None:
    name = line.split(maxsplit=1)[0]
    said = Chat(tmp_path).run(line)
    assert isinstance(said, Say)
    assert (said.text, said.level) == (f"{name} takes nothing after it.", "error")


def test_completing_arguments(tmp_path: Path) -> None:
    chat = Chat(tmp_path, MODELS, reply("a"))
    chat.run("/models")
    chat.ask("q")
    chat.run("/temperature 1")
    assert list(model_names(chat.context, "gemini-f")) == ["gemini-flash"]
    assert list(model_names(chat.context, "pro")) == ["gemini-pro"]
    assert list(field_names(chat.context, "temp")) == [Suggestion("temperature")]
    assert list(field_names(chat.context, "temperature 0")) == []
    assert list(set_field_names(chat.context, "")) == ["temperature"]
    chat.run("/set thinking_level low")
    assert list(set_field_names(chat.context, "th")) == ["thinking_level"]
