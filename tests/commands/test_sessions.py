from __future__ import annotations

import os
from pathlib import Path

import pytest

from gemchat.chat.message import user_content
from gemchat.commands.completers import sessions
from gemchat.commands.outcome import Choose, Confirm, Pick, Replay, Say, Show
from gemchat.errors import SessionError, UsageError
from tests.commands.chatting import Chat, choose, reply, yes


@pytest.fixture
def chat(tmp_path: Path) -> Chat:
    chat = Chat(tmp_path, *[reply("yes")] * 6)
    for question in ("first", "second", "third"):
        chat.ask(question)
    return chat


def test_none_yet(tmp_path: Path) -> None:
    chat = Chat(tmp_path)
    assert chat.said("/sessions") == "There are no sessions yet."
    assert chat.said("/sessions words") == "There are no such sessions."


def test_listing(chat: Chat) -> None:
    first = chat.context.session.id
    chat.run("/new")
    chat.ask("another")
    second = chat.context.session.id
    short = chat.context.store.short_ids()
    assert [(row[0], *row[2:]) for row in chat.shown("/sessions")] == [
        (short[second], "1", "(this one) another"),
        (short[first], "3", "first"),
    ]
    assert len(short[first]) < 8
    assert [row[0] for row in chat.shown("/sessions fir")] == [short[first]]


def test_more_than_are_listed(chat: Chat) -> None:
    for _ in range(20):
        chat.context.load("elsewhere", [user_content("before")])
    listed = chat.run("/sessions")
    assert isinstance(listed, Show)
    assert len(listed.rows) == 20
    assert listed.note == "and 1 more: /sessions WORDS finds one"


def test_resuming_goes_on_where_it_stood(chat: Chat) -> None:
    chat.run("/model gemini-pro")
    chat.run("/system Be kind.")
    chat.run("/temperature 0.5")
    chat.ask("fourth")
    first = chat.context.session.id
    turns = chat.context.conversation.history.turns
    chat.run("/new")
    for line in ("/model gemini-flash", "/system off", "/unset temperature"):
        chat.run(line)
    outcome = chat.run(f"/resume {first[:-3]}")
    assert outcome == Replay((), turns[-2:], "Going on with “first”, 4 turns.")
    chat.ask("fifth")
    assert chat.questions == ["first", "second", "third", "fourth", "fifth"]
    body = chat.transport.bodies[-1]
    assert chat.models[-1] == "gemini-pro"
    assert body["systemInstruction"]["parts"] == [{"text": "Be kind."}]
    assert body["generationConfig"] == {"temperature": 0.5}


def test_what_was_loaded_is_counted_and_shown(chat: Chat, tmp_path: Path) -> None:
    chat.run(f"/save {tmp_path / 'chat.json'}")
    chat.run(f"/load {tmp_path / 'chat.json'}")
    identity = chat.context.session.id
    loaded = chat.context.conversation.history.loaded
    assert {row[2] for row in chat.shown("/sessions")} == {"3"}
    chat.run("/new")
    outcome = chat.run(f"/resume {identity}")
    assert outcome == Replay(loaded[2:], [], "Going on with “first”, 3 turns.")


def test_a_title_names_a_session(chat: Chat) -> None:
    with pytest.raises(UsageError):
        chat.run("/rename")
    assert chat.run("/rename  my  trip ") == Say("This session is called “my  trip”.")
    chat.run("/new")
    assert chat.context.title == ""
    chat.run("/resume my trip")
    assert chat.context.title == "my trip"


def test_what_cannot_be_resumed(chat: Chat) -> None:
    with pytest.raises(UsageError):
        chat.run("/resume nothing like it")
    chat.ask("fourth")
    assert chat.questions[0] == "first"


def test_resuming_this_very_session_loses_nothing(chat: Chat) -> None:
    identity = chat.context.session.id
    with pytest.raises(SessionError, match="this session"):
        chat.run(f"/resume {identity}")
    chat.ask("fourth")
    assert chat.questions == ["first", "second", "third", "fourth"]
    assert chat.context.session.id == identity


@pytest.fixture
def other(chat: Chat, tmp_path: Path) -> Chat:
    """Another chat, which meets the session that `chat` holds."""
    other = Chat(tmp_path, *[reply("yes")] * 3)
    other.ask("mine")
    return other


def test_a_session_that_another_chat_holds_is_left_alone(other: Chat, chat: Chat) -> None:
    held = chat.context.session.id
    question = other.run("/resume first")
    assert isinstance(question, Choose)
    assert question.question.startswith(f"Session {held} is open in process {os.getpid()} on ")
    assert list(question.answers) == ["Go on with a copy of it", "Only show it"]
    assert len(other.context.conversation.history.turns) == 1
    assert other.context.session.saved


def test_a_held_session_is_copied_or_shown(other: Chat, chat: Chat) -> None:
    held, own = chat.context.session.id, other.context.session.id
    shown = choose(other.run("/resume first"), 1)
    assert isinstance(shown, Replay)
    assert list(shown.turns) == chat.context.conversation.history.turns
    assert other.context.session.id == own
    copied = choose(other.run("/resume first"), 0)
    assert isinstance(copied, Replay)
    assert copied.note == "Going on with “first”, 3 turns. This is a copy of it."
    other.ask("fourth")
    assert other.questions == ["first", "second", "third", "fourth"]
    assert other.context.session.id not in (held, own)
    chat.ask("fifth")
    assert len(chat.context.store.read(held).turns) == 4


def test_a_session_of_a_newer_gemchat_is_copied_or_shown(chat: Chat) -> None:
    first = chat.context.session.id
    chat.run("/new")
    path = chat.context.store.directory / f"{first}.jsonl"
    newer = path.read_bytes().replace(b'"v":1', b'"v":2', 1)
    path.write_bytes(newer)
    question = chat.run("/resume first")
    assert isinstance(question, Choose)
    assert question.question == f"Session {first} was written by a newer gemchat."
    choose(question, 0)
    chat.ask("fourth")
    assert chat.questions == ["first", "second", "third", "fourth"]
    assert path.read_bytes() == newer


def test_without_a_name_there_is_a_list_to_pick_from(chat: Chat, tmp_path: Path) -> None:
    assert Chat(tmp_path / "empty").said("/resume") == "There are no sessions yet."
    first = chat.context.session.id
    chat.run("/new")
    chat.ask("another")
    pick = chat.run("/resume")
    assert isinstance(pick, Pick)
    assert [entry.cells[-1] for entry in pick.entries] == ["(this one) another", "first"]
    assert pick.entries[1].cells[1].endswith(" KB")
    assert pick.entries[1].preview() == "> second\n\nyes\n\n> third\n\nyes"
    outcome = choose(pick, 1)
    assert isinstance(outcome, Replay)
    assert chat.context.session.id == first
    chat.context.store.directory.joinpath(f"{first}.jsonl").unlink()
    assert "cannot be read" in pick.entries[1].preview()


def test_a_chat_that_is_not_saved(tmp_path: Path, chat: Chat) -> None:
    other = Chat(tmp_path, reply("yes"), saving=False)
    with pytest.raises(SessionError, match="not saved"):
        other.run("/rename it")
    other.run("/resume first")
    other.ask("fourth")
    assert other.questions == ["first", "second", "third", "fourth"]
    assert len(chat.context.store.read(chat.context.session.id).turns) == 3


def test_searching_what_was_said(chat: Chat) -> None:
    identity = chat.context.session.id
    (row,) = chat.shown("/search SECOND")
    assert row == (chat.context.store.short_id(identity), "first", "you", "second")
    assert {row[2] for row in chat.shown("/search yes")} == {"model"}
    assert chat.said("/search second third") == "Nothing that was said has these words."
    with pytest.raises(UsageError, match="Which words"):
        chat.run("/search")


@pytest.mark.parametrize("another", [True, False])
def test_deleting_only_after_a_yes(chat: Chat, another: bool) -> None:
    identity = chat.context.session.id
    if another:
        chat.run("/new")
        chat.ask("another")
    question = chat.run(f"/delete {identity}")
    assert isinstance(question, Confirm)
    assert question.question == "Delete “first”, 3 questions, for good?"
    assert [each.id for each in chat.context.store.recent(9, "first")] == [identity]
    assert yes(question) == Say("Deleted “first”.", "" if another else "A new conversation.")
    assert chat.context.store.recent(9, "first") == []
    assert not list((chat.folder / "sessions").glob(f"{identity}*"))
    chat.ask("next")
    assert chat.questions == (["another", "next"] if another else ["next"])


def test_deleting_nothing(chat: Chat) -> None:
    with pytest.raises(UsageError, match="Which session"):
        chat.run("/delete")
    with pytest.raises(UsageError):
        chat.run("/delete nothing like it")


def test_a_short_id_names_a_session(chat: Chat) -> None:
    first = chat.context.session.id
    short = chat.context.store.short_id(first)
    assert chat.said("/new") == f"A new conversation. /resume {short} goes back."
    chat.run(f"/resume {short}")
    assert chat.context.session.id == first


def test_completing_sessions_by_what_they_are_called(chat: Chat) -> None:
    first = chat.context.session.id
    chat.run("/new")
    chat.ask("another")
    found = list(sessions(chat.context, "fir"))
    assert [each.text for each in found] == [chat.context.store.short_id(first)]
    assert found[0].about.endswith("  first")
    assert list(sessions(chat.context, first[:-1])) == found
    assert len(list(sessions(chat.context, ""))) == 2
    assert list(sessions(chat.context, "nothing")) == []
