from __future__ import annotations

import json
from pathlib import Path

import pytest

from gemchat.commands.outcome import Submit
from gemchat.commands.table import Suggestion
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
        ("mine", "hard", "does not take “hard”"),
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


WITH_THOUGHTS = {"includeThoughts": True}
LISTED = [{"name": "models/gemini-pro"}, {"name": "models/gemini-flash", "thinking": True}]


@pytest.mark.parametrize(
    ("model", "generation", "once", "sent"),
    [
        ("gemini-flash", {}, None, WITH_THOUGHTS),
        ("gemini-flash", {"thinking_level": "LOW"}, None, {"thinkingLevel": "LOW"} | WITH_THOUGHTS),
        ("gemini-flash", {}, {"temperature": 1}, WITH_THOUGHTS),
        (
            "gemini-flash",
            {},
            {"thinking_config": {"thinking_budget": 9}},
            {"thinkingBudget": 9} | WITH_THOUGHTS,
        ),
        ("gemini-flash", {"thinking_budget": 0}, None, {"thinkingBudget": 0}),
        ("gemini-flash", {"include_thoughts": False}, None, {"includeThoughts": False}),
        ("gemini-pro", {}, None, None),
        ("unlisted", {}, None, None),
    ],
)
def test_thoughts_are_asked_for_where_the_model_is_listed_as_one_that_thinks(
    tmp_path: Path,
    model: str,
    generation: dict[str, object],
    once: dict[str, object] | None,
    sent: dict[str, object] | None,
) -> None:
    settings = {"model": model, "generation": generation}
    chat = Chat(
        tmp_path,
        [f"raw: {json.dumps({'models': LISTED})}"],
        reply("one"),
        reply("two"),
        settings=settings,
    )
    chat.run("/models")
    chat.ask(Submit("q", once), thoughts=True)
    assert chat.transport.bodies[-1].get("generationConfig", {}).get("thinkingConfig") == sent
    chat.ask("q")
    assert (
        "includeThoughts" not in str(chat.transport.bodies[-1]) or "include_thoughts" in generation
    )


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
    assert [each.text for each in tool_names(mine, "")] == ["search", "url", "code", "maps", "none"]
    assert list(tool_names(mine, "search u")) == [Suggestion("search url", "url")]
    assert list(tool_names(mine, "search,u")) == [Suggestion("search,url", "url")]
    assert [each.shown for each in tool_names(mine, "search ")] == ["url", "code", "maps"]
