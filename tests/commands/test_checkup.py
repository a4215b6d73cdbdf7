"""What the doctor finds: on this machine, on the way, at the service."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from threading import Event, Thread

import pytest

from gemchat.client.http.probing import Server, address_of, proxy_for, tls_version
from gemchat.commands.checkup import (
    Finding,
    of_request,
    of_service,
    of_settings,
    on_the_way,
    on_this_machine,
)
from gemchat.errors import NetworkError, UsageError
from gemchat.protocol.gemini import GeminiBackend
from gemchat.settings import Paths, Settings
from tests.commands.chatting import Chat
from tests.fakes import ScriptedTransport

TERMINAL = {"TERM": "xterm-256color"}


def found(findings: list[Finding], about: str) -> list[tuple[str, str]]:
    return [
        (one.level, f"{one.words} {one.hint}".strip()) for one in findings if one.about == about
    ]


def machine(folder: Path, **environment: str) -> list[Finding]:
    paths = Paths(folder, folder, folder, folder / "cache")
    return list(on_this_machine(paths, TERMINAL | environment))


def test_versions_are_told(tmp_path: Path) -> None:
    findings = machine(tmp_path)
    [(level, words)] = found(findings, "packages")
    assert level == "ok"
    assert "httpx 0." in words
    assert "Python 3." in found(findings, "version")[0][1]


def test_directories(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    assert found(machine(tmp_path), "files") == [
        ("ok", f"{tmp_path}, mode 700."),
        ("ok", f"{tmp_path / 'cache'} is not there yet."),
    ]
    tmp_path.chmod(0o755)
    assert found(machine(tmp_path), "files")[0] == (
        "warn",
        f"{tmp_path} is open to others, mode 755. chmod 700 {tmp_path}",
    )
    (tmp_path / "file").touch()
    assert found(machine(tmp_path / "file"), "files")[1][0] == "fail"


@pytest.mark.parametrize(
    ("environment", "level", "said"),
    [
        ({}, "ok", "TERM=xterm-256color"),
        ({"NO_COLOR": "1"}, "ok", "NO_COLOR is set"),
        ({"TERM": "dumb"}, "warn", "nothing is redrawn"),
        ({"TERM": ""}, "warn", "nothing is redrawn"),
    ],
)
def test_the_terminal(tmp_path: Path, environment: dict[str, str], level: str, said: str) -> None:
    [(judged, words)] = found(machine(tmp_path, **environment), "terminal")
    assert judged == level
    assert said in words


def test_settings_that_are_not_the_defaults() -> None:
    settings = Settings.of(())
    assert [one.words for one in of_settings(settings)] == ["All as they are by default."]
    changed = settings.with_layer("--model", {"model": "x"})
    assert [one.words for one in of_settings(changed)] == ["model = x, from --model."]


def request(*script: str) -> list[Finding]:
    async def ask() -> list[Finding]:
        transport = ScriptedTransport(script)
        backend = GeminiBackend(key="secret", key_source="a test")
        return [finding async for finding in of_request(backend, transport)]

    return asyncio.run(ask())


@pytest.mark.parametrize(
    ("seconds", "level", "said"),
    [
        (0, "ok", "As the server has it."),
        (-3600, "warn", "s ahead of the server's. Set it"),
        (3600, "warn", "s behind the server's. Set it"),
    ],
)
def test_the_clock(seconds: int, level: str, said: str) -> None:
    now = format_datetime(datetime.now(UTC) + timedelta(seconds=seconds), usegmt=True)
    findings = request('raw: {"models": []}', f"header: date {now}")
    assert found(findings, "request")[0][0] == "ok"
    [(judged, words)] = found(findings, "clock")
    assert judged == level
    assert said in words


def test_a_date_that_is_none() -> None:
    assert found(request("raw: {}", "header: date soon"), "clock")[0][0] == "warn"


def test_a_request_that_is_refused_is_told_with_its_status_and_the_clock() -> None:
    now = format_datetime(datetime.now(UTC), usegmt=True)
    findings = request("error: 403 PERMISSION_DENIED no such luck", f"header: date {now}")
    [refused, clock] = findings
    assert (refused.level, refused.status, refused.words) == ("fail", 3, "no such luck")
    assert clock.level == "ok"
    assert [one.status for one in request("cut")] == [5]


def test_the_way_ends_where_it_is_blocked() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]

        async def walk() -> list[Finding]:
            transport = ScriptedTransport()
            backend = GeminiBackend(key="k", key_source="x", base_url=f"https://127.0.0.1:{port}")
            return await of_service(backend, transport)

        findings = asyncio.run(walk())
    assert [one.about for one in findings] == ["key", "proxy", "name", "network"]
    assert findings[-1].status == 5
    assert f"Cannot reach 127.0.0.1, port {port}" in findings[-1].words


def test_through_a_proxy_only_the_proxy_is_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://me:secret@127.0.0.1:3128")

    async def walk() -> list[Finding]:
        way = on_the_way("https://example.com/x", ScriptedTransport())
        return [finding async for finding in way]

    assert [one.words for one in asyncio.run(walk())] == [
        "127.0.0.1:3128.",
        "127.0.0.1 is 127.0.0.1.",
    ]


@pytest.mark.parametrize(
    ("url", "variables", "proxy"),
    [
        ("https://example.com", {}, None),
        ("https://example.com", {"https_proxy": "proxy.test:81"}, Server("proxy.test", 81)),
        ("https://example.com", {"all_proxy": "socks5://proxy.test"}, Server("proxy.test", 1080)),
        ("https://example.com", {"https_proxy": "http://p", "no_proxy": "example.com"}, None),
        ("http://127.0.0.1:1", {"http_proxy": "http://p"}, None),
    ],
)
def test_proxies(
    url: str,
    variables: dict[str, str],
    proxy: Server | None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert proxy_for(url) == proxy


def test_a_proxy_that_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://p:port")
    with pytest.raises(UsageError, match="https_proxy holds no proxy address"):
        proxy_for("https://example.com")


def test_a_name_that_nobody_knows() -> None:
    with pytest.raises(NetworkError, match="Cannot find"):
        address_of(Server("x" * 64 + ".localhost", 1))


def test_a_name_server_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    never = Event()

    def look_up(*_: object, **__: object) -> None:
        never.wait(30)
        raise OSError

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    with pytest.raises(NetworkError, match="No name server"):
        address_of(Server("localhost", 1), seconds=0.01)
    never.set()


@pytest.fixture
def plain_server() -> Iterator[Server]:
    """A server that says something, but not in TLS."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def answer() -> None:
            near, _ = listening.accept()
            with near:
                near.sendall(b"HTTP/1.1 400 No\r\n\r\n")
                near.recv(65536)

        thread = Thread(target=answer)
        thread.start()
        yield Server("127.0.0.1", listening.getsockname()[1])
        thread.join()


def test_a_server_without_tls(plain_server: Server) -> None:
    with pytest.raises(UsageError, match="does not speak TLS") as caught:
        tls_version(plain_server)
    assert isinstance(caught.value.__cause__, ssl.SSLError)


def test_in_the_chat_it_is_a_table(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gemchat.commands.checkup.address_of", lambda _: "192.0.2.1")
    monkeypatch.setattr("gemchat.commands.checkup.tls_version", lambda _: "TLSv1.3")
    rows = Chat(tmp_path, ['raw: {"models": []}']).shown("/doctor")
    assert {row[0] for row in rows} <= {"ok", "warn"}
    assert [row[1] for row in rows][-4:] == ["proxy", "name", "TLS", "request"]
    assert "key" not in {cell for row in rows for cell in row[2:]}
