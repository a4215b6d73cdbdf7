from __future__ import annotations

import asyncio
import json
import os
import socket
from contextlib import suppress
from pathlib import Path

import pytest

from gemchat.errors import NetworkError
from gemchat.protocol.call import HttpCall, Transport
from tests.fakes import ScriptedTransport, Twin

CALL = HttpCall("POST", "https://example.test/", {}, b'{"contents": []}')
GREETING = ["think: hm", "text: Hel", "text: lo: you", "sign: c2ln", "finish: STOP", "usage: 3 5"]


async def read(transport: Transport) -> tuple[int, list[bytes]]:
    async with transport.stream(CALL) as stream:
        return stream.status, [chunk async for chunk in stream.chunks]


def test_a_stream_is_one_server_sent_event_a_line(twin: Twin) -> None:
    transport = twin.transport(GREETING)
    status, chunks = twin.run(read(transport))
    assert status == 200
    assert all(chunk.startswith(b"data: {") and chunk.endswith(b"\r\n\r\n") for chunk in chunks)
    events = [json.loads(chunk.removeprefix(b"data: ")) for chunk in chunks]
    parts = [event["candidates"][0]["content"]["parts"][0] for event in events[:4]]
    assert parts == [
        {"text": "hm", "thought": True},
        {"text": "Hel"},
        {"text": "lo: you"},
        {"text": "", "thoughtSignature": "c2ln"},
    ]
    assert events[4]["candidates"][0]["finishReason"] == "STOP"
    assert events[5]["usageMetadata"]["totalTokenCount"] == 8
    assert transport.bodies == [{"contents": []}]
    assert transport.open_streams == 0


def test_a_whole_answer_holds_all_parts(twin: Twin) -> None:
    reply = twin.run(twin.transport(GREETING).send(CALL))
    whole = json.loads(reply.body)
    assert [part["text"] for part in whole["candidates"][0]["content"]["parts"]] == [
        "hm",
        "Hel",
        "lo: you",
        "",
    ]
    assert whole["candidates"][0]["finishReason"] == "STOP"
    assert whole["usageMetadata"]["promptTokenCount"] == 3


@pytest.mark.parametrize(
    ("script", "status", "body"),
    [
        (["error: 503 UNAVAILABLE too busy"], 503, b'"message": "too busy"'),
        (["http: 502 <html>"], 502, b"<html>"),
    ],
)
def test_an_http_error_has_a_bare_body(
    twin: Twin, script: list[str], status: int, body: bytes
) -> None:
    transport = twin.transport([*script, "header: retry-after 7"], script)
    reply = twin.run(transport.send(CALL))
    assert (reply.status, reply.headers["retry-after"]) == (status, "7")
    assert body in reply.body
    assert twin.run(read(transport)) == (status, [reply.body])


def test_an_error_further_down_is_inside_the_stream(twin: Twin) -> None:
    status, chunks = twin.run(read(twin.transport(["text: a", "error: 500 INTERNAL broken"])))
    assert status == 200
    assert json.loads(chunks[1].removeprefix(b"data: "))["error"]["code"] == 500


@pytest.mark.parametrize("script", [["cut"], ["text: a", "cut"]])
def test_a_cut_is_a_network_error_and_leaves_nothing_open(twin: Twin, script: list[str]) -> None:
    transport = twin.transport(script)
    with pytest.raises(NetworkError):
        twin.run(read(transport))
    assert transport.open_streams == 0


def test_a_stall_ends_with_the_patience_of_the_blocking_twin() -> None:
    transport = ScriptedTransport(["text: a", "stall"], suspends=False)
    with pytest.raises(NetworkError, match="60"):
        Twin(suspends=False).run(read(transport))
    assert transport.clock() == CALL.patience.event


def test_a_stall_lasts_until_it_is_cancelled() -> None:
    transport = ScriptedTransport(["stall"])

    async def give_up() -> None:
        task = asyncio.create_task(read(transport))
        await transport.stalled.wait()
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    asyncio.run(give_up())
    assert transport.open_streams == 0


def test_sleeping_moves_the_clock_only(twin: Twin) -> None:
    transport = twin.transport()
    twin.run(transport.sleep(3600))
    assert (transport.sleeps, transport.clock()) == ([3600], 3600)


def test_the_blocking_twin_refuses_a_suspension() -> None:
    with pytest.raises(RuntimeError, match="suspend"):
        Twin(suspends=False).run(ScriptedTransport(suspends=True).sleep(1))


def test_a_request_too_many_fails(twin: Twin) -> None:
    with pytest.raises(AssertionError, match="request 1 is not in the script"):
        twin.run(twin.transport().send(CALL))


def test_the_network_is_shut() -> None:
    with socket.socket() as sock, pytest.raises(pytest.fail.Exception, match="network"):
        sock.connect(("192.0.2.1", 80))
    with pytest.raises(pytest.fail.Exception, match="network"):
        socket.getaddrinfo("example.com", 80)


def test_loopback_is_open() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(("localhost", server.getsockname()[1])).close()


def test_home_is_private_and_empty(env_for_child: dict[str, str]) -> None:
    assert not list(Path.home().iterdir())
    assert env_for_child["HOME"] == os.environ["HOME"] == str(Path.home())
    assert not [name for name in env_for_child if name.startswith(("XDG_", "GEMINI_", "GEMCHAT_"))]
