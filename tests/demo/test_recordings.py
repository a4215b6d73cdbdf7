"""The demo against recorded traffic of the real API, where there is any."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gemchat.demo.validation import check_generate
from gemchat.demo.wire import event

FOLDER = os.environ.get("GEMCHAT_RECORDINGS")
DEVELOPER_HOST = "generativelanguage.googleapis.com"

pytestmark = pytest.mark.skipif(not FOLDER, reason="GEMCHAT_RECORDINGS names no folder")


def exchanges() -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Give the requests for replies that succeeded, each with its response."""
    assert FOLDER
    for file in sorted(Path(FOLDER).glob("*.json")):
        for one in json.loads(file.read_text("utf-8"))["exchanges"]:
            request, response = one["request"], one["response"]
            if "enerateContent" in request["path"] and response["status"] == 200:
                yield request, response


def test_the_demo_refuses_nothing_that_the_api_accepted() -> None:
    checked = 0
    for request, _response in exchanges():
        if request["host"] == DEVELOPER_HOST:
            model = request["path"].rpartition("/")[2].partition(":")[0]
            body = request["body"]
            check_generate(json.loads(body) if isinstance(body, str) else body, model)
            checked += 1
    assert checked


def test_the_demo_writes_events_byte_for_byte_as_the_api_does() -> None:
    compared = 0
    for _request, response in exchanges():
        if "event-stream" in response["content_type"]:
            *frames, end = response["body"].encode().split(b"\r\n\r\n")
            assert end == b""
            for frame in frames:
                payload = json.loads(frame.removeprefix(b"data: "))
                assert event(payload) == frame + b"\r\n\r\n"
                compared += 1
    assert compared
