from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from gemchat.errors import UsageError
from gemchat.settings import Paths, make_private


@pytest.fixture(params=[0o000, 0o022, 0o377], ids=oct)
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_gemchat_home_holds_everything_directly(tmp_path: Path) -> None:
    paths = Paths.find({"GEMCHAT_HOME": str(tmp_path / "home")})
    places = {
        paths.config_file: "config.toml",
        paths.key_file: "api_key",
        paths.sessions: "sessions",
        paths.demo_sessions: "demo-sessions",
        paths.input_history: "input_history",
        paths.logs: "logs",
        paths.models_file: "models.json",
    }
    assert {path.relative_to(tmp_path / "home").as_posix() for path in places} == {*places.values()}
    assert not (tmp_path / "home").exists(), "finding a place must not make it"


def test_gemchat_home_may_be_relative_or_below_the_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", "/home/ann")
    assert Paths.find({"GEMCHAT_HOME": "~/chat"}).data == Path("/home/ann/chat")
    assert Paths.find({"GEMCHAT_HOME": "chat"}).data == Path.cwd() / "chat"
    with pytest.raises(UsageError, match="~no-such-user is no home"):
        Paths.find({"GEMCHAT_HOME": "~no-such-user/chat"})


def test_without_gemchat_home_the_xdg_places_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    for kind in ("CONFIG", "DATA", "STATE", "CACHE"):
        monkeypatch.setenv(f"XDG_{kind}_HOME", f"/xdg/{kind.lower()}")
    paths = Paths.find({"GEMCHAT_HOME": ""})
    assert paths.config_file == Path("/xdg/config/gemchat/config.toml")
    assert paths.sessions == Path("/xdg/data/gemchat/sessions")
    assert paths.input_history == Path("/xdg/state/gemchat/input_history")
    assert paths.models_file == Path("/xdg/cache/gemchat/models.json")


@pytest.mark.usefixtures("umask")
def test_every_level_that_is_made_is_private(tmp_path: Path) -> None:
    top = mode(tmp_path)
    assert make_private(tmp_path / "a" / "b" / "c") is False
    assert [mode(tmp_path / level) for level in ("a", "a/b", "a/b/c")] == [0o700] * 3
    assert mode(tmp_path) == top, "a level that was there is none of our business"


def test_an_open_directory_is_shut_and_that_is_told(tmp_path: Path) -> None:
    directory = tmp_path / "data"
    directory.mkdir()
    directory.chmod(0o755)
    assert make_private(directory) is True
    assert mode(directory) == 0o700
    assert make_private(directory) is False


def test_a_file_in_the_way_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    with pytest.raises(FileExistsError):
        make_private(tmp_path / "data")
