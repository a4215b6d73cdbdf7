from __future__ import annotations

from pathlib import Path

import pytest

from gemchat.commands.outcome import Submit
from gemchat.errors import GemchatError
from gemchat.ui.status import fitting, status_of
from tests.commands.chatting import MODELS, Chat, reply


def test_model_tokens_title_and_tools(tmp_path: Path) -> None:
    chat = Chat(
        tmp_path,
        reply("one", 1000, 5),
        reply("two", 2000, 5),
        settings={"tools": {"enabled": ["search", "url"]}},
    )
    assert status_of(chat.context) == "gemini-flash-latest · search · url"
    chat.ask("a")
    chat.ask("b")
    chat.run("/rename a title that is far too long for the row")
    assert status_of(chat.context) == (
        "gemini-flash-latest · a title that is far too long … · search · url"
        " · used 3,000 in, 10 out"
    )


def test_what_is_not_saved(tmp_path: Path) -> None:
    (tmp_path / "sessions").write_text("in the way")
    chat = Chat(tmp_path, reply("one"))
    chat.ask("a")
    assert status_of(chat.context).startswith(
        f"gemini-flash-latest, NOT SAVED: Not a directory: {tmp_path / 'sessions'} · "
    )


def test_a_name_from_elsewhere_is_harmless(tmp_path: Path) -> None:
    chat = Chat(tmp_path, settings={"model": "a\x1b[2J"})
    assert status_of(chat.context) == "a␛[2J"


def test_cost_room_and_attachments(tmp_path: Path) -> None:
    settings = {"model": "gemini-pro"}
    chat = Chat(tmp_path, MODELS, reply("one", 1000, 24), settings=settings)
    chat.run("/models")
    chat.run("/attach gs://bucket/film.mp4")
    assert status_of(chat.context) == "gemini-pro · 1 attached"
    chat.ask("a")
    assert status_of(chat.context).endswith("1 attached · 50 % of context · used 1,000 in, 24 out")
    chat.run("/model gemini-2.5-flash")
    chat.context.conversation.history.turns[0].model = "gemini-2.5-flash"
    assert status_of(chat.context).endswith("1 attached · used 1,000 in, 24 out · $0.0004")
    chat.context.paid = False
    assert status_of(chat.context).endswith("1 attached · used 1,000 in, 24 out")


def test_it_counts_what_usage_counts(tmp_path: Path) -> None:
    settings = {"model": "gemini-2.5-flash"}
    chat = Chat(tmp_path, reply("one", 1000, 20), reply("two", 1000, 20), settings=settings)
    chat.ask(Submit("a", model="mine"))
    assert status_of(chat.context).endswith("used 1,000 in, 20 out")
    chat.ask("b")
    chat.run("/undo 2")
    assert chat.shown("/usage") == [("all", "2,000", "40", "–", "–", "at least $0.0003")]
    assert status_of(chat.context).endswith("used 2,000 in, 40 out · at least $0.0003")


@pytest.mark.parametrize(
    ("width", "row"),
    [
        (40, "mine · 二 attached · used 3,000 in"),
        (34, "mine · 二 attached · used 3,000 in"),
        (33, "mine · 二 attached"),
        (18, "mine · 二 attached"),
        (17, "mine"),
        (4, "mine"),
        (3, "mine"),
    ],
)
def test_in_a_narrow_window_the_last_items_are_left_out_whole(width: int, row: str) -> None:
    assert fitting("mine · 二 attached · used 3,000 in", width) == row
    assert fitting("", width) == ""


def test_a_chat_that_is_not_to_be_saved_says_so(tmp_path: Path) -> None:
    chat = Chat(tmp_path, saving=False)
    assert status_of(chat.context) == "gemini-flash-latest, NOT SAVED"


def test_a_question_that_failed_used_nothing(tmp_path: Path) -> None:
    chat = Chat(tmp_path, ["error: 400 INVALID_ARGUMENT no"])
    with pytest.raises(GemchatError):
        chat.ask("a")
    assert status_of(chat.context) == "gemini-flash-latest"
