"""``gemchat keys``, and which of several keys is taken."""

from __future__ import annotations

import io
import json
import shlex
import sys
from pathlib import Path

import pytest

from gemchat import cli
from gemchat.app.compose import composition
from gemchat.app.options import Options
from gemchat.errors import CredentialsError


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GEMCHAT_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


class Keys:
    """Calls the subcommand and gives what it wrote."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self._monkeypatch = monkeypatch
        self._capsys = capsys

    def __call__(self, *words: str, stdin: str = "", status: int = 0) -> str:
        self._monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        assert cli.main(["keys", *words]) == status
        out, err = self._capsys.readouterr()
        assert "secret" not in out + err
        return err if status else out

    def status(self) -> dict[str, str]:
        return {row["source"]: row["state"] for row in json.loads(self("status", "--json"))}


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Keys:
    return Keys(monkeypatch, capsys)


def test_set_status_unset(home: Path, keys: Keys) -> None:
    file = home / "api_key"
    assert keys("set", stdin="secret-key\n") == f"Kept in {file}.\n"
    assert file.read_text() == "secret-key\n"
    assert keys.status() == {
        "GOOGLE_API_KEY": "none",
        "GEMINI_API_KEY": "none",
        "api_key_cmd": "none",
        str(file): "set",
    }
    assert f"{file}\tset\n" in keys("status")
    assert keys("unset") == f"Forgot the key in {file}.\n"
    assert keys("unset") == "No key was kept.\n"
    assert not file.exists()


def test_a_variable_that_goes_before_it_is_told(
    home: Path, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GEMINI_API_KEY", "secret-other")
    assert "GEMINI_API_KEY is set and goes before it." in keys("set", stdin="secret-key")
    assert keys.status()["GEMINI_API_KEY"] == "set"


def test_a_file_that_others_can_read_is_told(home: Path, keys: Keys) -> None:
    keys("set", stdin="secret-key")
    (home / "api_key").chmod(0o644)
    assert "read by others" in keys.status()[str(home / "api_key")]


@pytest.mark.parametrize(
    ("words", "stdin", "status", "said"),
    [
        (["set"], "", 2, "No key was given."),
        (["set"], " \n", 2, "No key was given."),
        (["set"], "secret\x1b[31m\n", 3, "characters that no key has"),
        (["set", "a-key"], "", 2, "a-key"),
        ([], "", 2, "ACTION"),
    ],
)
def test_what_is_no_key(
    home: Path, keys: Keys, words: list[str], stdin: str, status: int, said: str
) -> None:
    assert said in keys(*words, stdin=stdin, status=status)
    assert not home.exists()


def test_the_order_in_which_keys_go_before_each_other(home: Path, keys: Keys) -> None:
    command = shlex.join([sys.executable, "-c", "print('from-command')"])
    file = home / "given"
    keys("set", stdin="kept")
    file.touch(0o600)
    file.write_text("from-file")
    env = {"GEMCHAT_HOME": str(home)}
    layers = [
        (Options(), {}, "kept"),
        (Options(), {"GEMCHAT_API_API_KEY_CMD": command}, "from-command"),
        (Options(), {"GEMINI_API_KEY": "gemini"}, "gemini"),
        (Options(), {"GOOGLE_API_KEY": "google"}, "google"),
        (Options(api_key_file=str(file)), {}, "from-file"),
    ]
    for options, added, key in layers:
        env |= added
        with composition(options, env) as made:
            assert made.backend.key == key


def test_a_key_that_is_kept_is_for_the_gemini_api(home: Path, keys: Keys) -> None:
    keys("set", stdin="kept")
    env = {"GEMCHAT_HOME": str(home)}
    with composition(Options(vertex=True, project="p"), env) as made:
        assert made.backend.key == ""


def test_a_command_that_fails_is_not_passed_over(home: Path, keys: Keys) -> None:
    keys("set", stdin="kept")
    env = {"GEMCHAT_HOME": str(home), "GEMCHAT_API_API_KEY_CMD": "/no/such/program"}
    with pytest.raises(CredentialsError, match="cannot run"), composition(Options(), env):
        pass
