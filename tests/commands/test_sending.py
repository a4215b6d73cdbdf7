"""What is asked before a message is sent."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from gemchat.commands.entry import Entry
from gemchat.commands.outcome import Confirm, Outcome, Send, Submit
from gemchat.commands.sending import checked, typed
from tests.commands.chatting import MODELS, Chat, reply, yes

# gemini-pro takes 2,048 tokens
PRO = {"model": "gemini-pro"}
COUNTED = [f"raw: {json.dumps({'totalTokens': 3000})}"]


def check(chat: Chat, submit: str | Submit) -> Outcome:
    asked = typed(chat.context, Entry(submit)) if isinstance(submit, str) else submit
    return asyncio.run(checked(chat.context, asked))


def test_most_messages_are_sent_unasked(tmp_path: Path) -> None:
    chat = Chat(tmp_path, MODELS, settings=PRO)
    chat.run("/models")
    sent = check(chat, "hello")
    assert isinstance(sent, Send)
    assert sent.content == {"role": "user", "parts": [{"text": "hello"}]}
    assert len(chat.transport.calls) == 1


def test_more_than_the_model_takes_is_counted_and_asked_about(tmp_path: Path) -> None:
    chat = Chat(tmp_path, MODELS, reply("one", 1000, 40), COUNTED, settings=PRO)
    chat.run("/models")
    chat.ask("hello")
    question = check(chat, "more")
    assert isinstance(question, Confirm)
    assert question.question == (
        "This comes to about 3,000 tokens, and gemini-pro takes 2,048. Send it?"
    )
    body = chat.transport.bodies[-1]
    counted = body.get("generateContentRequest", body)["contents"]
    assert [content["role"] for content in counted] == ["user", "model", "user"]
    assert isinstance(yes(question), Send)


def test_a_count_that_fails_stands_in_nobodys_way(tmp_path: Path) -> None:
    refused = ["error: 400 INVALID_ARGUMENT no"]
    chat = Chat(tmp_path, MODELS, refused, refused, settings=PRO)
    chat.run("/models")
    assert isinstance(check(chat, "x" * 5000), Send)
    assert isinstance(check(chat, "x" * 10_000), Confirm)


def test_uploaded_files_are_always_counted(tmp_path: Path) -> None:
    chat = Chat(tmp_path, MODELS, COUNTED, settings=PRO)
    chat.run("/models")
    chat.run("/attach gs://bucket/film.mp4")
    assert isinstance(check(chat, "what happens?"), Confirm)


def test_of_a_model_that_is_not_listed_nothing_is_asked(tmp_path: Path) -> None:
    assert isinstance(check(Chat(tmp_path), "x" * 10_000), Send)


def test_a_secret_is_asked_about_before_anything_is_read(tmp_path: Path) -> None:
    (tmp_path / "server.pem").write_text("x")
    chat = Chat(tmp_path)
    question = check(chat, f"see @{tmp_path}/server.pem")
    assert isinstance(question, Confirm)
    assert question.question == "server.pem looks like a secret. Send it?"


def test_what_cannot_be_priced_does_not_hide_what_can(tmp_path: Path) -> None:
    settings = {"model": "gemini-2.5-flash", "repl": {"max_cost": 0.002}}
    chat = Chat(tmp_path, reply("one", 1000, 1000), reply("two"), settings=settings)
    chat.ask("a")
    chat.run("/undo")
    chat.ask(Submit("b", model="mine"))
    question = check(chat, "c")
    assert isinstance(question, Confirm)
    assert question.question.startswith("This chat has cost at least $0.0028, and")


def test_a_chat_that_has_cost_enough_asks(tmp_path: Path) -> None:
    settings = {"model": "gemini-2.5-flash", "repl": {"max_cost": 0.003}}
    chat = Chat(tmp_path, reply("one", 1000, 1000), reply("two", 1000, 1000), settings=settings)
    chat.ask("a")
    assert isinstance(check(chat, "b"), Send)
    chat.ask("b")
    question = check(chat, Submit({"role": "user", "parts": [{"text": "again"}]}))
    assert isinstance(question, Confirm)
    assert question.question == (
        "This chat has cost $0.0056, and repl.max_cost is $0.0030. Send it?"
    )
    assert isinstance(yes(question), Send)
    chat.context.paid = False
    assert isinstance(check(chat, "b"), Send)
