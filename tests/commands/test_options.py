from __future__ import annotations

from pathlib import Path

import pytest

from gemchat.commands.completers import field_names, once_fields, system_files
from gemchat.commands.outcome import Say, Submit
from gemchat.commands.table import Suggestion
from gemchat.errors import SettingsError, UsageError
from tests.commands.chatting import MODELS, Chat, reply


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
    for wrong in (file, tmp_path, tmp_path / "missing", Path("~no-such-user")):
        with pytest.raises(UsageError, match=wrong.name):
            chat.run(f"/system @{wrong}")
    assert chat.run("/system") == Say("Sei nett, größtenteils.")


def test_an_error_names_the_command(chat: Chat) -> None:
    with pytest.raises(SettingsError, match="/temperature"):
        chat.run("/temperature warm")


def test_settings_for_one_message(chat: Chat) -> None:
    chat.run("/set include_thoughts true")
    submit = chat.run('/once stop_sequences=["a b"] thinking_level=LOW  what is\na=b?')
    assert isinstance(submit, Submit)
    assert submit.message == "what is\na=b?"
    chat.ask(submit)
    assert chat.transport.bodies[-1]["generationConfig"] == {
        "stopSequences": ["a b"],
        "thinkingConfig": {"includeThoughts": True, "thinkingLevel": "LOW"},
    }
    chat.ask("q")
    sent = chat.transport.bodies[-1]["generationConfig"]
    assert sent == {"thinkingConfig": {"includeThoughts": True}}


@pytest.mark.parametrize("rest", ["", "hello", "temperature=1", "nothing=1 q", "top_p=7 q"])
def test_what_is_no_message_with_settings(chat: Chat, rest: str) -> None:
    with pytest.raises(UsageError):
        chat.run(f"/once {rest}")


def test_what_the_model_does_not_take_is_refused(tmp_path: Path) -> None:
    chat = Chat(tmp_path, MODELS, settings={"model": "gemini-pro"})
    chat.run("/models")
    for line in ("/set max_output_tokens 65", "/once max_output_tokens=65 q"):
        with pytest.raises(UsageError, match="gemini-pro takes up to 64 as max_output_tokens"):
            chat.run(line)
    assert "max_output_tokens" not in chat.context.settings.generation
    (row,) = chat.shown("/set max_output_tokens")
    assert row[3].endswith("gemini-pro: up to 64.")


def test_what_holds_already_stands_in_nobodys_way(tmp_path: Path) -> None:
    chat = Chat(tmp_path, settings={"generation": {"thinking_level": "LOW"}})
    assert "takes no thinking_level" in chat.said("/model gemini-2.5-pro")
    assert chat.said("/temperature 1") == "temperature is 1.0 from now on."


@pytest.mark.parametrize(
    ("typed", "become"),
    [
        ("response_log", ["response_logprobs"]),
        ("response_logprobs ", ["response_logprobs true", "response_logprobs false"]),
        ("thinking_level m", ["thinking_level MINIMAL", "thinking_level MEDIUM"]),
        ("service_tier fl", ["service_tier flex"]),
        ("temperature ", []),
        ("nothing ", []),
    ],
)
def test_completing_fields_and_values(chat: Chat, typed: str, become: list[str]) -> None:
    assert [each.text for each in field_names(chat.context, typed)] == become


def test_completing_follows_the_model(chat: Chat) -> None:
    chat.run("/model gemini-3.8-flash")
    found = list(field_names(chat.context, "thinking_level m"))
    assert found == [Suggestion("thinking_level MEDIUM", "MEDIUM")]


@pytest.mark.parametrize(
    ("typed", "become"),
    [
        ("seed=1 temp", ["seed=1 temperature="]),
        ('stop_sequences=["a b"] temp', ['stop_sequences=["a b"] temperature=']),
        ("seed=1 hello temp", []),
        ("seed=1 service_tier=f", ["seed=1 service_tier=flex"]),
        ("temperature=", []),
    ],
)
def test_completing_settings_for_one_message(chat: Chat, typed: str, become: list[str]) -> None:
    assert [each.text for each in once_fields(chat.context, typed)] == become


def test_completing_the_file_of_a_system_instruction(chat: Chat, tmp_path: Path) -> None:
    (tmp_path / "kind.txt").touch()
    assert list(system_files(chat.context, f"@{tmp_path}/k")) == [
        Suggestion(f"@{tmp_path}/kind.txt", "kind.txt")
    ]
    assert list(system_files(chat.context, "o")) == [Suggestion("off")]
    assert list(system_files(chat.context, "Be")) == []


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("tempratur", "Did you mean temperature?"),
        ("nonsense", "/set lists them."),
        ("system_instruction", "Use system in its place."),
    ],
)
@pytest.mark.parametrize("line", ["/set {}", "/set {} 3", "/unset {}"])
def test_what_is_no_setting_is_named_as_it_was_typed(
    chat: Chat, line: str, name: str, hint: str
) -> None:
    with pytest.raises(UsageError) as caught:
        chat.run(line.format(name))
    assert (caught.value.message, caught.value.hint) == (f"There is no setting {name}.", hint)


def test_what_to_unset_must_be_said(chat: Chat) -> None:
    with pytest.raises(UsageError, match="Which setting"):
        chat.run("/unset")
