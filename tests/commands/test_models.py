from __future__ import annotations

import asyncio
import stat
from pathlib import Path

import pytest

from gemchat.errors import AccessError, RefusedError, UsageError
from tests.commands.chatting import MODELS, Chat, reply

PRO = ("gemini-pro", "2,048", "64", "")
FLASH = ("gemini-flash", "", "", "")


def test_listing_those_one_can_talk_to(tmp_path: Path) -> None:
    chat = Chat(tmp_path, MODELS, MODELS, MODELS)
    assert chat.shown("/models") == [PRO, FLASH]
    assert chat.shown("/models pro") == [PRO]
    assert chat.said("/models nothing") == "No model's name contains “nothing”."


def test_the_list_is_remembered_for_the_next_start(tmp_path: Path) -> None:
    Chat(tmp_path, MODELS).run("/models")
    assert stat.S_IMODE((tmp_path / "models.json").stat().st_mode) == 0o600
    later = Chat(tmp_path)
    assert later.context.catalogue.names == ["gemini-pro", "gemini-flash"]
    found = later.context.catalogue.find("models/gemini-pro")
    assert found is not None
    assert found.input_token_limit == 2048


@pytest.mark.parametrize("text", ["", "no JSON", "[]", '{"models": 7}', '{"models": [7, {}]}'])
def test_a_spoilt_list_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "models.json").write_text(text)
    assert Chat(tmp_path).context.catalogue.names == []


def test_a_disk_that_does_not_remember(tmp_path: Path) -> None:
    (tmp_path / "models.json").mkdir()
    chat = Chat(tmp_path, MODELS)
    assert len(asyncio.run(chat.context.catalogue.refresh())) == 4
    assert chat.context.catalogue.names == ["gemini-pro", "gemini-flash"]


def test_a_list_that_cannot_be_had(tmp_path: Path) -> None:
    chat = Chat(tmp_path, ["error: 403 PERMISSION_DENIED no"])
    with pytest.raises(AccessError):
        chat.run("/models")


def test_showing_and_switching(tmp_path: Path) -> None:
    chat = Chat(tmp_path, MODELS, reply("one"), reply("two"))
    assert chat.said("/model") == "Talking to gemini-flash-latest."
    chat.run("/models")
    chat.ask("a")
    said = chat.said("/model gemini-pro")
    assert said == "Now talking to gemini-pro. It takes 2,048 tokens and gives 64."
    chat.ask("b")
    assert chat.models[1:] == ["gemini-flash-latest", "gemini-pro"]
    assert chat.questions == ["a", "b"]


def test_the_model_one_talks_to_is_marked(tmp_path: Path) -> None:
    chat = Chat(tmp_path, MODELS)
    chat.run("/model models/gemini-pro")
    assert chat.shown("/models") == [("gemini-pro*", *PRO[1:]), FLASH]


def test_a_model_that_is_not_listed_is_taken_and_said_to_be_none_of_them(tmp_path: Path) -> None:
    chat = Chat(tmp_path, MODELS)
    assert chat.said("/model gemini-flush") == "Now talking to gemini-flush."
    chat.run("/models")
    assert chat.said("/model gemini-flush") == (
        "Now talking to gemini-flush. It is not in the API's last list of models. "
        "Did you mean gemini-flash or gemini-pro?"
    )
    assert chat.said("/model zzz").endswith("It is not in the API's last list of models.")
    assert chat.context.settings.model == "zzz"


def test_what_can_be_no_model_is_not_taken(tmp_path: Path) -> None:
    chat = Chat(tmp_path)
    with pytest.raises(UsageError, match="'foo bar' is no model name"):
        chat.run("/model foo bar")
    assert chat.said("/model") == "Talking to gemini-flash-latest."


def test_a_model_that_is_not_there_suggests_those_with_nearly_its_name(tmp_path: Path) -> None:
    no = ["error: 404 NOT_FOUND no such model"]
    chat = Chat(tmp_path, MODELS, no, no)
    chat.run("/models")
    for name, hint in (
        ("gemini-flush", "Did you mean gemini-flash or gemini-pro?"),
        ("gemini-flash", "/models lists what there is."),
    ):
        chat.run(f"/model {name}")
        with pytest.raises(RefusedError) as caught:
            chat.ask("q")
        chat.context.advise(caught.value)
        assert caught.value.hint == hint
