from __future__ import annotations

import asyncio
from contextlib import suppress
from pathlib import Path

import pytest

from gemchat.commands.outcome import Replay, Say, Submit
from gemchat.errors import AccessError, ApiError, GemchatError, UsageError
from tests.commands.chatting import MODELS, Chat, reply

THREE = (reply("one"), reply("two"), reply("three"))


@pytest.fixture
def chat(tmp_path: Path) -> Chat:
    chat = Chat(tmp_path, *THREE, reply("again"), reply("more"))
    for question in "abc":
        chat.ask(question)
    return chat


@pytest.mark.parametrize("line", ["/undo", "/retry", "/history"])
def test_before_anything_was_said(line: str, tmp_path: Path) -> None:
    assert Chat(tmp_path).run(line) == Say("Nothing has been said yet.", level="warning")


@pytest.mark.parametrize(
    ("line", "said", "left"),
    [
        ("/undo", "Took back 1 turn, from “c” on.", ["a", "b"]),
        ("/undo 2", "Took back 2 turns, from “b” on.", ["a"]),
        ("/undo 3", "Took back 3 turns, from “a” on.", []),
    ],
)
def test_undo(chat: Chat, line: str, said: str, left: list[str]) -> None:
    assert chat.said(line) == said
    chat.ask("d")
    assert chat.questions == [*left, "d"]
    session = chat.context.store.read(chat.context.session.id)
    assert [turn.user["parts"][0]["text"] for turn in session.turns] == [*left, "d"]
    assert len(session.recorded) == 4


@pytest.mark.parametrize("count", ["0", "4", "-1", "x", "1.5", "²"])
def test_undo_of_nonsense_changes_nothing(chat: Chat, count: str) -> None:
    with pytest.raises(UsageError, match="There are 3 turns: 1 to 3 can be given, not "):
        chat.run(f"/undo {count}")
    assert len(chat.context.conversation.history.turns) == 3


def test_retry_asks_the_last_question_again(chat: Chat) -> None:
    outcome = chat.run("/retry")
    assert outcome == Submit({"role": "user", "parts": [{"text": "c"}]}, replaces=1)
    assert isinstance(outcome, Submit)
    chat.ask(outcome)
    assert chat.questions == ["a", "b", "c"]
    assert len(chat.context.conversation.history.turns) == 3


def test_retry_asks_another_model_this_once(chat: Chat) -> None:
    outcome = chat.run("/retry gemini-pro")
    assert isinstance(outcome, Submit)
    chat.ask(outcome)
    chat.ask("d")
    assert chat.models[-2:] == ["gemini-pro", "gemini-flash-latest"]


def test_retry_after_a_failure(tmp_path: Path) -> None:
    chat = Chat(tmp_path, reply("one"), ["error: 403 PERMISSION_DENIED no"], reply("two"))
    chat.ask("a")
    with pytest.raises(AccessError):
        chat.ask("b")
    outcome = chat.run("/retry")
    assert isinstance(outcome, Submit)
    chat.ask(outcome)
    assert chat.questions == ["a", "b"]


@pytest.mark.parametrize(
    "script",
    [
        ["error: 404 NOT_FOUND no such model"],
        ["finish: SAFETY"],
        ["think: hm", "cut"],
    ],
    ids=["failed", "blocked", "broken off"],
)
def test_an_answer_stays_until_there_is_another(tmp_path: Path, script: list[str]) -> None:
    chat = Chat(tmp_path, reply("one"), reply("two"), script, reply("three"))
    chat.ask("a")
    chat.ask("b")
    outcome = chat.run("/retry gemini-pro")
    assert isinstance(outcome, Submit)
    with suppress(GemchatError):
        chat.ask(outcome)
    assert len(chat.context.conversation.history.turns) == 2
    chat.ask("c")
    said = [content["parts"][0]["text"] for content in chat.transport.bodies[-1]["contents"]]
    assert said == ["a", "one", "b", "two", "c"]
    session = chat.context.store.read(chat.context.session.id)
    assert [turn.user["parts"][0]["text"] for turn in session.turns] == ["a", "b", "c"]
    assert len(session.recorded) == 4


def test_what_cannot_be_asked_replaces_nothing(chat: Chat) -> None:
    with pytest.raises(ValueError, match="temperature"):
        chat.ask(Submit("d", {"temperature": "cold"}, replaces=2))
    chat.ask("e")
    assert chat.questions == ["a", "b", "c", "e"]


def test_the_model_that_was_meant_is_named_though_the_answer_stays(tmp_path: Path) -> None:
    chat = Chat(tmp_path, reply("one"), ["error: 404 NOT_FOUND no"], MODELS)
    chat.ask("a")
    outcome = chat.run("/retry gemini-prp")
    assert isinstance(outcome, Submit)
    with pytest.raises(ApiError) as caught:
        chat.ask(outcome)
    asyncio.run(chat.context.catalogue.refresh())
    chat.context.advise(caught.value)
    assert "gemini-pro" in caught.value.hint


def test_new_leaves_the_old_conversation_on_disk(chat: Chat) -> None:
    chat.run("/temperature 1")
    left = chat.context.session.id
    short = chat.context.store.short_id(left)
    assert chat.said("/new") == f"A new conversation. /resume {short} goes back."
    assert chat.said("/new") == "A new conversation."
    chat.ask("d")
    assert chat.questions == ["d"]
    assert chat.transport.bodies[-1]["generationConfig"] == {"temperature": 1}
    assert chat.context.session.id != left
    assert len(chat.context.store.read(left).turns) == 3


def test_history_shows_all_or_the_last(chat: Chat) -> None:
    turns = chat.context.conversation.history.turns
    assert chat.run("/history") == Replay([], turns)
    assert chat.run("/history 2") == Replay((), turns[1:])
    assert chat.run("/history 9") == Replay((), turns)
    with pytest.raises(UsageError):
        chat.run("/history all")


def test_history_of_what_was_loaded(chat: Chat, tmp_path: Path) -> None:
    chat.run(f"/save {tmp_path / 'chat.json'}")
    chat.run(f"/load {tmp_path / 'chat.json'}")
    loaded = chat.context.conversation.history.loaded
    assert chat.run("/history 1") == Replay(loaded[4:], [])
    chat.ask("d")
    turns = chat.context.conversation.history.turns
    assert chat.run("/history 1") == Replay((), turns)
    assert chat.run("/history 2") == Replay(loaded[4:], turns)
    assert chat.run("/history 9") == Replay(loaded, turns)
