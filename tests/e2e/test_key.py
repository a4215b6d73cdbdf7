"""The key stays in its header, even if a server gives it back in whatever it answers.

Every test here relies on the fixture, which looks for the key in all that the program wrote.
"""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import ClassVar

import pytest

from tests.e2e.program import CANARY, Program, ask, leave

ERROR = json.dumps({"error": {"code": 400, "message": f"bad {CANARY}", "status": "X"}})
ANSWERS = {
    "json": (400, {"content-type": "application/json"}, ERROR),
    "html": (404, {"content-type": "text/html"}, f"<title>{CANARY}</title>"),
    "base64": (400, {}, ERROR.replace(CANARY, b64encode(CANARY.encode()).decode())),
    "text": (403, {"content-type": "text/plain"}, f"no {CANARY}"),
    "redirect": (302, {"location": f"/elsewhere?key={CANARY}"}, ""),
    "in-stream": (200, {"content-type": "text/event-stream"}, f"data: {ERROR}\n\n"),
    "page": (200, {"content-type": "text/html"}, f"<title>{CANARY}</title>"),
}


class Echo(BaseHTTPRequestHandler):
    """Gives back the key, in the way that the question asks for."""

    keys: ClassVar[list[str | None]] = []

    def do_GET(self) -> None:
        self.do_POST()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0))).decode()
        self.keys.append(self.headers["x-goog-api-key"])
        way = next((name for name in ANSWERS if f"way {name}" in body), "json")
        status, headers, text = ANSWERS[way]
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def echo(gemchat: Program) -> Iterator[Program]:
    with HTTPServer(("127.0.0.1", 0), Echo) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        gemchat.env["GOOGLE_GEMINI_BASE_URL"] = f"http://127.0.0.1:{server.server_port}"
        Echo.keys.clear()
        yield gemchat
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("way", ANSWERS.keys())
def test_one_answer(echo: Program, way: str) -> None:
    done = echo.run("--save", "--debug", f"way {way}")
    assert done.status in (2, 3, 5)
    assert done.err.count("gemchat: ") >= 1
    assert set(Echo.keys) == {CANARY}


def test_a_chat(echo: Program) -> None:
    with echo.chat("--debug") as terminal:
        for way in ("json", "in-stream", "redirect"):
            ask(terminal, f"way {way}", "gemini-")
        ask(terminal, "/models", "bad")
        assert leave(terminal) == 0
    assert [end["state"] for end in echo.records("end")] == ["failed"] * 3


def test_a_bug_is_logged_without_the_key(gemchat: Program) -> None:
    done = gemchat.run("--debug", "demo:400-key")
    assert done.status == 3
    assert ": 400 after " in (gemchat.home / "logs" / "debug.log").read_text()


def test_subcommands_write_a_log_without_the_key_too(echo: Program) -> None:
    assert echo.run("--debug", "models").status == 2
    assert echo.run("--debug", "config", "path").status == 0
    log = (echo.home / "logs" / "debug.log").read_text()
    assert log.count("gemchat ") == 2
    assert ": 400 after " in log
