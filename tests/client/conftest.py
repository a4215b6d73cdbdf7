from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest

from gemchat import Client
from gemchat.demo import DemoServer
from tests.client.faces import Face

CANARY = "AIza-canary-0123456789"


@pytest.fixture
def environment(demo: DemoServer, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a program finds that is to talk to the demo."""
    monkeypatch.setenv("GOOGLE_GEMINI_BASE_URL", demo.url)
    monkeypatch.setenv("GEMINI_API_KEY", CANARY)


@pytest.fixture(params=["async", "blocking"])
def face(request: pytest.FixtureRequest, environment: None) -> Iterator[Face]:
    """A client that talks to the demo, by either face."""
    if request.param == "blocking":
        with Face(Client(), None) as face:
            yield face
        return
    with asyncio.Runner() as runner, Face(Client(), runner) as face:
        yield face
