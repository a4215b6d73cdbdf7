"""What is wrong with a setting, in one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from gemchat.errors import SettingsError
from gemchat.settings import load
from gemchat.shown import shown_line


def complaint(tmp_path: Path, document: str) -> SettingsError:
    file = tmp_path / "config.toml"
    file.write_text(document, encoding="utf-8")
    with pytest.raises(SettingsError) as raised:
        load(file, {})
    assert raised.value.__cause__ is None
    assert raised.value.__suppress_context__ or raised.value.__context__ is None
    return raised.value


@pytest.mark.parametrize(
    ("document", "message"),
    [
        (
            "[generation]\ntemperature = 5",
            "line 2: generation.temperature must be a number from 0 to 2, not 5.",
        ),
        (
            '\n\n[generation]\n# warm\n\n\ntemperature = "hot"',
            'line 7: generation.temperature must be a number from 0 to 2, not "hot".',
        ),
        (
            "[generation]\ntemperature = -0.1",
            "line 2: generation.temperature must be a number from 0 to 2, not -0.1.",
        ),
        (
            "[generation]\ntemperature = true",
            "line 2: generation.temperature must be a number from 0 to 2, not true.",
        ),
        (
            '[generation]\ntemperature = "0.5"',
            'line 2: generation.temperature must be a number from 0 to 2, not "0.5".',
        ),
        (
            "[generation]\ntop_p = 1.5",
            "line 2: generation.top_p must be a number from 0 to 1, not 1.5.",
        ),
        (
            "[generation]\nmax_output_tokens = 0",
            "line 2: generation.max_output_tokens must be a whole number from 1 up, not 0.",
        ),
        (
            "[generation]\npresence_penalty = inf",
            "line 2: generation.presence_penalty must be a number, not Infinity.",
        ),
        ("[generation]\nseed = 1.5", "line 2: generation.seed must be a whole number, not 1.5."),
        (
            "[generation]\nseed = 2020-01-01",
            'line 2: generation.seed must be a whole number, not "2020-01-01".',
        ),
        (
            "[generation]\nstop_sequences = ['a', 1]",
            "line 2: generation.stop_sequences must be text, not 1.",
        ),
        (
            "[generation]\nthinking_level = 'low'\nthinking_config = 5",
            "line 3: generation.thinking_config must be a table, not 5.",
        ),
        (
            "[generation]\nthinking_budget = 'x'",
            'line 2: generation.thinking_config.thinking_budget must be a whole number, not "x".',
        ),
        (
            "[generation.image_config]\n\naspect_ratio = 5",
            "line 3: generation.image_config.aspect_ratio must be text, not 5.",
        ),
        (
            '[models."gemini-2.5-pro"]\ntop_p = -1',
            'line 2: models."gemini-2.5-pro".top_p must be a number from 0 to 1, not -1.',
        ),
        (
            "[profiles.a.generation]\ntop_k = 0",
            "line 2: profiles.a.generation.top_k must be a whole number from 1 up, not 0.",
        ),
        ("model = 5", "line 1: model must be text, not 5."),
        ("timeout = 0", "line 1: timeout must be more than 0, not 0."),
        ("timeout = nan", "line 1: timeout must be a number, not NaN."),
        (
            "[sessions]\nretention_days = 1.5",
            "line 2: sessions.retention_days must be a whole number, not 1.5.",
        ),
        ("[sessions]\nsave = 1", "line 2: sessions.save must be true or false, not 1."),
        ("[repl.keys]\neditor = 5", "line 2: repl.keys.editor must be text, not 5."),
        (
            "[api]\nbackend = 'aws'",
            'line 2: api.backend must be "gemini" or "vertex", not "aws".',
        ),
        (
            "[tools]\nenabled = ['search', 'bing']",
            'line 2: tools.enabled must be "search", "url", "code" or "maps", not "bing".',
        ),
        ("api = 5", "line 1: api must be a table, not 5."),
        ("[models]\nx = 5", "line 2: models.x must be a table, not 5."),
    ],
)
def test_a_wrong_value_is_named_with_its_place(tmp_path: Path, document: str, message: str) -> None:
    assert complaint(tmp_path, document).message == f"config.toml {message}"


@pytest.mark.parametrize(
    ("document", "message", "hint"),
    [
        ("colour = 'red'", "line 1: there is no setting colour.", ""),
        (
            "[api]\nbase_urll = 'x'",
            "line 2: there is no setting api.base_urll.",
            "Did you mean api.base_url?",
        ),
        (
            "temperature = 1",
            "line 1: there is no setting temperature.",
            "Did you mean generation.temperature?",
        ),
        (
            "[generation]\ntopP = 1",
            "line 2: there is no setting generation.topP.",
            "Did you mean generation.top_p?",
        ),
        (
            "[generation]\nthinking_levl = 'low'",
            "line 2: there is no setting generation.thinking_levl.",
            "Did you mean generation.thinking_level?",
        ),
        (
            "[models.x]\ntemprature = 1",
            "line 2: there is no setting models.x.temprature.",
            "Did you mean models.x.temperature?",
        ),
        (
            "[profiles.x]\nprompts = 'a'",
            "line 2: there is no setting profiles.x.prompts.",
            "Did you mean profiles.x.prompt?",
        ),
        (
            "[profiles.x.generation]\nsystem_instruction = 'a'",
            "line 2: there is no setting profiles.x.generation.system_instruction.",
            "Use system in its place.",
        ),
    ],
)
def test_an_unknown_setting_is_named_with_the_nearest_known(
    tmp_path: Path, document: str, message: str, hint: str
) -> None:
    error = complaint(tmp_path, document)
    assert error.message == f"config.toml {message}"
    assert error.hint == f"{hint} It is in {tmp_path / 'config.toml'}: gemchat config edit".lstrip()


def test_a_key_in_the_file_is_refused_and_not_repeated(tmp_path: Path) -> None:
    error = complaint(tmp_path, '[api]\napi_key = "AQ.canary"')
    assert "canary" not in f"{error.message} {error.hint}"


def test_what_the_file_says_cannot_reach_the_terminal_as_it_is(tmp_path: Path) -> None:
    error = complaint(tmp_path, '[api]\nbackend = "\\u001b[31m\\u202e\\n"\n')
    assert error.message == shown_line(error.message)
    error = complaint(tmp_path, '[api]\n"\\u001b[31m\\u009b" = 1\n')
    assert error.message == shown_line(error.message)


def test_a_long_value_is_cut(tmp_path: Path) -> None:
    error = complaint(tmp_path, f"[api]\nbackend = '{'x' * 10_000}'")
    assert len(error.message) < 200
