from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest

from gemchat.demo import DemoServer

Json = dict[str, Any]
Ask = Callable[..., list[Json]]
KEY = {"x-goog-api-key": "k"}


@pytest.fixture
def demo() -> Iterator[DemoServer]:
    with DemoServer(pace=0) as server:
        yield server


@pytest.fixture
def client(demo: DemoServer) -> Iterator[httpx.Client]:
    # Without verification, which plain HTTP has no use for, no certificates are loaded either.
    with httpx.Client(base_url=demo.url, headers=KEY, timeout=20, verify=False) as http:
        yield http


@pytest.fixture
def ask(client: httpx.Client) -> Ask:
    """Ask over the event stream and give the payloads: of one text, or of a whole body."""

    def asked(text: str = "", *, model: str = "gemini-flash-latest", **body: Any) -> list[Json]:
        body.setdefault("contents", [{"role": "user", "parts": [{"text": text}]}])
        path = f"/v1beta/models/{model}:streamGenerateContent?alt=sse"
        answer = client.post(path, json=body)
        assert answer.status_code == 200, answer.text
        events = answer.content.split(b"\r\n\r\n")
        assert events.pop() == b""
        return [json.loads(event.removeprefix(b"data: ")) for event in events]

    return asked
