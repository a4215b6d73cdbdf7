from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from gemchat.demo import DemoServer
from tests.e2e.program import CANARY, Program


@pytest.fixture(scope="session")
def slow_demo() -> Iterator[DemoServer]:
    """A demo server that takes its time, for what is to happen in mid-reply."""
    with DemoServer(pace=0.02) as server:
        yield server


@pytest.fixture
def gemchat(demo: DemoServer, tmp_path: Path, env_for_child: dict[str, str]) -> Iterator[Program]:
    """The program with a key that must be in nothing it writes, whatever the test makes of it."""
    with _watched(demo, tmp_path / "home", env_for_child) as program:
        yield program


@pytest.fixture
def slow_gemchat(
    slow_demo: DemoServer, tmp_path: Path, env_for_child: dict[str, str]
) -> Iterator[Program]:
    """The same, and replies take their time."""
    with _watched(slow_demo, tmp_path / "home", env_for_child) as program:
        yield program


@contextmanager
def _watched(demo: DemoServer, home: Path, env: dict[str, str]) -> Iterator[Program]:
    own = {
        "GEMCHAT_HOME": str(home),
        "GEMINI_API_KEY": CANARY,
        "GOOGLE_GEMINI_BASE_URL": demo.url,
        # Thoughts are asked for as soon as the list of models is there, so requests would differ.
        "GEMCHAT_DISPLAY_THOUGHTS": "hide",
    }
    program = Program(demo, home, env | own)
    yield program
    written = [output() for output in program.outputs]
    written += [path.read_bytes() for path in home.rglob("*") if path.is_file()]
    forms = (CANARY.encode(), b64encode(CANARY.encode()).rstrip(b"=")[:-1])
    assert not [data for data in written if any(form in data for form in forms)]
