"""What both transports share: options, requests, bodies."""

from __future__ import annotations

import logging
import ssl
from collections.abc import AsyncGenerator, AsyncIterator
from typing import TypedDict

import httpx

from gemchat.client.address import LOOPBACK
from gemchat.client.http.encoding import decoded
from gemchat.client.http.faults import certificates, network_error
from gemchat.client.http.proxies import proxy_of
from gemchat.errors import NetworkError
from gemchat.protocol.call import HttpCall, HttpReply
from gemchat.protocol.sse import REPLY_LIMIT

_LOG = logging.getLogger(__name__)

_WRITE_SECONDS = 60.0
_POOL_SECONDS = 5.0


class ClientOptions(TypedDict):
    """How an httpx client is built."""

    verify: ssl.SSLContext | bool
    proxy: httpx.Proxy | None
    trust_env: bool
    follow_redirects: bool


def client_options(base_url: str) -> ClientOptions:
    """Load no certificates for plain http on this machine, and take the proxy for the rest."""
    url, proxy = httpx.URL(base_url), proxy_of(base_url)
    local = url.scheme == "http" and url.host in LOOPBACK
    return {
        "verify": not local and certificates(),
        "proxy": proxy.route if proxy else None,
        "trust_env": False,
        "follow_redirects": False,
    }


def request_of(
    client: httpx.Client | httpx.AsyncClient, call: HttpCall, silence: float
) -> httpx.Request:
    """Write a call as a request that bears `silence` seconds without a byte."""
    timeout = httpx.Timeout(
        connect=call.patience.connect, read=silence, write=_WRITE_SECONDS, pool=_POOL_SECONDS
    )
    return client.build_request(
        call.method, call.url, headers=call.headers, content=call.body or None, timeout=timeout
    )


def headers_of(response: httpx.Response) -> dict[str, str]:
    """Give the headers with lower-case names."""
    return {name.lower(): value for name, value in response.headers.items()}


def body_of(
    call: HttpCall, response: httpx.Response, chunks: AsyncIterator[bytes]
) -> AsyncIterator[bytes]:
    """Give the body as it comes, decoded, with faults in our own words."""
    coding = response.headers.get("content-encoding", "")
    return decoded(_guarded(call, chunks), coding)


def log_answer(call: HttpCall, status: int, seconds: float) -> None:
    """Note where a request went and what came of it; the URL never holds the key."""
    _LOG.debug("%s %s: %d after %.3f s", call.method, call.url, status, seconds)


async def whole_reply(response: httpx.Response, body: AsyncIterator[bytes]) -> HttpReply:
    """Read an answer to its end."""
    chunks: list[bytes] = []
    size = 0
    async for chunk in body:
        chunks.append(chunk)
        size += len(chunk)
        if size > REPLY_LIMIT:
            raise NetworkError("The answer is too large.", retryable=False)
    return HttpReply(response.status_code, headers_of(response), b"".join(chunks))


async def _guarded(call: HttpCall, chunks: AsyncIterator[bytes]) -> AsyncGenerator[bytes]:
    try:
        async for chunk in chunks:
            yield chunk
    except httpx.HTTPError as error:
        raise network_error(call, error) from error
