"""A stream that falls silent in the middle, over real sockets, plain and over TLS."""

from __future__ import annotations

import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from gemchat.client.http import AsyncTransport, BlockingTransport
from gemchat.client.http.silence import Listener
from gemchat.client.stepping import step
from gemchat.demo import DemoServer
from gemchat.errors import NetworkError
from gemchat.protocol.call import HttpCall, Patience
from gemchat.protocol.gemini import GeminiBackend
from gemchat.types import GenerateContentConfig
from tests.fakes import Twin

LOOPBACK = "127.0.0.1"
# The first event may take as long as a test may: who waits for it in vain does not pass.
PATIENCE = Patience(first_event=60, event=0.05)
HEAD = b"HTTP/1.1 200 OK\r\n"
CHUNKED = HEAD + b"transfer-encoding: chunked\r\n\r\n"
CLOSED = HEAD + b"connection: close\r\n\r\n"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A key and a certificate for this machine, in one file."""
    key, now = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "test")])
    address = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address(LOOPBACK))])
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(now - timedelta(days=1))
    builder = builder.not_valid_after(now + timedelta(days=1))
    builder = builder.add_extension(address, critical=False)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    signed = builder.sign(key, hashes.SHA256())
    encoding, form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    secret = key.private_bytes(encoding, form, serialization.NoEncryption())
    path = tmp_path_factory.mktemp("tls") / "certificate.pem"
    path.write_bytes(secret + signed.public_bytes(encoding))
    return path


@contextmanager
def serving(said: bytes, certificate: Path | None = None) -> Iterator[str]:
    """A server that says something, and then nothing until the other side hangs up."""
    with socket.create_server((LOOPBACK, 0)) as listener:
        threading.Thread(target=_serve, args=(listener, said, certificate), daemon=True).start()
        scheme = "https" if certificate else "http"
        yield f"{scheme}://{LOOPBACK}:{listener.getsockname()[1]}"


def _serve(listener: socket.socket, said: bytes, certificate: Path | None) -> None:
    connection = listener.accept()[0]
    if certificate:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate)
        connection = context.wrap_socket(connection, server_side=True)
    with connection:
        connection.recv(65536)
        connection.sendall(said)
        connection.recv(1)


def heard(twin: Twin, url: str) -> bytes:
    """What came of a stream before it fell silent."""
    chunks: list[bytes] = []

    async def listened() -> None:
        transport = AsyncTransport(url) if twin.suspends else BlockingTransport(url)
        try:
            async with transport.stream(HttpCall("GET", url, {}, patience=PATIENCE)) as stream:
                async for chunk in stream.chunks:
                    chunks.append(chunk)  # noqa: PERF401 - what came before the error counts
        finally:
            if isinstance(transport, AsyncTransport):
                await transport.aclose()
            else:
                transport.close()

    with pytest.raises(NetworkError, match=r"^The service sent nothing for 0.05 s\.$"):
        twin.run(listened())
    return b"".join(chunks)


@pytest.mark.parametrize("head", [CHUNKED + b"5\r\n", CLOSED])
@pytest.mark.parametrize("tls", [True, False])
def test_a_stream_that_falls_silent(
    twin: Twin, head: bytes, tls: bool, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with serving(head + b"hello", certificate if tls else None) as url:
        assert heard(twin, url) == b"hello"


def listeners() -> list[threading.Thread]:
    """The threads that stand by."""
    return [thread for thread in threading.enumerate() if thread.name == "listener"]


def test_nobody_stands_by_when_a_stream_is_over(demo: DemoServer) -> None:
    contents = [{"role": "user", "parts": [{"text": "a table"}]}]
    backend = GeminiBackend("k", base_url=demo.url)
    call = backend.generate("gemini-3.8-flash", contents, GenerateContentConfig(), stream=True)
    transport = BlockingTransport(demo.url)

    async def listened() -> list[bytes]:
        async with transport.stream(call) as stream:
            return [chunk async for chunk in stream.chunks]

    assert step(listened())
    assert not listeners()
    transport.close()


def test_a_slow_reader_is_no_silence() -> None:
    """The clock runs only while somebody waits for bytes."""
    mine, theirs = socket.socketpair()
    turns = iter([b"a", b"b", b"c"])
    with mine, theirs, Listener(mine, 0.01) as listener:
        chunks = []
        for chunk in listener.heard(turns):
            chunks.append(chunk)
            threading.Event().wait(0.03)
        theirs.sendall(b"still open")
        assert mine.recv(10) == b"still open"
    assert chunks == [b"a", b"b", b"c"]
    assert not listeners()
