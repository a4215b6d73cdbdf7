from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from gemchat.demo import DemoServer
from tests.e2e.program import CANARY, Program


@pytest.fixture
def gemchat(demo: DemoServer, tmp_path: Path, env_for_child: dict[str, str]) -> Iterator[Program]:
    """The program with a key that must be in nothing it writes, whatever the test makes of it."""
    home = tmp_path / "home"
    env = env_for_child | {
        "GEMCHAT_HOME": str(home),
        "GEMINI_API_KEY": CANARY,
        "GOOGLE_GEMINI_BASE_URL": demo.url,
    }
    program = Program(demo, home, env)
    yield program
    leaks = [output() for output in program.outputs if CANARY.encode() in output()]
    leaks += [path for path in home.rglob("*") if path.is_file() and _holds_key(path)]
    assert not leaks


def _holds_key(path: Path) -> bool:
    return CANARY.encode() in path.read_bytes()
