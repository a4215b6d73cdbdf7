from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemchat.errors import SettingsError
from gemchat.settings import parse_option
from gemchat.settings.text import environment, without_secrets
from gemchat.shown import shown_line


@pytest.mark.parametrize(
    ("text", "field", "value"),
    [
        ("top_p=0.9", "top_p", 0.9),
        (" seed = 7 ", "seed", 7),
        ("response_logprobs=yes", "response_logprobs", True),
        ('stop_sequences=["END", "a=b"]', "stop_sequences", ["END", "a=b"]),
        ("response_mime_type=text/plain", "response_mime_type", "text/plain"),
        ("cached_content=[x", "cached_content", "[x"),
        ('cached_content={"a": 1}', "cached_content", '{"a": 1}'),
        ('response_json_schema={"type": "object"}', "response_json_schema", {"type": "object"}),
        ("thinking_level=high", "thinking_config", {"thinking_level": "high"}),
        ("thinking_budget=512", "thinking_config", {"thinking_budget": 512}),
        ("include_thoughts=true", "thinking_config", {"include_thoughts": True}),
        ('thinking_config={"thinkingBudget": 5}', "thinking_config", {"thinking_budget": 5}),
        ("automatic_continuation=false", "automatic_continuation", False),
    ],
)
def test_an_option_is_read_by_the_type_of_its_field(text: str, field: str, value: object) -> None:
    assert parse_option(text) == (field, value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("top_p", "-o: “top_p” is not of the form FIELD=VALUE."),
        ("=5", '-o: there is no setting generation."".'),
        ("topp=5", "-o: there is no setting generation.topp."),
        ("tools=[]", "-o: there is no setting generation.tools."),
        ("top_p=much", "-o: top_p must be a number from 0 to 1, not “much”."),
        ("top_p=", "-o: top_p must be a number from 0 to 1, not “”."),
        ("temperature=-1", "-o: temperature must be a number from 0 to 2, not “-1”."),
        ("temperature=9", "-o: temperature must be a number from 0 to 2, not “9”."),
        ("temperature=nan", "-o: temperature must be a number from 0 to 2, not “nan”."),
        ("thinking_budget=x", "-o: thinking_budget must be a whole number, not “x”."),
        ("stop_sequences=END", "-o: stop_sequences must be a list, not “END”."),
        ("stop_sequences=[1]", "-o: stop_sequences must be text, not 1."),
        ("labels=" + "[" * 100_000, f"-o: labels must be an object, not “{'[' * 59}…”."),
        ("cached_content=\udc80", "-o: the value is not UTF-8 text."),
    ],
)
def test_a_wrong_option_is_refused(text: str, message: str) -> None:
    with pytest.raises(SettingsError) as raised:
        parse_option(text)
    assert raised.value.message == message


@given(st.text(max_size=30))
def test_any_text_is_an_option_or_refused(text: str) -> None:
    for option in (text, f"seed={text}", f"stop_sequences={text}"):
        try:
            parse_option(option)
        except SettingsError as error:
            assert error.message == shown_line(error.message)


def test_variables_are_read_by_the_type_of_their_setting() -> None:
    variables = {
        "GEMCHAT_MODEL": "m",
        "GEMCHAT_TIMEOUT": "2.5",
        "GEMCHAT_SYSTEM": "[be brief]",
        "GEMCHAT_PROFILE": "p",
        "GEMCHAT_SESSIONS_SAVE": "no",
        "GEMCHAT_API_BASE_URL": "https://a",
        "GEMCHAT_TOOLS_ENABLED": '["search", "url"]',
        "GEMCHAT_REPL_KEYS": '{"editor": "c-o"}',
        "GEMCHAT_GENERATION_TOP_K": "3",
        "GEMCHAT_GENERATION_THINKING_LEVEL": "low",
    }
    entries = environment(variables)
    assert {key: entry.value for key, entry in entries.items()} == {
        ("model",): "m",
        ("timeout",): 2.5,
        ("system",): "[be brief]",
        ("profile",): "p",
        ("sessions", "save"): False,
        ("api", "base_url"): "https://a",
        ("tools", "enabled"): ("search", "url"),
        ("repl", "keys"): {"editor": "c-o"},
        ("generation", "top_k"): 3,
        ("generation", "thinking_config", "thinking_level"): "low",
    }
    assert [entry.origin for entry in entries.values()] == list(variables)


@pytest.mark.parametrize(
    "variable", ["GEMCHAT_HOME", "GEMCHAT_RECORDINGS", "GEMCHAT_MODELS", "GEMCHAT_", "MODEL"]
)
def test_a_variable_that_names_no_section_is_not_ours(variable: str) -> None:
    assert environment({variable: "x"}) == {}


def test_an_empty_variable_sets_nothing() -> None:
    assert environment({"GEMCHAT_MODEL": "", "GEMCHAT_API_BOGUS": ""}) == {}


@pytest.mark.parametrize(
    ("variable", "value", "message", "hint"),
    [
        ("GEMCHAT_TIMEOUT", "soon", "timeout must be a number, not “soon”.", ""),
        (
            "GEMCHAT_API_BASEURL",
            "x",
            "there is no setting api.baseurl.",
            "Did you mean api.base_url?",
        ),
        ("GEMCHAT_API", "x", "api must be an object, not “x”.", ""),
        ("GEMCHAT_SYSTEM", "\udc80", "the value is not UTF-8 text.", ""),
    ],
)
def test_a_wrong_variable_is_named(variable: str, value: str, message: str, hint: str) -> None:
    with pytest.raises(SettingsError) as raised:
        environment({variable: value})
    assert (raised.value.message, raised.value.hint) == (f"{variable}: {message}", hint)


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("https://example.org/a@b", "https://example.org/a@b"),
        ("https://ann@example.org:8080/", "https://example.org:8080/"),
        ("https://ann:p@ss@example.org", "https://example.org"),
        ("https://example.org?alt=sse&key=x", "https://example.org?…"),
        ("https://example.org/#x?y", "https://example.org/#…"),
        ("https://[::1?key=x", "https://[::1?…"),
        ("ann:word@example.org", "example.org"),
    ],
)
def test_what_is_told_of_an_address(address: str, told: str) -> None:
    assert without_secrets(address) == told
