from __future__ import annotations

import asyncio
import http.client
import json
import signal
import socket
import subprocess
import sys
import threading
from contextlib import suppress
from urllib.parse import urlsplit

import httpx
import pytest

from gemchat.demo import DemoServer

KEY = {"x-goog-api-key": "k"}
STREAM = "/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse"


def prompt(text: str) -> dict[str, object]:
    return {"contents": [{"role": "user", "parts": [{"text": text}]}]}


def address(demo: DemoServer) -> tuple[str, int]:
    parts = urlsplit(demo.url)
    assert parts.hostname and parts.port
    return parts.hostname, parts.port


def exchange(demo: DemoServer, sent: bytes) -> bytes:
    """Send raw bytes, say that there are no more, and read until the server closes."""
    with socket.create_connection(address(demo), timeout=10) as connection:
        connection.sendall(sent)
        connection.shutdown(socket.SHUT_WR)
        received = b""
        while piece := connection.recv(65536):
            received += piece
    return received


def serves(url: str) -> bool:
    answer = httpx.get(f"{url}/v1beta/models", headers=KEY, verify=False)
    return answer.status_code == 200


def post(path: str, body: bytes, *headers: bytes) -> bytes:
    lines = [b"POST %b HTTP/1.1" % path.encode(), b"host: x", b"X-Goog-API-Key: k", *headers]
    return b"\r\n".join(lines) + b"\r\n\r\n" + body


def test_an_event_stream_is_framed_as_observed(demo: DemoServer) -> None:
    body = json.dumps(prompt("cut")).encode()
    received = exchange(demo, post(STREAM, body, b"content-length: %d" % len(body)))
    head, _, rest = received.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 OK\r\n")
    assert b"content-type: text/event-stream\r\n" in head
    assert b"content-disposition: attachment" in head
    assert b"transfer-encoding: chunked" in head
    size, _, chunk = rest.partition(b"\r\n")
    event = chunk[: int(size, 16)]
    assert event.startswith(b'data: {"candidates": [{"content": {"parts": [{"text": "This re"}]')
    assert event.endswith(b"}\r\n\r\n")
    assert event.count(b"\n") == 2
    assert rest.endswith(b"\r\n0\r\n\r\n")


def test_a_chunked_request_is_read(demo: DemoServer) -> None:
    body = json.dumps(prompt("hello")).encode()
    chunks = b"5;x=y\r\n%b\r\n%x\r\n%b\r\n0\r\n\r\n" % (body[:5], len(body) - 5, body[5:])
    received = exchange(demo, post(STREAM, chunks, b"transfer-encoding: chunked"))
    assert received.startswith(b"HTTP/1.1 200 ")
    assert demo.requests[0].body == prompt("hello")


def test_one_connection_serves_many_requests(demo: DemoServer) -> None:
    connection = http.client.HTTPConnection(*address(demo), timeout=10)
    ports = set()
    for text in ("one", "demo:503", "two"):
        connection.request("POST", STREAM, json.dumps(prompt(text)), KEY)
        ports.add(connection.sock.getsockname())
        connection.getresponse().read()
    connection.close()
    assert len(ports) == 1
    assert len(demo.requests) == 3


def test_requests_are_recorded_as_values(demo: DemoServer) -> None:
    httpx.get(f"{demo.url}/v1beta/models?pageSize=1&pageToken=", headers={"X-Goog-Api-Key": "k"})
    (request,) = demo.requests
    assert (request.method, request.path, request.body) == ("GET", "/v1beta/models", None)
    assert request.query == {"pageSize": "1", "pageToken": ""}
    assert request.headers["x-goog-api-key"] == "k"


@pytest.mark.parametrize(
    ("sent", "answer"),
    [
        (b"\x16\x03\x01 hello\r\n\r\n", b"HTTP/1.1 400 "),
        (b"GET /\r\n\r\n", b"HTTP/1.1 400 "),
        (b"GET //[ HTTP/1.1\r\n\r\n", b"HTTP/1.1 400 "),
        (post("/x", b"", b"content-length: " + b"9" * 5000), b"HTTP/1.1 400 "),
        (b"GET / HTTP/1.1\r\nno colon\r\n\r\n", b"HTTP/1.1 400 "),
        (b"GET / HTTP/1.1\r\nhost: ", b"HTTP/1.1 400 "),
        (post("/x", b"", b"content-length: -1"), b"HTTP/1.1 400 "),
        (post("/x", b"", b"content-length: 999999999999"), b"HTTP/1.1 400 "),
        (post("/x", b"zz\r\n", b"transfer-encoding: chunked"), b"HTTP/1.1 400 "),
        (post("/x", b"-1\r\n", b"transfer-encoding: chunked"), b"HTTP/1.1 400 "),
        (post("/x", b"fffffffff\r\n", b"transfer-encoding: chunked"), b"HTTP/1.1 400 "),
        (post("/x", b"abc", b"content-length: 10"), b""),
        (post("/x", b"5\r\nabc", b"transfer-encoding: chunked"), b""),
        (b"", b""),
    ],
)
def test_a_broken_client_harms_nobody(demo: DemoServer, sent: bytes, answer: bytes) -> None:
    assert exchange(demo, sent)[: len(b"HTTP/1.1 400 ")] == answer
    assert serves(demo.url)


def test_a_head_without_end_is_cut_off(demo: DemoServer) -> None:
    with suppress(OSError):  # there is no telling how much of it the server reads
        exchange(demo, b"GET / HTTP/1.1\r\nx: " + b"y" * 1_000_000)
    assert demo.requests == []
    assert serves(demo.url)


def test_a_client_may_leave_in_mid_reply(demo: DemoServer) -> None:
    for _ in range(3):
        with httpx.stream(
            "POST", demo.url + STREAM, json=prompt("long 2000"), headers=KEY
        ) as reply:
            assert next(reply.iter_raw())
    assert serves(demo.url)


def test_closing_does_not_wait_for_clients() -> None:
    before = set(threading.enumerate())  # the suite's own server may be among them
    with (
        DemoServer(pace=0) as demo,
        httpx.stream(
            "POST", demo.url + STREAM, json=prompt("demo:stall"), headers=KEY, verify=False
        ) as reply,
    ):
        pieces = reply.iter_raw()
        next(pieces)
        demo.__exit__(None, None, None)
        with pytest.raises(httpx.RemoteProtocolError):
            for _ in pieces:
                pass
    assert set(threading.enumerate()) <= before


def test_async_clients_in_the_same_process_are_served_side_by_side(demo: DemoServer) -> None:
    async def many() -> list[int]:
        async with httpx.AsyncClient(base_url=demo.url, headers=KEY, verify=False) as client:
            calls = (client.post(STREAM, json=prompt(f"number {number}")) for number in range(8))
            return [answer.status_code for answer in await asyncio.gather(*calls)]

    assert asyncio.run(many()) == [200] * 8
    assert len(demo.requests) == 8


def test_a_port_in_use_is_reported_to_the_caller(demo: DemoServer) -> None:
    with pytest.raises(OSError, match="in use"), DemoServer(port=address(demo)[1]):
        pass


@pytest.mark.parametrize("port", ["70000", "-1", "in use"])
def test_a_port_that_cannot_be_had_is_wrong_use(demo: DemoServer, port: str) -> None:
    number = str(address(demo)[1]) if port == "in use" else port
    command = [sys.executable, "-m", "gemchat.demo", f"--port={number}"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout) == (2, "")
    [line] = ended.stderr.splitlines()
    assert f"cannot listen on port {number}" in line


def test_a_server_can_be_opened_again() -> None:
    demo = DemoServer(pace=0)
    for _ in range(2):
        with demo:
            assert serves(demo.url)


def test_it_runs_in_the_foreground() -> None:
    command = [sys.executable, "-m", "gemchat.demo", "--pace", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        url = process.stdout.readline().strip()
        assert serves(url)
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 130
