"""``gemchat models``."""

from __future__ import annotations

from pathlib import Path

import pytest

from gemchat.demo import DemoServer
from gemchat.types import Model
from tests.app.calling import Calls


@pytest.fixture
def calls(
    demo: DemoServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Calls:
    monkeypatch.setenv("GEMCHAT_HOME", str(tmp_path))
    monkeypatch.setenv("GEMINI_API_KEY", "k")
    monkeypatch.setenv("GOOGLE_GEMINI_BASE_URL", demo.url)
    return Calls("models", capsys)


def test_the_table_has_the_models_that_chat(calls: Calls) -> None:
    rows = [line.split("\t") for line in calls.text().splitlines()]
    names = [row[0] for row in rows]
    assert "gemini-flash-latest" in names
    assert all(row[1].replace(",", "").isdigit() for row in rows)
    everything = [line.partition("\t")[0] for line in calls.text("--all").splitlines()]
    assert set(names) < set(everything)


def test_a_filter(calls: Calls) -> None:
    found = calls.text("flash").splitlines()
    assert found
    assert all("flash" in row for row in found)
    none = "gemchat: No model's name contains “nothing-like-it”.\n"
    assert calls.text("nothing-like-it") == none
    assert calls.json("nothing-like-it") == []


def test_json_has_all_that_the_api_tells(calls: Calls) -> None:
    listed = [Model.from_wire(one) for one in calls.json("flash-latest")]
    assert [one.name for one in listed] == ["models/gemini-flash-latest"]
    assert listed[0].input_token_limit
    assert listed[0].supported_actions


def test_the_demo_needs_no_key(calls: Calls, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GEMINI_API_KEY")
    assert "gemini" in calls.text("--demo")
    assert "gemini" in calls.text(before=("--demo",))
    assert "There is no API key." in calls.text(status=3)
