from __future__ import annotations

import json
import re
import textwrap
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemchat.commands.copying import code_blocks, what_to_copy
from gemchat.commands.outcome import Copy, Verbatim
from gemchat.errors import UsageError
from tests.commands.chatting import Chat

ANSWER = "Run **this**:\n\n```sh\nls\n```\n\nthen\n\n~~~\n```\nx = 1\n~~~\n"


def answering(*texts: str) -> list[list[str]]:
    """The scripts of whole replies, whose text may have line breaks."""
    return [
        [
            "raw: "
            + json.dumps(
                {"candidates": [{"content": {"role": "model", "parts": [{"text": text}]}}]}
            ),
            "finish: STOP",
        ]
        for text in texts
    ]


@pytest.fixture
def chat(tmp_path: Path) -> Chat:
    chat = Chat(tmp_path, *answering("first", ANSWER))
    chat.ask("a")
    chat.ask("b")
    return chat


@pytest.mark.parametrize(
    ("argument", "text"),
    [
        ("", ANSWER),
        ("1", ANSWER),
        ("2", "first"),
        ("code", "ls\n"),
        ("code 1", "ls\n"),
        ("code 2", "```\nx = 1\n"),
    ],
)
def test_copying(chat: Chat, argument: str, text: str) -> None:
    outcome = chat.run(f"/copy {argument}")
    assert isinstance(outcome, Copy)
    assert outcome.text == text


def test_copying_all(chat: Chat) -> None:
    outcome = chat.run("/copy all")
    assert isinstance(outcome, Copy)
    assert all(text in outcome.text for text in ("first", ANSWER.strip(), "## You"))


def test_showing_it_raw(chat: Chat) -> None:
    assert chat.run("/raw") == Verbatim(ANSWER)


@pytest.mark.parametrize("line", ["/copy 3", "/copy code 3", "/copy x", "/copy codes"])
def test_what_is_not_there(chat: Chat, line: str) -> None:
    with pytest.raises(UsageError):
        chat.run(line)


@pytest.mark.parametrize("line", ["/copy", "/copy code", "/copy all", "/raw"])
def test_nothing_has_been_said(tmp_path: Path, line: str) -> None:
    with pytest.raises(UsageError):
        Chat(tmp_path).run(line)


def test_an_answer_without_code(tmp_path: Path) -> None:
    chat = Chat(tmp_path, *answering("plain"))
    chat.ask("q")
    with pytest.raises(UsageError, match="has no code"):
        chat.run("/copy code")


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("no `code` here", []),
        ("```\na\n```", ["a\n"]),
        ("```py\na\n\nb", ["a\n\nb"]),
        ("````\n```\na\n```\n````", ["```\na\n```\n"]),
        ("1. do\n\n   ```sh\n   if x\n     y\n   ```\n2. z", ["if x\n  y\n"]),
        ("- ```\n  a\n  ```\n", ["a\n"]),
        ("```a``` b\n", []),
        ("```\n```\n```\nb\n```", ["", "b\n"]),
    ],
)
def test_blocks_of_code(text: str, blocks: list[str]) -> None:
    assert code_blocks(text) == blocks


@given(st.text("ab `~\n-1."), st.sampled_from(["", "    ", "- ", "1. "]))
def test_code_of_any_kind_comes_back(code: str, margin: str) -> None:
    fence = "~" * 3 + max(re.findall("~+", code), default="")
    indent = " " * len(margin)
    lines = [f"{margin}{fence}", *(indent + line for line in code.split("\n")), indent + fence]
    (block,) = code_blocks("\n".join(lines))
    assert block == textwrap.dedent(code + "\n")


def test_a_line_of_spaces_takes_no_time() -> None:
    assert code_blocks(" " * 1_000_000 + "x") == []


def test_completing(chat: Chat) -> None:
    assert list(what_to_copy(chat.context, "")) == ["code", "all"]
    assert list(what_to_copy(chat.context, "c")) == ["code"]
