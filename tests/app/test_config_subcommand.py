"""``gemchat config``: the file is found, shown, written and mended."""

from __future__ import annotations

import shlex
import stat
import sys
from pathlib import Path

import pytest

from gemchat.settings import load
from tests.app.calling import Calls
from tests.conftest import ROOT


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GEMCHAT_HOME", str(tmp_path / "home"))
    return tmp_path / "home" / "config.toml"


@pytest.fixture
def calls(capsys: pytest.CaptureFixture[str]) -> Calls:
    return Calls("config", capsys)


def editor(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    """Name an editor: a Python program that is given the path of the file."""
    program = f"import os, sys, pathlib; file = pathlib.Path(sys.argv[-1]); {program}"
    monkeypatch.setenv("VISUAL", shlex.join([sys.executable, "-c", program]))
    monkeypatch.setenv("EDITOR", "/no/such/editor")


def test_path(file: Path, calls: Calls) -> None:
    assert calls.text("path") == f"{file}\n"
    assert calls.json("path") == {"path": str(file), "exists": False}
    assert calls.text("path", before=("--config", "x.toml")) == "x.toml\n"


def test_show_tells_where_each_setting_came_from(
    file: Path, calls: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.parent.mkdir()
    file.write_text('model = "from-file"\n[generation]\ntop_k = 5\n')
    monkeypatch.setenv("GEMCHAT_TIMEOUT", "7")
    found = {row["setting"]: (row["value"], row["origin"]) for row in calls.json("show")}
    assert found["model"] == ("from-file", "config.toml line 1")
    assert found["generation.top_k"] == (5, "config.toml line 3")
    assert found["timeout"] == (7.0, "GEMCHAT_TIMEOUT")
    assert found["tools.enabled"] == ([], "default")
    assert "model\t--model\tflag" in calls.text("show", before=("-m", "flag"))


def test_init_writes_the_example_for_its_owner_alone(file: Path, calls: Calls) -> None:
    assert calls.text("init") == f"Wrote {file}.\n"
    assert file.read_bytes() == (ROOT / "config.example.toml").read_bytes()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert load(file, {}).listing() == load(file.with_name("none"), {}).listing()


def test_init_replaces_nothing_without_a_yes(file: Path, calls: Calls) -> None:
    file.parent.mkdir()
    file.write_text("# mine")
    assert "exists. Replace it? There is no terminal" in calls.text("init", status=2)
    assert file.read_text() == "# mine"
    assert calls.json("init", "--yes")["written"]
    assert file.read_text() != "# mine"


def test_edit_begins_with_the_example(
    file: Path, calls: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor(monkeypatch, "file.write_text(file.read_text().replace('#model', 'model', 1))")
    assert calls.text("edit") == f"{file} can be read as it is.\n"
    assert '\nmodel = "gemini-flash-latest"\n' in file.read_text()


def test_edit_checks_the_result_and_can_mend_it(
    file: Path, calls: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor(monkeypatch, "file.write_text('timeout = 0')")
    assert "config.toml line 1: timeout must be more than 0" in calls.text("edit", status=2)
    editor(monkeypatch, "file.write_text('timeout = 1')")
    assert calls.text("edit")


def test_the_editor_sees_no_key_and_no_shell(
    file: Path, calls: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GEMINI_API_KEY", "secret-key")
    monkeypatch.setenv("VISUAL", f"{shlex.quote(sys.executable)} -c $(exit)")
    assert "ended with status 1" in calls.text("edit", status=2)
    editor(monkeypatch, "file.write_text('' if 'GEMINI_API_KEY' not in os.environ else '?')")
    assert calls.text("edit")


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("/no/such/editor", "cannot be started: No such file"),
        ("'vi", "has a quote that is not closed"),
    ],
)
def test_an_editor_that_is_none(
    file: Path, calls: Calls, monkeypatch: pytest.MonkeyPatch, named: str, said: str
) -> None:
    monkeypatch.setenv("EDITOR", named)
    assert said in calls.text("edit", status=2)


def test_a_broken_file_stands_in_the_way_of_nothing_but_show(file: Path, calls: Calls) -> None:
    file.parent.mkdir()
    file.write_text("timeout = ")
    assert calls.text("path") == f"{file}\n"
    assert "config.toml line 1" in calls.text("show", status=2)


def test_the_example_at_the_top_is_the_one_in_the_package() -> None:
    inside = ROOT / "gemchat" / "settings" / "config.example.toml"
    assert (ROOT / "config.example.toml").read_bytes() == inside.read_bytes()
