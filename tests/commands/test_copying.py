from __future__ import annotations

import json
from pathlib import Path

import pytest

from gemchat.commands.copying import what_to_copy
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


def test_answers_that_were_loaded(tmp_path: Path) -> None:
    call, result = {"functionCall": {"name": "f"}}, {"functionResponse": {"name": "f"}}
    said: list[tuple[str, dict[str, object]]] = [
        ("user", {"text": "a"}),
        ("model", {"text": "older"}),
        ("user", {"text": "b"}),
        ("model", call),
        ("user", result),
        ("model", {"text": ANSWER}),
    ]
    chat = Chat(tmp_path, *answering("newest"))
    chat.context.load("a file", [{"role": role, "parts": [part]} for role, part in said])
    assert chat.run("/raw") == Verbatim(ANSWER)
    assert chat.run("/copy code") == Copy("ls\n", "block 1 of 2")
    assert chat.run("/copy 2") == Copy("older", "the answer")
    chat.ask("c")
    texts = [chat.run(f"/copy {which}") for which in ("", "2", "3")]
    assert texts == [Copy(text, "the answer") for text in ("newest", ANSWER, "older")]


def test_completing(chat: Chat) -> None:
    assert list(what_to_copy(chat.context, "")) == ["code", "all"]
    assert list(what_to_copy(chat.context, "c")) == ["code"]
