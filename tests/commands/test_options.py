from __future__ import annotations

import re
from pathlib import Path

import pytest

from gemchat.commands.completers import field_names, once_fields, system_files
from gemchat.commands.outcome import Say, Submit
from gemchat.commands.table import Suggestion
from gemchat.errors import SettingsError, UsageError
from gemchat.settings import parse_option
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
        ("/set top_p=0.5", {"topP": 0.5}),
        ('/set stop_sequences=["a = b"]', {"stopSequences": ["a = b"]}),
        ('/set stop_sequences ["END", "x y"]', {"stopSequences": ["END", "x y"]}),
        ("/set max_output_tokens 20", {"maxOutputTokens": 20}),
        ("/set thinking_budget 128", {"thinkingConfig": {"thinkingBudget": 128}}),
        ("/set include_thoughts true", {"thinkingConfig": {"includeThoughts": True}}),
    ],
)
def test_a_setting_holds_from_now_on_until_it_is_unset(
    chat: Chat, line: str, sent: dict[str, object]
) -> None:
    name = re.split("[ =]", line)[1] if line.startswith("/set") else "temperature"
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
    rows = {name: rest for name, *rest in chat.shown("/set")}
    assert rows["temperature"] == ["/temperature", "0.5"]
    assert rows["thinking_level"] == ["/set", "HIGH"]
    assert rows["top_p"] == ["default", "–"]
    assert "thinking_config" not in rows
    assert chat.said("/set temperature").startswith("temperature is 0.5, from /temperature. How ")


def test_a_setting_is_explained(chat: Chat) -> None:
    said = chat.said("/set service_tier")
    assert said.startswith("service_tier is left to the model. How urgent the request is")
    assert said.count("standard") == 1
    assert chat.said("/set include_thoughts").endswith("It takes true or false.")
    assert "`" not in chat.said("/set response_mime_type")
    assert chat.said("/set thinking_level").count("MINIMAL") == 1


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
    assert chat.said("/set max_output_tokens").endswith("gemini-pro: up to 64.")


def test_what_holds_already_stands_in_nobodys_way(tmp_path: Path) -> None:
    chat = Chat(tmp_path, settings={"generation": {"thinking_level": "LOW"}})
    assert "takes no thinking_level" in chat.said("/model gemini-2.5-pro")
    assert chat.said("/temperature 1") == "temperature is 1.0 from now on."


def test_a_new_model_is_not_sent_what_it_does_not_take(chat: Chat) -> None:
    chat.run("/model gemini-2.5-flash")
    chat.run("/thinking off")
    chat.run("/temperature 1")
    said = chat.said("/model gemini-2.5-pro")
    assert "Left out: gemini-2.5-pro takes -1 or 128 to 32,768 as thinking_budget, not 0." in said
    chat.ask("q")
    assert chat.transport.bodies[-1]["generationConfig"] == {"temperature": 1.0}


@pytest.mark.parametrize(
    ("line", "said", "hint"),
    [
        ("service_tier cheap", "service_tier does not take “cheap”", "flex or priority"),
        ("service_tier flexx", "service_tier does not take “flexx”", "Did you mean flex?"),
        ('safety_settings [{"category": "HARM"}]', "category does not take “HARM”", "It takes "),
        ('response_modalities ["TEXTS"]', "does not take “TEXTS”", "Did you mean TEXT?"),
    ],
)
def test_a_name_that_the_api_does_not_have_is_a_slip(
    chat: Chat, line: str, said: str, hint: str
) -> None:
    for command in (f"/set {line}", f"/once {line.replace(' ', '=', 1)} q"):
        with pytest.raises(UsageError, match=said) as caught:
            chat.run(command)
        assert hint in caught.value.hint
    assert parse_option(line.replace(" ", "=", 1)), "-o sends what a later API may know"


def test_names_count_in_letters_of_either_case(chat: Chat) -> None:
    assert chat.said("/set thinking_level low") == "thinking_level is low from now on."


@pytest.mark.parametrize("word", ["none", "off"])
def test_none_and_off_both_take_away(chat: Chat, word: str) -> None:
    chat.run("/temperature 1")
    chat.run("/system Be kind.")
    chat.run("/tools search")
    for line in (f"/temperature {word}", f"/system {word}", f"/tools {word}", f"/profile {word}"):
        chat.run(line)
    chat.ask("q")
    assert {"contents"} == chat.transport.bodies[-1].keys()


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
