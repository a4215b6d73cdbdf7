"""What a line at the prompt may become."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from prompt_toolkit.completion import CompleteEvent, Completion
from prompt_toolkit.document import Document

from gemchat.commands.outcome import Outcome, Quit
from gemchat.commands.table import CommandTable, Suggestion
from gemchat.ui.completion import CommandCompleter, MentionCompleter
from tests.ui.prompt_loop import COMMANDS

HERON = Suggestion("9f31c2", "9f31", "a \x1bheron")


def completions(line: str) -> Iterable[Completion]:
    completer = CommandCompleter(None, COMMANDS)  # type: ignore[arg-type]  nobody looks at it
    return completer.get_completions(Document(line), CompleteEvent())


def completed(line: str) -> list[str]:
    return [line[: len(line) + each.start_position] + each.text for each in completions(line)]


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("/mo", ["/model", "/models"]),
        ("/models", ["/models"]),
        ("/q", ["/quit"]),
        ("/", ["/model", "/models", "/resume", "/exit", "/quit"]),
        ("/nothing", []),
        ("/nothing x", []),
        ("/models x", []),
        ("/resume x", []),
        ("/model gem", ["/model gem-pro"]),
        ("/model  a b", ["/model  a b-pro"]),
        ("hello /mo", []),
        (" /mo", []),
        ("", []),
    ],
)
def test_a_line_completes_to(line: str, wanted: list[str]) -> None:
    assert completed(line) == wanted


def test_names_come_with_their_summaries() -> None:
    assert [each.display_meta_text for each in completions("/models")] == ["List the models."]


def mentions(line: str) -> list[str]:
    found = MentionCompleter().get_completions(Document(line), CompleteEvent())
    return [line[: len(line) + each.start_position] + each.text for each in found]


def test_a_path_completes_behind_an_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a b.txt", "ab.txt", ".hidden", "odd\x1b[2J"):
        (tmp_path / name).write_text("")
    (tmp_path / "folder").mkdir()
    monkeypatch.chdir(tmp_path)
    assert mentions("see @") == ["see @a\\ b.txt", "see @ab.txt", "see @folder/"]
    assert mentions("see @a\\ ") == ["see @a\\ b.txt"]
    assert mentions("@.h") == ["@.hidden"]
    assert mentions(f"see @{tmp_path}/fo") == [f"see @{tmp_path}/folder/"]
    for line in ("see a@a", "/attach @a", "see @nowhere/", "see @~no-such-user/", "see @a b", ""):
        assert mentions(line) == []


def test_what_is_completed_may_be_shown_and_explained_in_other_words() -> None:
    commands = CommandTable()

    @commands.command("/resume which", complete=lambda _context, _typed: [HERON])
    async def resume(_context: object, _argument: str) -> Outcome:
        """Go on."""
        return Quit()

    completer = CommandCompleter(None, commands)  # type: ignore[arg-type]  nobody looks at it
    (found,) = completer.get_completions(Document("/resume her"), CompleteEvent())
    assert (found.text, found.start_position) == ("9f31c2", -3)
    assert (found.display_text, found.display_meta_text) == ("9f31", "a ␛heron")
