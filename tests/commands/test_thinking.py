from __future__ import annotations

from pathlib import Path

import pytest

from gemchat.commands.thinking import tool_names, ways_to_think
from gemchat.errors import UsageError
from tests.commands.chatting import Chat, reply


def chat_with(folder: Path, model: str) -> Chat:
    return Chat(folder, reply("one"), settings={"model": model})


@pytest.mark.parametrize(
    ("model", "word", "said", "sent"),
    [
        ("mine", "high", "The model thinks at level HIGH.", {"thinkingLevel": "HIGH"}),
        ("mine", "off", "The model does not think.", {"thinkingBudget": 0}),
        ("gemini-2.5-pro", "128", "The model thinks with up to 128 tokens.", None),
        ("gemini-2.5-pro", "-1", "The model thinks as much as it wants.", {"thinkingBudget": -1}),
        ("mine", "show", "Thoughts are shown, and stay.", {"includeThoughts": True}),
    ],
)
def test_how_much_it_thinks(
    tmp_path: Path, model: str, word: str, said: str, sent: dict[str, object] | None
) -> None:
    chat = chat_with(tmp_path, model)
    assert chat.said(f"/thinking {word}") == said
    chat.ask("q")
    config = chat.transport.bodies[-1]["generationConfig"]
    assert config == {"thinkingConfig": sent or {"thinkingBudget": 128}}


def test_a_level_takes_the_place_of_a_number(tmp_path: Path) -> None:
    chat = chat_with(tmp_path, "mine")
    chat.run("/thinking 100")
    chat.run("/thinking low")
    chat.ask("q")
    config = chat.transport.bodies[-1]["generationConfig"]
    assert config == {"thinkingConfig": {"thinkingLevel": "LOW"}}


@pytest.mark.parametrize(
    ("model", "word", "said"),
    [
        ("gemini-2.5-pro", "low", "takes no thinking_level"),
        ("gemini-2.5-pro", "off", "takes -1 or 128 to 32,768"),
        ("gemini-3.8-flash", "off", "always thinks"),
        ("gemini-3.8-flash", "minimal", "takes LOW, MEDIUM or HIGH"),
        ("gemini-4-argon", "5", "takes no thinking_budget"),
        ("mine", "hard", "no way to think called hard"),
    ],
)
def test_what_is_refused_changes_nothing(tmp_path: Path, model: str, word: str, said: str) -> None:
    chat = chat_with(tmp_path, model)
    with pytest.raises(UsageError, match=said):
        chat.run(f"/thinking {word}")
    assert chat.context.settings.generation == {}


def test_thoughts_are_hidden_again(tmp_path: Path) -> None:
    chat = chat_with(tmp_path, "mine")
    said = [chat.said(f"/thinking {word}") for word in ("show", "hide")]
    assert said == ["Thoughts are shown, and stay.", "Thoughts are not shown."]
    assert "Thoughts are not shown." in chat.said("/thinking")
    assert chat.context.settings.display.thoughts == "hide"
    assert "include_thoughts" not in chat.context.settings.generation.get("thinking_config", {})


def test_thoughts_are_shown_as_they_were_by_default(tmp_path: Path) -> None:
    chat = chat_with(tmp_path, "mine")
    before = chat.context.settings.display.thoughts
    chat.run("/thinking show")
    assert chat.said("/thinking brief") == "Thoughts are shown while they come."
    assert chat.context.settings.display.thoughts == before
    assert "include_thoughts" not in chat.context.settings.generation.get("thinking_config", {})


def test_thinking_as_it_is(tmp_path: Path) -> None:
    chat = chat_with(tmp_path, "gemini-2.5-pro")
    assert (
        chat.said("/thinking")
        == "How much it thinks is left to the model. Thoughts are shown while they come. "
        "gemini-2.5-pro takes -1 or 128 to 32,768."
    )


def test_tools(tmp_path: Path) -> None:
    chat = chat_with(tmp_path, "mine")
    assert chat.said("/tools") == "No tools are on."
    assert chat.said("/tools search, url") == "Tools that are on: search, url."
    chat.ask("q")
    assert chat.transport.bodies[-1]["tools"] == [{"googleSearch": {}}, {"urlContext": {}}]
    with pytest.raises(UsageError, match=r"no tool hammer\.") as caught:
        chat.run("/tools search hammer")
    assert caught.value.hint == "There are search, url, code, maps."
    assert chat.said("/tools") == "Tools that are on: search, url."
    assert chat.said("/tools none") == "No tools are on."


def test_completing(tmp_path: Path) -> None:
    pro, flash, mine = (
        chat_with(tmp_path, name).context for name in ("gemini-2.5-pro", "gemini-3.8-flash", "mine")
    )
    assert list(ways_to_think(pro, "")) == ["brief", "show", "hide"]
    assert list(ways_to_think(flash, "")) == ["low", "medium", "high", "brief", "show", "hide"]
    assert list(ways_to_think(mine, "o")) == ["off"]
    assert list(tool_names(mine, "")) == ["search", "url", "code", "maps", "none"]
    assert list(tool_names(mine, "search u")) == ["search url"]
