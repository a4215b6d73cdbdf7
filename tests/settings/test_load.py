"""Which layer has the last word, and that it is remembered."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from gemchat.errors import SettingsError
from gemchat.settings import Settings, load

DOCUMENT = """\
model = "a"
system = "file"
[generation]
temperature = 0.1
top_p = 0.1
seed = 1
[models.a]
temperature = 0.2
thinking_budget = 0
[models.b]
temperature = 0.3
thinking_level = "high"
[profiles.p]
model = "b"
tools = ["search"]
prompt = "Look: {input}"
[profiles.p.generation]
top_p = 0.4
[profiles.empty]
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "config.toml"
    file.write_text(DOCUMENT)
    return file


@pytest.fixture
def settings(file: Path) -> Settings:
    return load(file, {})


def test_without_a_file_every_setting_has_its_default(tmp_path: Path) -> None:
    settings = load(tmp_path / "config.toml", {})
    assert settings.model == "gemini-flash-latest"
    assert settings.api.connect_timeout == 10
    assert settings.generation == {}
    assert {origin for _, _, origin in settings.listing()} == {"default"}


def test_each_layer_covers_the_ones_below(file: Path) -> None:
    """Layers are added from the top down: their rank counts, and not the order of the calls."""
    expected = [
        ("/temperature", 0.9),
        ("--temperature", 0.8),
        ("session", 0.7),
    ]
    for above in range(len(expected)):
        settings = load(file, {"GEMCHAT_GENERATION_TEMPERATURE": "0.6"})
        for name, value in expected[above:]:
            settings = settings.with_layer(name, {"generation": {"temperature": value}})
        assert settings.generation["temperature"] == expected[above][1]
        assert settings.origin("generation.temperature") == expected[above][0]


def test_file_model_profile_and_environment_cover_each_other_in_this_order(file: Path) -> None:
    settings = load(file, {"GEMCHAT_PROFILE": "p", "GEMCHAT_GENERATION_SEED": "6"})
    assert settings.generation == {
        "temperature": 0.3,
        "top_p": 0.4,
        "seed": 6,
        "thinking_config": {"thinking_level": "high"},
    }
    origins = {
        "model": "config.toml line 14",
        "system": "config.toml line 2",
        "profile": "GEMCHAT_PROFILE",
        "tools.enabled": "config.toml line 15",
        "generation.temperature": "config.toml line 11",
        "generation.top_p": "config.toml line 18",
        "generation.seed": "GEMCHAT_GENERATION_SEED",
        "generation.thinking_level": "config.toml line 12",
        "generation.thinking_config": "config.toml line 12",
        "generation.top_k": "default",
        "api.base_url": "default",
    }
    assert {name: settings.origin(name) for name in origins} == origins


@pytest.mark.parametrize("name", ["b", "models/b"])
def test_another_model_brings_its_own_section(settings: Settings, name: str) -> None:
    assert settings.generation["temperature"] == 0.2
    assert settings.generation["thinking_config"] == {"thinking_budget": 0}
    other = settings.with_layer("/model", {"model": name})
    assert other.generation["temperature"] == 0.3
    assert other.generation["thinking_config"] == {"thinking_level": "high"}
    assert other.generation["top_p"] == 0.1
    assert other.with_layer("/model", {"model": "c"}).generation["temperature"] == 0.1
    assert settings.model == "a", "the settings before stay as they were"


def test_the_section_of_the_default_model_counts_too(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text("[models.gemini-flash-latest]\ntop_k = 1\n[models.other]\ntop_k = 2\n")
    settings = load(file, {})
    assert settings.generation == {"top_k": 1}
    settings = settings.with_layer("default", {"model": "other"})
    assert settings.generation == {"top_k": 2}
    assert settings.origin("model") == "default"


def test_a_caller_default_lies_below_the_file(settings: Settings) -> None:
    assert settings.with_layer("default", {"model": "c"}).model == "a"


def test_a_profile_lies_below_flags(settings: Settings) -> None:
    chosen = settings.with_layer("-p", {"profile": "p"}).with_layer("-m", {"model": "a"})
    assert chosen.model == "a"
    assert chosen.generation["top_p"] == 0.4
    assert chosen.tools.enabled == ("search",)
    assert chosen.profiles["p"].prompt == "Look: {input}"


def test_a_profile_chosen_by_a_command_lies_as_high_as_the_command(settings: Settings) -> None:
    resumed = settings.with_layer("session", {"model": "x", "generation": {"top_p": 0.7}})
    assert resumed.with_layer("-p", {"profile": "p"}).model == "x"
    switched = resumed.with_layer("/model", {"model": "y"}).with_layer("/profile", {"profile": "p"})
    assert (switched.model, switched.generation["top_p"]) == ("b", 0.4)
    assert switched.with_layer("/model", {"model": "y"}).model == "y"
    left = switched.with_layer("/profile", {"profile": None})
    assert (left.model, left.generation["top_p"]) == ("y", 0.7)


def test_a_profile_with_nothing_in_it_exists(settings: Settings) -> None:
    assert settings.with_layer("-p", {"profile": "empty"}).model == "a"


def test_an_unknown_profile_is_refused(settings: Settings) -> None:
    with pytest.raises(SettingsError) as raised:
        settings.with_layer("-p", {"profile": "q"})
    assert raised.value.message == "-p: there is no profile “q”."
    assert raised.value.hint == "There are: “p”, “empty”."


def test_thinking_is_set_field_by_field(settings: Settings) -> None:
    thoughts = {"generation": {"include_thoughts": True}}
    level = {"generation": {"thinking_config": {"thinking_level": "low"}}}
    chosen = settings.with_layer("-o", thoughts).with_layer("-o", level)
    assert chosen.generation["thinking_config"] == {
        "include_thoughts": True,
        "thinking_level": "low",
    }, "a level takes the place of the budget that the model section sets"


def test_lists_and_objects_replace_each_other(settings: Settings) -> None:
    first = {"generation": {"stop_sequences": ["a"], "labels": {"x": "1"}}}
    second = {"generation": {"stop_sequences": ["b"], "labels": {"y": "2"}}}
    chosen = settings.with_layer("/set", first).with_layer("/set", second)
    assert chosen.generation["stop_sequences"] == ["b"]
    assert chosen.generation["labels"] == {"y": "2"}


def test_none_puts_a_setting_back_to_its_default(settings: Settings) -> None:
    cleared = settings.with_layer(
        "/unset",
        {"system": None, "model": None, "generation": {"top_p": None, "thinking_config": None}},
    )
    assert cleared.system is None
    assert cleared.model == "gemini-flash-latest"
    assert cleared.generation == {"temperature": 0.1, "seed": 1}
    assert cleared.origin("generation.top_p") == "default"


def test_another_session_takes_the_place_of_the_one_before(settings: Settings) -> None:
    first = settings.with_layer("session", {"model": "x", "system": "first"})
    second = first.without_layer("session").with_layer("session", {"model": "y"})
    assert (second.model, second.system) == ("y", "file")


def test_a_layer_is_checked(settings: Settings) -> None:
    with pytest.raises(SettingsError) as raised:
        settings.with_layer("--timeout", {"timeout": "soon"})
    assert raised.value.message == "--timeout: timeout must be a number, not “soon”."


def test_settings_cannot_be_changed(settings: Settings) -> None:
    with pytest.raises(ValueError, match="frozen"):
        settings.model = "b"  # type: ignore[misc]  # that is the point
    with pytest.raises(ValueError, match="frozen"):
        settings.api.base_url = "b"  # type: ignore[misc]  # that is the point


def test_timeout_bounds_silence_in_place_of_both_settings(settings: Settings) -> None:
    assert (settings.first_event_timeout, settings.event_timeout) == (180, 60)
    short = settings.with_layer("--timeout", {"timeout": 5})
    assert (short.first_event_timeout, short.event_timeout) == (5, 5)


def test_the_listing_names_every_setting(settings: Settings) -> None:
    listing = {name: (value, origin) for name, value, origin in settings.listing()}
    assert listing["model"] == ("a", "config.toml line 1")
    assert listing["generation.thinking_config.thinking_budget"] == (0, "config.toml line 9")
    assert listing["repl.keys"] == ({}, "default")
    assert not any(name.startswith(("models", "profiles")) for name in listing)


def test_the_listing_tells_no_secret_of_an_address(settings: Settings) -> None:
    address = "https://ann:canary@example.org/v1?key=canary"
    changed = settings.with_layer("--base-url", {"api": {"base_url": address}})
    assert ("api.base_url", "https://example.org/v1?…", "--base-url") in changed.listing()
    assert changed.api.base_url == address


def test_a_start_without_generation_settings_does_without_the_wire_types(
    env_for_child: dict[str, str],
) -> None:
    program = """
import sys
from pathlib import Path
from gemchat.settings import load
load(Path("none.toml"), {"GEMCHAT_MODEL": "m"})
assert not {"gemchat.types", "httpx", "rich", "prompt_toolkit"} & set(sys.modules)
"""
    subprocess.run([sys.executable, "-c", program], env=env_for_child, check=True)
