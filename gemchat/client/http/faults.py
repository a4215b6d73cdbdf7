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

from gemchat.errors import GemchatError, NetworkError, UsageError
from gemchat.protocol.call import HttpCall

CERTIFICATE_HINT = (
    "Behind a company proxy, SSL_CERT_FILE names its certificate; is the clock right?"
)
"""What to do about a certificate that cannot be trusted."""


def no_proxy_address() -> UsageError:
    """Tell that a variable names no proxy."""
    return UsageError(
        "A proxy variable holds no proxy address.", hint="See HTTPS_PROXY and ALL_PROXY."
    )


def network_error(call: HttpCall, error: httpx.HTTPError) -> GemchatError:
    """Turn what httpx raised into an error with words for a person."""
    host = urlsplit(call.url).hostname or call.url
    match error:
        case httpx.ConnectTimeout():
            return NetworkError(f"No answer from {host} in {call.patience.connect:.0f} s.")
        case httpx.ReadTimeout():
            return NetworkError("The service stayed silent for too long.")
        case httpx.ProxyError():
            return NetworkError(
                "The proxy did not let the request through.",
                hint="See HTTPS_PROXY and its kin.",
            )
        case httpx.ConnectError():
            return _connect_error(host, error)
        case httpx.RemoteProtocolError():
            return _protocol_error(host, str(error))
        case httpx.UnsupportedProtocol() | httpx.LocalProtocolError():
            return UsageError("The request cannot be written.", hint="Is base_url an http URL?")
        case _:
            return NetworkError("The connection was lost.")


def _connect_error(host: str, error: httpx.ConnectError) -> NetworkError:
    causes = list(_causes(error))
    if _any(causes, ssl.SSLCertVerificationError):
        return NetworkError(
            f"{host} shows a certificate that cannot be trusted.",
            hint=CERTIFICATE_HINT,
            retryable=False,
        )
    if _any(causes, ssl.SSLError):
        return NetworkError(f"{host} does not speak TLS.", retryable=False)
    if _any(causes, socket.gaierror):
        return NetworkError(f"Cannot find {host}.", hint="Are you offline?")
    reason = "refused" if _any(causes, ConnectionRefusedError) else "no connection"
    return NetworkError(f"Cannot reach {host}: {reason}.", hint="Are you offline?")


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    """Give an error and all that led to it; where several addresses failed, there is a group."""
    while error is not None:
        yield error
        for one in error.exceptions if isinstance(error, BaseExceptionGroup) else ():
            yield from _causes(one)
        error = error.__cause__ or error.__context__


def _any(causes: list[BaseException], kind: type[BaseException]) -> bool:
    return any(isinstance(cause, kind) for cause in causes)


def _protocol_error(host: str, words: str) -> NetworkError:
    if "disconnected" in words:
        return NetworkError("The service hung up before it answered.", fresh_connection=True)
    if "incomplete" in words or "peer closed" in words:
        return NetworkError("The connection was lost.")
    return NetworkError(f"{host} does not speak HTTP.", fresh_connection=True)


@contextmanager
def setup_faults() -> Iterator[None]:
    """Put what stops a client from being built into words."""
    try:
        yield
    except FileNotFoundError as error:
        names = [name for name in ("SSL_CERT_FILE", "SSL_CERT_DIR") if os.environ.get(name)]
        named = " or ".join(names) or "The certificate store"
        raise UsageError(f"{named} points to a file that is not there.") from error
    except ImportError as error:
        raise UsageError(
            "A SOCKS proxy is set, but support for it is not installed.",
            hint="pip install 'gemchat[socks]', or unset ALL_PROXY.",
        ) from error
    except ValueError as error:
        raise no_proxy_address() from error
