"""A directory of sessions for each test."""

from __future__ import annotations

from pathlib import Path

import pytest

from gemchat.sessions.store import SessionStore
from tests.sessions.scripted import Clock, QuickDisk


@pytest.fixture
def store(tmp_path: Path) -> SessionStore:
    return SessionStore(
        tmp_path / "data" / "sessions", "gemchat 1.0", now=Clock(), disk=QuickDisk()
    )
