from __future__ import annotations

from pathlib import Path

import pytest

from gemchat.errors import EmptyReplyError, IncompleteReplyError, ServerError
from tests.commands.chatting import Chat, reply

BEFORE = "This is what we said so far, in short:\n\n"


def long_chat(folder: Path, *script: list[str]) -> Chat:
    """Three turns, and what the network says then."""
    chat = Chat(folder, reply("one"), reply("two"), reply("three"), *script)
    for question in "abc":
        chat.ask(question)
    return chat


def test_a_summary_and_the_last_turns_are_a_new_session(tmp_path: Path) -> None:
    chat = long_chat(tmp_path, reply("It was a."), reply("four"))
    old = chat.context.session.id
    before = (tmp_path / "sessions" / f"{old}.jsonl").read_bytes()
    said = chat.said("/compact the letters")
    assert (
        said == "Going on with a summary of 3 words and the last 2 turns."
        f" /resume {chat.context.store.short_id(old)} goes back."
    )
    asked = chat.transport.bodies[-1]["contents"]
    assert [content["role"] for content in asked] == ["user", "model", "user"]
    assert asked[-1]["parts"][0]["text"].endswith("keep this: the letters")

    chat.ask("d")
    first, *rest = chat.transport.bodies[-1]["contents"]
    assert [part["text"] for part in first["parts"]] == [
        f"{BEFORE}It was a.",
        "b",
    ]
    assert [content["parts"][0]["text"] for content in rest] == ["two", "c", "three", "d"]
    assert chat.context.session.id != old
    assert chat.context.title == "a"
    assert (tmp_path / "sessions" / f"{old}.jsonl").read_bytes() == before
    chat.run(f"/resume {old}")
    assert len(chat.context.conversation.history.turns) == 3


def test_it_can_be_done_again(tmp_path: Path) -> None:
    chat = long_chat(tmp_path, reply("It was a."), reply("four"), reply("It was a and b."))
    chat.run("/compact")
    assert chat.said("/compact") == "There is too little to make shorter."
    chat.ask("d")
    said = chat.said("/compact")
    assert said.startswith("Going on with a summary of 5 words and the last 2 turns. ")
    summed = [content["parts"] for content in chat.transport.bodies[-1]["contents"]]
    assert [part["text"] for part in summed[0]] == [f"{BEFORE}It was a.", "b"]
    assert [part["text"] for part in summed[1]] == ["two"]
    loaded = chat.context.conversation.history.contents()
    assert [content["parts"][0]["text"] for content in loaded] == [
        f"{BEFORE}It was a and b.",
        *("c", "three", "d", "four"),
    ]


def test_what_was_loaded_counts_as_turns(tmp_path: Path) -> None:
    chat = Chat(tmp_path, reply("three"), reply("It was a."))
    said = [("user", "a"), ("model", "one"), ("user", "b"), ("model", "two")]
    contents = [{"role": role, "parts": [{"text": text}]} for role, text in said]
    chat.context.load("a file", contents)
    assert chat.said("/compact") == "There is too little to make shorter."
    chat.ask("c")
    assert chat.said("/compact").startswith("Going on with a summary of 3 words and the last 2")
    assert len(chat.context.conversation.history.loaded) == 5


def test_the_summary_is_paid_for(tmp_path: Path) -> None:
    chat = long_chat(tmp_path, ["text: It", "finish: SAFETY", "usage: 100 1"], reply("a", 200, 1))
    with pytest.raises(IncompleteReplyError):
        chat.run("/compact")
    assert chat.shown("/usage")[-1][:3] == ("all", "109", "7")
    chat.run("/compact")
    assert chat.shown("/usage") == [("all", "200", "1", "–", "–", "–")]


def test_too_little(tmp_path: Path) -> None:
    chat = Chat(tmp_path, reply("one"), reply("two"))
    assert chat.said("/compact") == "There is too little to make shorter."
    chat.ask("a")
    chat.ask("b")
    assert chat.said("/compact") == "There is too little to make shorter."


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (["think: hm", "finish: STOP"], EmptyReplyError),
        (["error: 503 UNAVAILABLE busy"], ServerError),
        (["text: It was", "finish: MAX_TOKENS"], IncompleteReplyError),
        (["text: It was", "finish: SAFETY"], IncompleteReplyError),
        (["text: It was", "finish: NEW_REASON"], IncompleteReplyError),
        (['raw: {"promptFeedback": {"blockReason": "SAFETY"}}'], IncompleteReplyError),
    ],
)
def test_a_summary_that_cannot_be_had_changes_nothing(
    tmp_path: Path, answer: list[str], error: type[Exception]
) -> None:
    chat = long_chat(tmp_path, *[answer] * 12)
    old = chat.context.session.id
    with pytest.raises(error):
        chat.run("/compact")
    assert chat.context.session.id == old
    assert len(chat.context.conversation.history.turns) == 3


def test_where_nothing_is_saved(tmp_path: Path) -> None:
    chat = Chat(tmp_path, *[reply("one")] * 3, reply("It was a."), saving=False)
    for question in "abc":
        chat.ask(question)
    assert chat.said("/compact") == "Going on with a summary of 3 words and the last 2 turns."
