"""The transports over real sockets: what travels, what does not, and errors in our words."""

from __future__ import annotations

import asyncio
import gc
import gzip
import json
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.util import find_spec

import httpx
import pytest

from gemchat import Client
from gemchat.client.api import Api
from gemchat.client.http import AsyncTransport, BlockingTransport
from gemchat.client.http.exchange import client_options
from gemchat.client.http.faults import network_error
from gemchat.client.http.proxies import proxy_of
from gemchat.demo import DemoServer
from gemchat.errors import (
    CredentialsError,
    GemchatError,
    NetworkError,
    ServerError,
    UsageError,
)
from gemchat.protocol.call import HttpCall, Patience
from gemchat.protocol.gemini import GeminiBackend
from gemchat.types import GenerateContentConfig
from tests.client.conftest import CANARY
from tests.fakes import Twin

BROKEN_OFF = ssl.SSLEOFError()
BROKEN_OFF.reason = "UNEXPECTED_EOF_WHILE_READING"
QUICK = Patience(first_event=0.2, event=0.2, unary=0.2)
PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY")


def call_to(
    url: str, text: str = "a table", *, stream: bool = False, patience: Patience | None = None
) -> HttpCall:
    backend = GeminiBackend(CANARY, base_url=url, patience=patience or Patience())
    contents = [{"role": "user", "parts": [{"text": text}]}]
    return backend.generate("gemini-3.8-flash", contents, GenerateContentConfig(), stream=stream)


def fetch(twin: Twin, call: HttpCall, *, stream: bool = False) -> bytes:
    """Send a call by either transport, whole or in pieces, and give the body."""

    async def fetched() -> bytes:
        transport = AsyncTransport(call.url) if twin.suspends else BlockingTransport(call.url)
        try:
            if not stream:
                return (await transport.send(call)).body
            async with transport.stream(call) as reply:
                return b"".join([chunk async for chunk in reply.chunks])
        finally:
            if isinstance(transport, AsyncTransport):
                await transport.aclose()
            else:
                transport.close()

    return twin.run(fetched())


def _caused_by(cause: Exception) -> httpx.ConnectError:
    outer, inner = httpx.ConnectError("All connection attempts failed"), OSError("failed")
    inner.__context__, outer.__cause__ = cause, inner
    return outer


@contextmanager
def answering(*answers: bytes) -> Iterator[str]:
    """A server on loopback that says these bytes to one connection after the other."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            for answer in answers:
                # a client that has no more to say may leave with bytes unread
                with listener.accept()[0] as connection, suppress(ConnectionResetError):
                    connection.sendall(answer)
                    connection.shutdown(socket.SHUT_WR)
                    while connection.recv(65536):
                        pass

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        thread.join()


@pytest.mark.parametrize("stream", [True, False])
def test_what_travels(twin: Twin, demo: DemoServer, stream: bool) -> None:
    body = fetch(twin, call_to(demo.url, stream=stream), stream=stream)
    assert body.startswith(b"data: " if stream else b"{")
    headers = demo.requests[-1].headers
    assert headers["x-goog-api-key"] == CANARY
    assert headers["accept-encoding"] == "identity"
    assert "python-httpx" not in headers["user-agent"]
    assert not {"cookie", "authorization"} & headers.keys()


@pytest.mark.parametrize("stream", [True, False])
def test_a_compressed_answer_is_read_although_none_was_asked_for(twin: Twin, stream: bool) -> None:
    packed = gzip.compress(b'{"a": 1}')
    head = b"HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\nconnection: close\r\n\r\n"
    with answering(head + packed) as url:
        assert json.loads(fetch(twin, call_to(url), stream=stream)) == {"a": 1}


@pytest.mark.parametrize(("coding", "body"), [("br", b"\x8b"), ("gzip", b"plain"), ("zstd", b"x")])
def test_other_codings_are_asked_for_once_more(twin: Twin, coding: str, body: bytes) -> None:
    head = f"HTTP/1.1 200 OK\r\ncontent-encoding: {coding}\r\nconnection: close\r\n\r\n".encode()
    with answering(head + body) as url, pytest.raises(NetworkError) as caught:
        fetch(twin, call_to(url))
    assert caught.value.fresh_connection


def test_a_redirect_leads_nowhere(twin: Twin) -> None:
    with socket.create_server(("127.0.0.1", 0)) as trap:
        place = f"http://127.0.0.1:{trap.getsockname()[1]}/steal"
        answer = f"HTTP/1.1 307 Go\r\nlocation: {place}\r\ncontent-length: 0\r\n\r\n".encode()
        with answering(answer) as url:
            assert fetch(twin, call_to(url)) == b""
        trap.setblocking(False)
        with pytest.raises(BlockingIOError):
            trap.accept()


def test_proxies_are_not_asked_for_what_is_on_this_machine(
    twin: Twin, demo: DemoServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in PROXIES:
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert fetch(twin, call_to(demo.url))


@pytest.mark.parametrize(
    ("url", "guarded"),
    [
        ("http://127.0.0.1:8080", False),
        ("http://localhost/v1", False),
        ("http://[::1]:1", False),
        ("https://127.0.0.1", True),
        ("http://192.0.2.1", True),
        ("https://generativelanguage.googleapis.com", True),
    ],
)
def test_certificates_and_proxies_are_for_the_world(
    url: str, guarded: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    options = client_options(url)
    assert bool(options["verify"]) is guarded
    assert bool(options["proxy"]) is (guarded and "127.0.0.1" not in url)


def test_no_certificates_are_loaded_for_this_machine(
    demo: DemoServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded: list[object] = []
    monkeypatch.setattr("ssl.SSLContext.load_verify_locations", lambda *_a, **_k: loaded.append(1))
    for twin in (Twin(suspends=True), Twin(suspends=False)):
        assert fetch(twin, call_to(demo.url))
    assert loaded == []


def refused_port() -> str:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"http://127.0.0.1:{listener.getsockname()[1]}"


def test_a_port_where_nobody_listens(twin: Twin) -> None:
    with pytest.raises(NetworkError, match=r"^Cannot reach 127\.0\.0\.1: refused\.$") as caught:
        fetch(twin, call_to(refused_port()))
    assert caught.value.retryable


@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (b"", "hung up before it answered"),
        (b"SSH-2.0-OpenSSH_9.9\r\n\r\n", "does not speak HTTP"),
        (b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\nshort", "connection was lost"),
        (
            b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nsho",
            "connection was lost",
        ),
    ],
)
def test_answers_that_are_none(twin: Twin, answer: bytes, words: str, stream: bool) -> None:
    with answering(answer) as url, pytest.raises(NetworkError, match=words):
        fetch(twin, call_to(url), stream=stream)


@pytest.mark.parametrize("stream", [True, False])
@pytest.mark.parametrize("name", ["silent", "stall-at-once"])
def test_silence(twin: Twin, demo: DemoServer, name: str, stream: bool) -> None:
    with pytest.raises(NetworkError, match=r"silent|sent nothing"):
        call = call_to(demo.url, f"demo:{name}", stream=True, patience=QUICK)
        fetch(twin, call, stream=stream)


@pytest.mark.parametrize(
    ("error", "kind", "words", "hint"),
    [
        (httpx.ConnectTimeout(""), NetworkError, "No answer from api.example in 10 s.", ""),
        (httpx.ReadTimeout(""), NetworkError, "silent", ""),
        (httpx.WriteTimeout(""), NetworkError, "connection was lost", ""),
        (httpx.PoolTimeout(""), NetworkError, "connection was lost", ""),
        (httpx.ReadError(""), NetworkError, "connection was lost", ""),
        (httpx.WriteError(""), NetworkError, "connection was lost", ""),
        (httpx.ProxyError("407 Log in"), CredentialsError, "The proxy wants a login.", "password@"),
        (httpx.ProxyError("No way."), NetworkError, "The proxy refuses: No way.", ""),
        (httpx.RemoteProtocolError("illegal status line"), NetworkError, "does not speak HTTP", ""),
        (httpx.UnsupportedProtocol(""), UsageError, "cannot be written", "base_url"),
        (
            httpx.LocalProtocolError(f"Illegal header value b'{CANARY}\\n'"),
            UsageError,
            "cannot be written",
            "",
        ),
    ],
)
def test_errors_are_put_into_words(
    error: httpx.HTTPError, kind: type[GemchatError], words: str, hint: str
) -> None:
    made = network_error(HttpCall("POST", "https://api.example/", {}), error)
    assert type(made) is kind
    assert words in made.message
    assert hint in made.hint
    assert CANARY not in f"{made!r}{made}{made.hint}"


@pytest.mark.parametrize(
    ("cause", "message", "retryable"),
    [
        (socket.gaierror(-2, "unknown"), "Cannot find api.example.", True),
        (ConnectionRefusedError(), "Cannot reach api.example: refused.", True),
        (OSError(101, "unreachable"), "Cannot reach api.example: no connection.", True),
        (
            ExceptionGroup("", [OSError(), ConnectionRefusedError()]),
            "Cannot reach api.example: refused.",
            True,
        ),
        (BROKEN_OFF, "api.example broke off before there was a secure connection.", True),
    ],
)
def test_why_there_is_no_connection(cause: Exception, message: str, retryable: bool) -> None:
    made = network_error(HttpCall("POST", "https://api.example/", {}), _caused_by(cause))
    assert isinstance(made, NetworkError)
    assert (made.message, made.retryable) == (message, retryable)


def test_a_certificate_that_cannot_be_trusted() -> None:
    cause = ssl.SSLCertVerificationError()
    cause.verify_message = "it has expired"
    outer = httpx.ConnectError("")
    outer.__cause__ = cause
    made = network_error(HttpCall("POST", "https://api.example:4/", {}), outer)
    assert isinstance(made, NetworkError)
    assert not made.retryable
    assert made.message.startswith("api.example:4 shows a certificate")
    assert "it has expired" in made.message
    assert "SSL_CERT_FILE" in made.hint


def test_a_port_that_does_not_speak_tls(twin: Twin) -> None:
    with answering(b"HTTP/1.1 400 Bad Request\r\n\r\n") as url:
        place = url.removeprefix("http://")
        with pytest.raises(UsageError) as caught:
            fetch(twin, call_to(f"https://{place}"))
    assert caught.value.message == f"{place} does not speak TLS."


FAR = "https://api.example"


@pytest.mark.parametrize(
    ("answer", "kind", "words"),
    [
        (b"HTTP/1.1 407 Log in\r\n\r\n", CredentialsError, "wants a login."),
        (b"HTTP/1.1 403 Forbidden\r\n\r\n", NetworkError, "refuses: 403 Forbidden."),
        (b"HTTP/1.1 502 Bad\r\n\r\n", NetworkError, "refuses: 502 Bad."),
        (b"SSH-2.0-OpenSSH_9.9\r\n\r\n", NetworkError, "does not speak HTTP."),
    ],
)
def test_a_proxy_that_does_not_help(
    twin: Twin, monkeypatch: pytest.MonkeyPatch, answer: bytes, kind: type[GemchatError], words: str
) -> None:
    with answering(answer) as url:
        place = url.removeprefix("http://")
        monkeypatch.setenv("HTTPS_PROXY", f"http://me:secret@{place}")
        with pytest.raises(GemchatError) as caught:
            fetch(twin, call_to(FAR))
    assert type(caught.value) is kind
    assert caught.value.message == f"The proxy {place} from HTTPS_PROXY {words}"
    if isinstance(caught.value, NetworkError):
        assert caught.value.retryable is (b" 4" not in answer)


def test_a_proxy_that_is_to_be_greeted_in_tls_but_does_not_speak_it(
    twin: Twin, monkeypatch: pytest.MonkeyPatch
) -> None:
    with answering(b"HTTP/1.1 400 Bad Request\r\n\r\n") as url:
        place = url.removeprefix("http://")
        monkeypatch.setenv("all_proxy", f"https://{place}")
        with pytest.raises(UsageError, match=f"The proxy {place} from all_proxy does not speak"):
            fetch(twin, call_to(FAR))


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_proxy_that_is_not_there(
    twin: Twin, monkeypatch: pytest.MonkeyPatch, scheme: str
) -> None:
    place = refused_port().removeprefix("http://")
    monkeypatch.setenv(f"{scheme}_proxy", f"me:secret@{place}")
    with pytest.raises(NetworkError) as caught:
        fetch(twin, call_to(f"{scheme}://api.example"))
    message = f"Cannot reach the proxy {place} from {scheme}_proxy: refused."
    assert (caught.value.message, caught.value.hint) == (message, "")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (httpx.ConnectTimeout(""), "No answer from the proxy p:3128 from ALL_PROXY in 10 s."),
        (_caused_by(socket.gaierror()), "Cannot find the proxy p:3128 from ALL_PROXY."),
        (_caused_by(BROKEN_OFF), "api.example broke off"),
    ],
)
def test_whose_fault_it_is(
    error: httpx.HTTPError, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALL_PROXY", "http://p:3128")
    assert network_error(HttpCall("POST", FAR, {}), error).message.startswith(words)


def test_a_proxy_is_shown_without_its_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://me:secret@p")
    proxy = proxy_of(FAR)
    assert proxy
    assert proxy.route.auth == ("me", "secret")
    assert "secret" not in f"{proxy}{proxy!r}"


@pytest.mark.parametrize(
    "exceptions",
    ["api.example", "a.b, .example", "*", "API.example:443", "a.b, https://api.example"],
)
def test_some_are_reached_without_the_proxy(
    monkeypatch: pytest.MonkeyPatch, exceptions: str
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://p")
    monkeypatch.setenv("NO_PROXY", exceptions)
    assert proxy_of(FAR) is None


def test_an_exception_may_be_one_port(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://p")
    monkeypatch.setenv("NO_PROXY", "api.example:8443")
    assert proxy_of(f"{FAR}:8443") is None


@pytest.mark.parametrize("exceptions", ["[::bad", "api.example:8443", "http://api.example"])
def test_an_exception_for_something_else_changes_nothing(
    monkeypatch: pytest.MonkeyPatch, exceptions: str
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://p")
    monkeypatch.setenv("NO_PROXY", exceptions)
    assert str(proxy_of(FAR)) == "proxy p:80 from HTTPS_PROXY"


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        ("SSL_CERT_FILE", "/nowhere/ca.pem", "SSL_CERT_FILE names /nowhere/ca.pem, which cannot"),
        ("SSL_CERT_FILE", __file__, f"SSL_CERT_FILE names {__file__}, which holds no certificate"),
        *(
            ("HTTPS_PROXY", value, "HTTPS_PROXY holds no proxy address")
            for value in ("nonsense://x", "http://", "http://[::bad", "p:99999", "u:pass/word@p")
        ),
        pytest.param(
            *("ALL_PROXY", "socks5://127.0.0.1:9", "SOCKS proxy"),
            marks=pytest.mark.skipif(
                find_spec("socksio") is not None, reason="support for SOCKS is installed"
            ),
        ),
    ],
)
def test_surroundings_that_stop_a_client(
    twin: Twin, monkeypatch: pytest.MonkeyPatch, variable: str, value: str, words: str
) -> None:
    monkeypatch.delenv("SSL_CERT_DIR", raising=False)
    monkeypatch.setenv(variable, value)
    with pytest.raises(UsageError, match=words) as caught:
        fetch(twin, call_to("https://192.0.2.1"))
    assert caught.value.__cause__ is None or "pass" not in str(caught.value.__cause__)


def test_an_address_that_is_none(twin: Twin) -> None:
    with pytest.raises(UsageError, match="base_url is no URL"):
        fetch(twin, call_to("https://\u2e4f.example"))


def test_the_key_is_in_nothing_that_is_shown(environment: None, demo: DemoServer) -> None:
    with Client() as client:
        call = call_to(demo.url)
        shown = [
            client,
            client.aio,
            client.chats,
            client.models,
            call,
            vars(client),
            vars(client.aio),
        ]
        assert CANARY not in repr(shown)


def test_one_client_serves_one_loop_after_the_other(environment: None) -> None:
    client = Client()

    async def ask() -> str:
        return (await client.aio.chats.create(model="gemini-3.8-flash").send_message("table")).text

    assert asyncio.run(ask()) == asyncio.run(ask())
    gc.collect()  # connections that were left open would warn, and warnings are errors


def test_a_closed_client_opens_again(environment: None) -> None:
    client = Client()
    chat = client.chats.create(model="gemini-3.8-flash")
    for _ in range(2):
        assert chat.send_message("table").text
        client.close()

    async def ask() -> None:
        async with client.aio as aio:
            assert (await aio.chats.create(model="gemini-3.8-flash").send_message("table")).text
        assert (await aio.models.get(model="gemini-3.8-flash")).name

    asyncio.run(ask())


def test_a_page_in_place_of_a_list_is_told_without_the_key(twin: Twin) -> None:
    page = b"<html><title>Log in, %b</title></html>" % CANARY.encode()
    head = b"HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n"

    async def asked(url: str) -> None:
        backend = GeminiBackend(CANARY, base_url=url)
        transport = AsyncTransport(url) if twin.suspends else BlockingTransport(url)
        await Api(transport, backend).ask(backend.get_model("gemini-3.8-flash"))

    with answering(head + page) as url, pytest.raises(ServerError) as caught:
        twin.run(asked(url))
    message = 'The answer is not from the Gemini API, but says "Log in, [key]".'
    assert (caught.value.message, caught.value.retryable) == (message, False)
