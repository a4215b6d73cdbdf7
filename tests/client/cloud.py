"""A small Google Cloud on this machine: it issues tokens, and answers who has a good one."""

from __future__ import annotations

import json
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, Self
from urllib.parse import parse_qs

KEY = "AQ.canary-0123456789"
ANSWER = {
    "candidates": [
        {"content": {"role": "model", "parts": [{"text": "Hello"}]}, "finishReason": "STOP"}
    ]
}


class Cloud:
    """The server.

    Attributes:
        logins: the forms that tokens were asked for with.
        asked: path and headers of each call of the API.
        lifetime: how many seconds a token lives.
        refuses: the answer to a login, when there is to be none.
        revoked: the tokens that the API takes no more.
        date: the Date header of a login's answer, if it is to be another than now.
        is_metadata_server: whether it says so.
    """

    def __init__(self) -> None:
        self.logins: list[dict[str, str]] = []
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.lifetime = 3600
        self.refuses: tuple[int, dict[str, str]] | None = None
        self.revoked: set[str] = set()
        self.date = ""
        self.is_metadata_server = True
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._thread = Thread(target=self._server.serve_forever, args=(0.01,))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self._server.server_port}"

    @property
    def url(self) -> str:
        return f"http://{self.host}"

    @property
    def tokens_seen(self) -> list[str]:
        """The access tokens of the API's calls, in order."""
        return [headers["authorization"].removeprefix("Bearer ") for _, headers in self.asked]

    def login(self, form: dict[str, str]) -> tuple[int, Any]:
        self.logins.append(form)
        if self.refuses:
            return self.refuses
        token = f"token-{len(self.logins)}"
        return 200, {
            "access_token": token,
            "expires_in": self.lifetime,
            "token_type": "Bearer",
            "issued_token_type": "urn:ietf:params:oauth:token-type:access_token",
        }

    def answer(self, path: str, headers: dict[str, str]) -> tuple[int, Any]:
        self.asked.append((path, headers))
        token = headers.get("authorization", "").removeprefix("Bearer ")
        known = {f"token-{number + 1}" for number in range(len(self.logins))} - self.revoked
        if token not in known and headers.get("x-goog-api-key") != KEY:
            return 401, {"error": {"code": 401, "message": "no", "status": "UNAUTHENTICATED"}}
        if path.endswith(":countTokens"):
            return 200, {"totalTokens": 12}
        if "/publishers/google/models?" in path:
            return 200, {"publisherModels": [{"name": "publishers/google/models/gemini-x"}]}
        return 200, ANSWER


def _handler(cloud: Cloud) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            if self.path == "/token":
                form = {name: values[0] for name, values in parse_qs(body.decode()).items()}
                self._send(*cloud.login(form))
            else:
                self._answer()

        def do_GET(self) -> None:
            if not self.path.startswith("/computeMetadata/v1/"):
                self._answer()
            elif not cloud.is_metadata_server or self.headers["metadata-flavor"] != "Google":
                self._send(404, {})
            elif self.path.endswith("/project-id"):
                self._send(200, b"metadata-project", {"Metadata-Flavor": "Google"})
            else:
                status, answer = cloud.login({"grant_type": "metadata"})
                self._send(status, answer, {"Metadata-Flavor": "Google"})

        def _answer(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            status, answer = cloud.answer(self.path, headers)
            if status == 200 and "alt=sse" in self.path:
                answer = f"data: {json.dumps(answer)}\r\n\r\n".encode()
            self._send(status, answer)

        def _send(self, status: int, answer: Any, headers: dict[str, str] | None = None) -> None:
            body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
            self.send_response_only(status)
            self.send_header("Date", cloud.date or self.date_time_string())
            self.send_header("Content-Length", str(len(body)))
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        log_message: Callable[..., None] = lambda *_: None

    return Handler
