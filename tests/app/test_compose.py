from __future__ import annotations

import os
from pathlib import Path

import pytest

from gemchat.app.compose import composition
from gemchat.app.options import Options
from gemchat.errors import CredentialsError, GemchatError, SettingsError, UsageError

CONFIG = """\
model = "from-file"
[generation]
temperature = 0.1
top_k = 5
[profiles.brief]
system = "From the profile."
"""
FROM_FILE = {"temperature": 0.1, "top_k": 5}


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "config.toml").write_text(CONFIG)
    return {"GEMCHAT_HOME": str(tmp_path), "GEMINI_API_KEY": "secret-key"}


@pytest.mark.parametrize(
    ("options", "extra", "expected"),
    [
        (Options(), {}, ("from-file", None, FROM_FILE)),
        (Options(), {"GEMCHAT_MODEL": "from-env"}, ("from-env", None, FROM_FILE)),
        (
            Options(model="given", system="Given.", temperature="0.9", option=["top_p=0.5"]),
            {"GEMCHAT_MODEL": "from-env"},
            ("given", "Given.", {"temperature": 0.9, "top_k": 5, "top_p": 0.5}),
        ),
        (
            Options(profile="brief"),
            {},
            ("from-file", "From the profile.", FROM_FILE),
        ),
    ],
)
def test_options_lie_over_variables_over_the_file(
    options: Options,
    extra: dict[str, str],
    expected: tuple[str, str | None, dict[str, object]],
    env: dict[str, str],
) -> None:
    with composition(options, env | extra) as made:
        settings = made.settings
        assert (settings.model, settings.system, dict(settings.generation)) == expected


def test_other_options_become_settings(env: dict[str, str]) -> None:
    options = Options(tool=["search"], timeout=2.0, color="never", plain=True)
    with composition(options, env) as made:
        assert made.settings.tools.enabled == ("search",)
        assert made.settings.event_timeout == made.settings.first_event_timeout == 2
        assert (made.settings.display.color, made.settings.display.plain) == ("never", True)
        assert made.settings.origin("model") == "config.toml line 1"


@pytest.mark.parametrize(
    ("options", "extra", "error"),
    [
        (Options(), {"GEMINI_API_KEY": ""}, CredentialsError),
        (Options(api_key_file="missing"), {}, CredentialsError),
        (Options(config="missing.toml"), {}, SettingsError),
        (Options(config="~no-such-user/x.toml"), {}, UsageError),
        (Options(api_key_file="~no-such-user/key"), {}, UsageError),
        (Options(schema="~no-such-user/x.json"), {}, UsageError),
        (Options(profile="missing"), {}, SettingsError),
        (Options(temperature="hot"), {}, SettingsError),
        (Options(option=["temperature"]), {}, UsageError),
        (Options(timeout=-1.0), {}, SettingsError),
        (Options(base_url="http://192.0.2.1"), {}, UsageError),
        (Options(), {"GEMCHAT_TIMEOUT": "soon"}, SettingsError),
    ],
)
def test_what_cannot_be_put_together(
    options: Options, extra: dict[str, str], error: type[GemchatError], env: dict[str, str]
) -> None:
    with pytest.raises(error) as caught, composition(options, env | extra):
        pass
    assert "secret-key" not in caught.value.message + caught.value.hint


def test_where_the_key_goes_is_told(env: dict[str, str]) -> None:
    with composition(Options(), env) as made:
        assert made.elsewhere == ""
    with composition(
        Options(base_url="http://192.0.2.1:81/x", insecure_base_url=True), env
    ) as made:
        assert made.elsewhere == "192.0.2.1:81"


def test_the_demo_keeps_to_itself(env: dict[str, str]) -> None:
    with composition(Options(demo=True), {"GEMCHAT_HOME": env["GEMCHAT_HOME"]}) as made:
        assert made.backend.base_url.startswith("http://127.0.0.1:")
        assert made.elsewhere == ""


def test_a_key_from_a_file_that_is_private(env: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("another-key\n")
    file.chmod(0o644)
    options = Options(api_key_file=str(file))
    with pytest.raises(CredentialsError, match="others") as caught, composition(options, env):
        pass
    assert caught.value.hint == f"chmod 600 {file}"
    file.chmod(0o600)
    with composition(options, env) as made:
        assert "another-key" not in repr(made)


def test_putting_together_touches_no_disk(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with composition(Options(), {"GEMCHAT_HOME": str(home), "GEMINI_API_KEY": "k"}):
        pass
    assert not os.path.lexists(home)
