"""The program on Vertex AI: its options and settings, over sockets."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.client.cloud import KEY, Cloud
from tests.e2e.program import Program, ask, leave

MODEL = "publishers/google/models/gemini-3.8-flash:streamGenerateContent?alt=sse"
EXPRESS = {"GOOGLE_API_KEY": KEY}


@pytest.fixture
def cloud(gemchat: Program) -> Iterator[Cloud]:
    with Cloud() as cloud:
        gemchat.env["GOOGLE_VERTEX_BASE_URL"] = cloud.url
        gemchat.env["GCE_METADATA_HOST"] = cloud.host
        yield cloud


def test_an_express_key_and_the_default_model(gemchat: Program, cloud: Cloud) -> None:
    done = gemchat.run("--vertex", "hi", env=EXPRESS)
    assert (done.status, done.out, done.err) == (0, "Hello\n", "")
    assert [path for path, _ in cloud.asked] == [f"/v1beta1/{MODEL}"]


@pytest.mark.parametrize("chosen_by", ["option", "variable", "file"])
def test_a_login_with_project_and_location(
    gemchat: Program, cloud: Cloud, tmp_path: Path, chosen_by: str
) -> None:
    pytest.importorskip("google.auth", reason="the extra vertex is not installed")
    config = tmp_path / "config.toml"
    config.write_text('[api]\nbackend = "vertex"\nproject = "another"\nlocation = "us"\n')
    words, env = {
        "option": (["--vertex"], {}),
        "variable": ([], {"GOOGLE_GENAI_USE_VERTEXAI": "true"}),
        "file": (["--config", str(config)], {}),
    }[chosen_by]
    done = gemchat.run(*words, "--project", "p", "--location", "eu", "--debug", "hi", env=env)
    assert (done.status, done.out, done.err) == (0, "Hello\n", "")
    assert [path for path, _ in cloud.asked] == [f"/v1beta1/projects/p/locations/eu/{MODEL}"]
    assert cloud.tokens_seen == ["token-1"]
    [log] = gemchat.home.rglob("debug.log")
    assert "/projects/p/locations/eu/" in log.read_text()
    assert "token-1" not in log.read_text()


def test_a_chat(gemchat: Program, cloud: Cloud) -> None:
    pytest.importorskip("google.auth", reason="the extra vertex is not installed")
    cloud.revoked = {"token-1"}
    terminal = gemchat.chat("--vertex", "--project", "p")
    ask(terminal, "hi", "Hello")
    assert leave(terminal) == 0
    streamed = [path for path, _ in cloud.asked if "stream" in path]
    assert streamed
    assert set(streamed) == {f"/v1beta1/projects/p/locations/global/{MODEL}"}
    assert cloud.tokens_seen[-1] == "token-2"
    [setup] = gemchat.records("setup")
    assert (setup["backend"], setup["model"]) == ("vertex", "gemini-3.8-flash")


def test_options_of_vertex_without_vertex(gemchat: Program, cloud: Cloud) -> None:
    done = gemchat.run("--project", "p", "hi", env=EXPRESS)
    assert (done.status, done.out) == (2, "")
    assert "Vertex AI" in done.err
    assert cloud.asked == []


def test_a_file_may_name_the_project_of_another_day(
    gemchat: Program, cloud: Cloud, tmp_path: Path
) -> None:
    config = tmp_path / "config.toml"
    config.write_text('[api]\nproject = "p"\n')
    assert gemchat.run("--config", str(config), "hi").status == 0
    assert cloud.asked == []


def test_nobody_is_logged_in(gemchat: Program, cloud: Cloud) -> None:
    pytest.importorskip("google.auth", reason="the extra vertex is not installed")
    cloud.is_metadata_server = False
    done = gemchat.run("--vertex", "--project", "p", "hi")
    assert (done.status, done.out) == (3, "")
    assert "gcloud auth application-default login" in done.err
