from __future__ import annotations

from pathlib import Path

import pytest

from gemchat.commands.outcome import Say
from gemchat.errors import SettingsError, UsageError
from tests.commands.chatting import Chat, reply


@pytest.fixture
def chat(tmp_path: Path) -> Chat:
    return Chat(tmp_path, reply("one"), reply("two"))


@pytest.mark.parametrize(
    ("line", "sent"),
    [
        ("/temperature 0.5", {"temperature": 0.5}),
        ("/set temperature 0.5", {"temperature": 0.5}),
        ("/set top_k 3", {"topK": 3}),
        ('/set stop_sequences ["END", "x y"]', {"stopSequences": ["END", "x y"]}),
        ("/set max_output_tokens 20", {"maxOutputTokens": 20}),
        ("/set thinking_budget 128", {"thinkingConfig": {"thinkingBudget": 128}}),
        ("/set include_thoughts true", {"thinkingConfig": {"includeThoughts": True}}),
    ],
)
def test_a_setting_holds_from_now_on_until_it_is_unset(
    chat: Chat, line: str, sent: dict[str, object]
) -> None:
    name = line.split()[1] if line.startswith("/set") else "temperature"
    assert chat.said(line).startswith(f"{name} is ")
    chat.ask("q")
    assert chat.transport.bodies[-1]["generationConfig"] == sent
    assert chat.said(f"/unset {name}") == f"{name} is left to the model."
    chat.ask("q")
    assert "generationConfig" not in chat.transport.bodies[-1]


@pytest.mark.parametrize(
    "line",
    [
        "/temperature warm",
        "/temperature -1",
        "/set top_p 2",
        "/set nothing 1",
        "/set tools 1",
        "/set nothing",
        "/unset nothing",
        "/unset",
    ],
)
def test_nonsense_changes_nothing(chat: Chat, line: str) -> None:
    with pytest.raises(UsageError) as caught:
        chat.run(line)
    assert caught.value.message.endswith(".")
    chat.ask("q")
    assert "generationConfig" not in chat.transport.bodies[-1]


def test_the_origin_of_a_value_is_shown(chat: Chat) -> None:
    chat.run("/temperature 0.5")
    chat.run("/set thinking_level HIGH")
    rows = {row[0]: row for row in chat.shown("/set")}
    assert rows["temperature"][1:3] == ("0.5", "/temperature")
    assert rows["thinking_level"][1:3] == ("HIGH", "/set")
    assert rows["top_p"][1:3] == ("", "")
    assert "thinking_config" not in rows
    (row,) = chat.shown("/set temperature")
    assert row == rows["temperature"]
    assert row[3]


def test_the_temperature_as_it_is(chat: Chat) -> None:
    assert chat.said("/temperature") == "The temperature is left to the model."
    chat.run("/temperature 0.5")
    assert chat.said("/temperature") == "It is 0.5."


def test_the_system_instruction(chat: Chat) -> None:
    assert chat.said("/system") == "There is no system instruction."
    assert chat.said("/system Be kind.") == "The system instruction is set, 2 words."
    assert chat.said("/system") == "Be kind."
    chat.ask("q")
    assert chat.transport.bodies[-1]["systemInstruction"]["parts"] == [{"text": "Be kind."}]
    assert chat.said("/system off") == "There is no system instruction any more."
    chat.ask("q")
    assert "systemInstruction" not in chat.transport.bodies[-1]


def test_a_system_instruction_from_a_file(chat: Chat, tmp_path: Path) -> None:
    file = tmp_path / "a file.txt"
    file.write_bytes("Sei nett, größtenteils.\n".encode())
    chat.run(f"/system @{file}")
    assert chat.run("/system") == Say("Sei nett, größtenteils.")
    file.write_bytes(b"x" * (1024 * 1024 + 1))
    for wrong in (file, tmp_path, tmp_path / "missing"):
        with pytest.raises(UsageError, match=wrong.name):
            chat.run(f"/system @{wrong}")
    assert chat.run("/system") == Say("Sei nett, größtenteils.")


def test_an_error_names_the_command(chat: Chat) -> None:
    with pytest.raises(SettingsError, match="/temperature"):
        chat.run("/temperature warm")
