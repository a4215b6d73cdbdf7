from __future__ import annotations

from pathlib import Path

import pytest

from gemchat.commands.completers import profile_names
from gemchat.commands.outcome import Show
from gemchat.errors import SettingsError
from gemchat.settings import load
from tests.commands.chatting import Chat, reply

PROFILES = {
    "profiles": {
        "terse": {"model": "gemini-pro", "system": "Be terse.", "tools": ["search"]},
        "fix": {"prompt": "Correct this: {input}", "generation": {"temperature": 0.0}},
        "bare": {"prompt": "Shorten this."},
    }
}


def test_taking_and_leaving_a_profile(tmp_path: Path) -> None:
    chat = Chat(tmp_path, reply("one"), settings=PROFILES)
    assert chat.said("/profile terse") == "The profile is terse. Talking to gemini-pro."
    assert chat.shown("/profile") == [
        ("bare", "", ""),
        ("fix", "", ""),
        ("terse*", "gemini-pro", "Be terse."),
    ]
    chat.ask("q")
    body = chat.transport.bodies[-1]
    assert body["systemInstruction"]["parts"] == [{"text": "Be terse."}]
    assert body["tools"] == [{"googleSearch": {}}]
    assert chat.said("/profile none") == "No profile. Talking to gemini-flash-latest."
    assert chat.context.settings.system is None


def test_a_profile_that_is_not_there(tmp_path: Path) -> None:
    chat = Chat(tmp_path, settings=PROFILES)
    with pytest.raises(SettingsError, match="no profile “other”"):
        chat.run("/profile other")
    assert chat.context.settings.profile is None


def test_no_profiles(tmp_path: Path) -> None:
    assert Chat(tmp_path).said("/profile").startswith("The config file has no profiles.")


def test_the_template_words_what_is_typed(tmp_path: Path) -> None:
    chat = Chat(tmp_path, settings=PROFILES)
    assert chat.context.settings.worded("helo") == "helo"
    chat.run("/profile fix")
    assert chat.context.settings.worded("helo {input}") == "Correct this: helo {input}"
    chat.run("/profile bare")
    assert chat.context.settings.worded("helo") == "Shorten this.\n\nhelo"


def test_completing(tmp_path: Path) -> None:
    context = Chat(tmp_path, settings=PROFILES).context
    assert list(profile_names(context, "")) == ["bare", "fix", "terse", "none"]
    assert list(profile_names(context, "t")) == ["terse"]


def test_every_setting_is_listed_with_its_origin(tmp_path: Path) -> None:
    chat = Chat(tmp_path)
    chat.run("/model mine")
    chat.run("/temperature 0.5")
    rows = chat.shown("/config")
    assert ("model", "/model", "mine") in rows
    assert ("generation.temperature", "/temperature", "0.5") in rows
    assert ("api.connect_timeout", "default", "10.0") in rows
    assert ("api.base_url", "default", "–") in rows
    assert chat.shown("/config temperature") == [("generation.temperature", "/temperature", "0.5")]
    assert "“nothing”" in chat.said("/config nothing")


def test_the_file_is_named(tmp_path: Path) -> None:
    chat = Chat(tmp_path)
    file = tmp_path / "mine.toml"
    chat.context.settings = load(file, {})
    chat.run("/temperature 1")
    for there in (
        f"There is no file yet: gemchat config init writes {file}.",
        f"The file is {file}.",
    ):
        shown = chat.run("/config")
        assert isinstance(shown, Show)
        assert shown.note == f"{there} /set lists what is left to the model, too."
        file.touch()
