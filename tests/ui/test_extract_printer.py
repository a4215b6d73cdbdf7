"""Only the first fenced block, and all of the text where there is none."""

from __future__ import annotations

import pytest

from gemchat.chat.events import PartGrew, PartStarted, TurnEnded
from gemchat.chat.history import Turn
from gemchat.types import Part
from gemchat.ui.extract_printer import ExtractPrinter

NONE = "gemchat: there is no fenced block; this is "


def printed(*chunks: str, thought: str = "", finish: str | None = "STOP") -> tuple[str, str]:
    out: list[str] = []
    err: list[str] = []
    printer = ExtractPrinter(out.append, err.append)
    if thought:
        printer.feed(PartStarted(0, Part(text=thought, thought=True)))
        printer.feed(PartGrew(0, thought))
    if chunks:
        printer.feed(PartStarted(1, Part.from_text(text=chunks[0])))
    for chunk in chunks[1:]:
        printer.feed(PartGrew(1, chunk))
    if finish:
        printer.feed(TurnEnded(Turn(user={}, finish=finish)))
    printer.finish()
    return "".join(out), "".join(err)


@pytest.mark.parametrize(
    ("text", "out"),
    [
        ("Here:\n```sh\nls -l\n```\nand\n```\nno\n```\n", "ls -l\n"),
        ("~~~~\n```\ninner\n```\n~~~~", "```\ninner\n```\n"),
        ("1. do\n\n   ```py\n   x = 1\n   ```\n", "x = 1\n"),
        ("```\nunfinished", "unfinished\n"),
        ("```\n\tx\r\ny\n```", "\tx\ny\n"),
        ("```\n```\n", ""),
        ("```\n\x1b[2J\n```", "␛[2J\n"),
    ],
)
def test_the_first_block(text: str, out: str) -> None:
    assert printed(text) == (out, "")
    assert printed(*text) == (out, "")


def test_without_a_block_it_is_the_whole_answer() -> None:
    assert printed("ls", " -l") == ("ls -l\n", f"{NONE}the whole answer\n")


@pytest.mark.parametrize("finish", [None, "MAX_TOKENS", "SAFETY", "OTHER"])
def test_half_an_answer_is_not_called_whole(finish: str | None) -> None:
    assert printed("ls", finish=finish) == ("ls\n", f"{NONE}what came of the answer\n")


def test_thoughts_are_no_answer() -> None:
    assert printed("```\na\n```", thought="```\nb\n```") == ("a\n", "")
    assert printed(thought="hm") == ("", "")
    assert printed() == ("", "")
