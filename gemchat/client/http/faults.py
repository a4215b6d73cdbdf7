"""What can go wrong on the way, in words.

httpx leaves the text of most timeouts and read errors empty, so each class gets a sentence.
"""

from __future__ import annotations

import os
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import httpx

from gemchat.client.http.proxies import Proxy, proxy_of
from gemchat.errors import CredentialsError, GemchatError, NetworkError, UsageError
from gemchat.protocol.call import HttpCall

# What OpenSSL says of bytes that were never meant to be TLS.
_PLAIN = {"WRONG_VERSION_NUMBER", "HTTP_REQUEST", "PACKET_LENGTH_TOO_LONG", "RECORD_LAYER_FAILURE"}


def network_error(call: HttpCall, error: httpx.HTTPError) -> GemchatError:
    """Turn what httpx raised into an error with words for a person."""
    host, proxy = urlsplit(call.url).hostname or call.url, proxy_of(call.url)
    near = f"the {proxy}" if proxy else host
    match error:
        case httpx.ConnectTimeout():
            return NetworkError(f"No answer from {near} in {call.patience.connect:g} s.")
        case httpx.ReadTimeout():
            return NetworkError("The service stayed silent for too long.")
        case httpx.ProxyError():
            return _proxy_error(f"The {proxy or 'proxy'}", str(error))
        case httpx.ConnectError():
            return _connect_error(call, near, proxy, error)
        case httpx.RemoteProtocolError():
            return _protocol_error(f"The {proxy}" if proxy else host, str(error))
        case httpx.UnsupportedProtocol() | httpx.LocalProtocolError():
            return UsageError("The request cannot be written.", hint="Is base_url an http URL?")
        case _:
            return NetworkError("The connection was lost.")


def tls_error(server: str, error: ssl.SSLError) -> GemchatError:
    """Tell why a server is not talked to over TLS."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return NetworkError(
            f"{server} shows a certificate that cannot be trusted: {error.verify_message}.",
            hint="Behind a company proxy, SSL_CERT_FILE names its certificate; is the clock right?",
            retryable=False,
        )
    if error.reason in _PLAIN:
        return UsageError(f"{server} does not speak TLS.", hint="Is it an http:// address?")
    return NetworkError(f"{server} broke off before there was a secure connection.")


def _proxy_error(proxy: str, words: str) -> GemchatError:
    """Tell what a proxy answered: a status and its name, or what SOCKS has instead."""
    if words.startswith("407"):
        return CredentialsError(
            f"{proxy} wants a login.", hint="Its address may hold one: http://user:password@host."
        )
    why = words[:100].rstrip(".")
    return NetworkError(f"{proxy} refuses: {why}.", retryable=not words.startswith("4"))


def _connect_error(
    call: HttpCall, near: str, proxy: Proxy | None, error: httpx.ConnectError
) -> GemchatError:
    causes = list(_causes(error))
    for cause in causes:
        if isinstance(cause, ssl.SSLError):
            secure = proxy and proxy.route.url.scheme == "https"
            return tls_error(f"The {proxy}" if secure else urlsplit(call.url).netloc, cause)
    hint = "" if proxy else "Are you offline?"
    if _any(causes, socket.gaierror):
        return NetworkError(f"Cannot find {near}.", hint=hint)
    reason = "refused" if _any(causes, ConnectionRefusedError) else "no connection"
    return NetworkError(f"Cannot reach {near}: {reason}.", hint=hint)


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """Give an error and all that led to it; where several addresses failed, there is a group."""
    while error is not None:
        yield error
        for one in error.exceptions if isinstance(error, BaseExceptionGroup) else ():
            yield from _causes(one)
        error = error.__cause__ or error.__context__


def _any(causes: list[BaseException], kind: type[BaseException]) -> bool:
    return any(isinstance(cause, kind) for cause in causes)


def _protocol_error(peer: str, words: str) -> NetworkError:
    if "disconnected" in words:
        return NetworkError("The service hung up before it answered.", fresh_connection=True)
    if "incomplete" in words or "peer closed" in words:
        return NetworkError("The connection was lost.")
    return NetworkError(f"{peer} does not speak HTTP.", fresh_connection=True)


def certificates() -> ssl.SSLContext:
    """Load the certificates of those who may vouch for a server.

    Raises:
        UsageError: a variable names others that cannot be loaded.
    """
    try:
        return httpx.create_ssl_context()
    except OSError as error:
        file = os.environ.get("SSL_CERT_FILE")
        where = f"SSL_CERT_FILE names {file}, which" if file else "The store of certificates"
        empty = isinstance(error, ssl.SSLError)
        why = "holds no certificate" if empty else f"cannot be read: {error.strerror}"
        raise UsageError(f"{where} {why}.") from error


@contextmanager
def setup_faults() -> Iterator[None]:
    """Put what stops a client from being built into words."""
    try:
        yield
    except ImportError as error:
        raise UsageError(
            "A SOCKS proxy is set, but support for it is not installed.",
            hint="pip install 'gemchat[socks]', or unset ALL_PROXY.",
        ) from error
    except httpx.InvalidURL as error:
        raise UsageError("base_url is no URL.") from error
