"""``gemchat doctor``: it always comes to an end, and its status is that of what failed first."""

from __future__ import annotations

from pathlib import Path

import pytest

from gemchat.demo import DemoServer
from gemchat.errors import NetworkError
from tests.app.calling import Calls


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GEMCHAT_HOME", str(tmp_path))
    monkeypatch.setenv("GEMINI_API_KEY", "secret-key")
    tmp_path.chmod(0o700)
    return tmp_path


@pytest.fixture
def calls(home: Path, capsys: pytest.CaptureFixture[str]) -> Calls:
    return Calls("doctor", capsys)


@pytest.fixture
def offline(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_server: object) -> str:
        raise NetworkError("Cannot find it.", hint="Are you offline?")

    monkeypatch.setattr("gemchat.commands.checkup.address_of", fail)


def test_all_is_well(calls: Calls, demo: DemoServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOOGLE_GEMINI_BASE_URL", demo.url)
    findings = calls.json()
    assert {one["level"] for one in findings} == {"ok"}
    abouts = [one["about"] for one in findings]
    assert abouts == [
        *("version", "packages", "files", "terminal"),
        *("settings", "key", "proxy", "name", "request", "clock"),
    ]
    text = calls.text()
    assert "ok\tkey\tFrom GEMINI_API_KEY.\n" in text
    assert "secret-key" not in text


def test_the_demo(calls: Calls) -> None:
    assert "ok\trequest\t" in calls.text("--demo")


@pytest.mark.usefixtures("offline")
@pytest.mark.parametrize(
    ("config", "key", "status", "said"),
    [
        ("", "", 3, "fail\tkey\tThere is no API key. Get one at"),
        ("[api]\nbase_url = 'ftp://a'", "", 2, "fail\taddress\tThe base URL is no http"),
        ("timeout = 0", "k", 2, "fail\tsettings\tconfig.toml line 1: timeout must be"),
        ("", "k", 5, "fail\tnetwork\tCannot find it. Are you offline?"),
    ],
)
def test_what_fails_first_gives_the_status(
    home: Path,
    calls: Calls,
    monkeypatch: pytest.MonkeyPatch,
    config: str,
    key: str,
    status: int,
    said: str,
) -> None:
    (home / "config.toml").write_text(config)
    monkeypatch.setenv("GEMINI_API_KEY", key)
    assert said in calls.text(status=status)


@pytest.mark.parametrize(
    ("options", "host"),
    [
        (["-m", "a"], "generativelanguage.googleapis.com"),
        (["-m", "a", "--base-url", "https://gemini.example"], "gemini.example"),
        (
            ["-m", "a", "--vertex", "--location", "europe-west4", "--api-key-file", "none"],
            "europe-west4-aiplatform.googleapis.com",
        ),
    ],
)
def test_without_a_key_the_settings_and_the_way_are_told(
    calls: Calls, monkeypatch: pytest.MonkeyPatch, options: list[str], host: str
) -> None:
    monkeypatch.delenv("GEMINI_API_KEY")
    monkeypatch.setattr("gemchat.commands.checkup.address_of", lambda server: server.host)
    monkeypatch.setattr("gemchat.commands.checkup.tls_version", lambda _server: "TLSv1.3")
    said = calls.text(status=3, before=tuple(options))
    assert "ok\tsetting\tmodel = a, from --model." in said
    assert "fail\tkey\t" in said
    assert f"ok\tname\t{host} is {host}." in said
