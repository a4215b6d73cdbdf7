"""The way to a server step by step, each in bounded time: for when requests fail."""

from __future__ import annotations

import socket
import ssl
from concurrent.futures import Future
from threading import Thread
from typing import NamedTuple
from urllib.parse import urlsplit

from gemchat.client.http.faults import certificates, tls_error
from gemchat.client.http.proxies import proxy_of
from gemchat.errors import NetworkError

SECONDS = 5.0
"""How long a step may take."""


class Server(NamedTuple):
    """Where to connect to."""

    host: str
    port: int

    @classmethod
    def of(cls, url: str) -> Server:
        """Give the server that a URL names."""
        parts = urlsplit(url)
        return cls(parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80))


def proxy_for(url: str) -> Server | None:
    """Give the proxy that requests to a URL go through, if there is one.

    Raises:
        UsageError: a variable holds no address.
    """
    proxy = proxy_of(url)
    return Server(proxy.host, proxy.port) if proxy else None


def address_of(server: Server, *, seconds: float = SECONDS) -> str:
    """Look up a server.

    Raises:
        NetworkError: it has no address, or nobody tells it.
    """
    found: Future[str] = Future()

    def look_up() -> None:
        try:
            found.set_result(str(socket.getaddrinfo(*server, type=socket.SOCK_STREAM)[0][4][0]))
        except (OSError, UnicodeError) as error:
            found.set_exception(error)

    Thread(target=look_up, daemon=True).start()  # a resolver cannot be told to stop
    try:
        return found.result(seconds)
    except TimeoutError as error:
        raise NetworkError(f"No name server told where {server.host} is.") from error
    except (OSError, UnicodeError) as error:
        raise NetworkError(f"Cannot find {server.host}.", hint="Are you offline?") from error


def tls_version(server: Server, *, seconds: float = SECONDS) -> str:
    """Greet a server over TLS, with the certificates that requests trust.

    Raises:
        NetworkError: it cannot be reached, or is not to be trusted.
        UsageError: it does not speak TLS, or there are no certificates.
    """
    context = certificates()
    try:
        with (
            socket.create_connection(server, seconds) as plain,
            context.wrap_socket(plain, server_hostname=server.host) as secured,
        ):
            return secured.version() or "TLS"
    except ssl.SSLError as error:
        raise tls_error(f"{server.host}:{server.port}", error) from error
    except OSError as error:
        words = error.strerror or f"no answer in {seconds:g} s"
        raise NetworkError(f"Cannot reach {server.host}, port {server.port}: {words}.") from error
