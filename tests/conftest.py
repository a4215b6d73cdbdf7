"""What holds for every test: a private home, a fixed terminal, no keys, no network but loopback."""

from __future__ import annotations

import ipaddress
import os
import re
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.fakes import Twin

if TYPE_CHECKING:
    from gemchat.demo import DemoServer

ROOT = Path(__file__).parent.parent
FOREIGN = re.compile(
    r"(GOOGLE|GEMINI|GEMCHAT|XDG|LC|TERM)_.*|.*_PROXY|(NO|FORCE)_COLOR|COLORTERM"
    r"|COLUMNS|LINES|PAGER|VISUAL|EDITOR|TMUX",
    re.IGNORECASE,
)
GIVEN = {name: os.environ.get(name) for name in ("GEMCHAT_RECORDINGS", "GEMCHAT_COMMONMARK")}


def pytest_addoption(parser: pytest.Parser) -> None:
    """How long the proof by killing programs may take."""
    parser.addoption("--kills", type=int, default=300, help="how often a writer of sessions dies")


def pytest_configure() -> None:
    """Shut the network for the whole run; a hook sees C code and look-ups, a patch does not."""
    sys.addaudithook(_refuse_network)


def _refuse_network(event: str, arguments: tuple[Any, ...]) -> None:
    match event, arguments:
        case "socket.getaddrinfo" | "socket.gethostbyname", (host, *_):
            pass
        case "socket.connect" | "socket.sendto" | "socket.sendmsg", (_, (host, *_)):
            pass
        case _:
            return
    if not _is_loopback(host):
        pytest.fail(f"a test wanted the network: {event} {host!r}")


def _is_loopback(host: str | bytes | None) -> bool:
    name = os.fsdecode(host or "localhost")
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return name == "localhost"


@pytest.fixture(autouse=True)
def surroundings(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """Give the test a home of its own and an environment in which nothing is set by chance."""
    for name in filter(FOREIGN.fullmatch, list(os.environ)):
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path_factory.mktemp("home")))
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    with monkeypatch.context() as zone:
        zone.setenv("TZ", "UTC")
        time.tzset()
        yield
    time.tzset()


@pytest.fixture
def env_for_child() -> dict[str, str]:
    """The environment of a subprocess: this test's, with gemchat importable from anywhere."""
    return {**os.environ, "PYTHONPATH": str(ROOT)}


@pytest.fixture(scope="session")
def demo() -> Iterator[DemoServer]:
    """The demo server, without pauses between chunks; shared by all tests."""
    from gemchat.demo import DemoServer  # noqa: PLC0415  a defect of it fails its users only

    with DemoServer(pace=0) as server:
        yield server


@pytest.fixture(params=[True, False], ids=["async", "blocking"])
def twin(request: pytest.FixtureRequest) -> Twin:
    """Run the test over both twins: on an event loop, and without ever suspending."""
    return Twin(suspends=request.param)


@pytest.fixture(scope="session")
def recordings() -> Path:
    """The folder of recorded traffic."""
    return _given("GEMCHAT_RECORDINGS")


@pytest.fixture(scope="session")
def commonmark() -> Path:
    """The examples of the CommonMark specification, as JSON."""
    return _given("GEMCHAT_COMMONMARK")


def _given(variable: str) -> Path:
    if path := GIVEN[variable]:
        return Path(path)
    pytest.skip(f"{variable} names no file or folder here")
