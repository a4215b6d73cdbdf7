"""The proxy on the way to a server, as the surroundings name it.

httpx would look for it itself, but not tell which one it took when that one is at fault.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit
from urllib.request import getproxies, proxy_bypass

import httpx

from gemchat.client.address import LOOPBACK
from gemchat.errors import UsageError

_PORTS = {"http": 80, "https": 443, "socks5": 1080, "socks5h": 1080}


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy; its text names it without user and password.

    Attributes:
        route: how httpx is told of it.
        source: what names it, such as ``HTTPS_PROXY``.
    """

    route: httpx.Proxy
    source: str

    @property
    def host(self) -> str:
        """The machine that it runs on."""
        return self.route.url.host

    @property
    def port(self) -> int:
        """Where it listens."""
        return self.route.url.port or _PORTS[self.route.url.scheme]

    def __str__(self) -> str:
        return f"proxy {self.host}:{self.port} from {self.source}"


def proxy_of(url: str) -> Proxy | None:
    """Give the proxy that requests to a URL go through; None for one that is reached directly.

    Raises:
        UsageError: what names it holds no address.
    """
    server, named = urlsplit(url), getproxies()
    kind = next((kind for kind in (server.scheme, "all") if named.get(kind)), None)
    if not kind or server.hostname in LOOPBACK or _is_exception(server, named.get("no", "")):
        return None
    source, address = _source(kind), named[kind]
    route = _route(address if "://" in address else f"http://{address}")
    if route is None:
        raise UsageError(f"{source} holds no proxy address.", hint="One is http://host:port.")
    return Proxy(route, source)


def _is_exception(server: SplitResult, exceptions: str) -> bool:
    """Whether a server is reached directly; entries may have a port or a scheme as well."""
    host, port = server.hostname or "", server.port or _PORTS[server.scheme]
    for entry in exceptions.lower().split(","):
        name = entry.strip().removeprefix(f"{server.scheme}://").removesuffix(f":{port}")
        if name and f".{host}".endswith(f".{name.lstrip('.')}"):
            return True
    return bool(proxy_bypass(host))


def _source(kind: str) -> str:
    names = (f"{kind}_proxy", f"{kind}_proxy".upper())
    return next((name for name in names if os.environ.get(name)), "the system settings")


def _route(address: str) -> httpx.Proxy | None:
    try:
        route = httpx.Proxy(address)
    except (ValueError, httpx.InvalidURL):
        return None  # the error is of no use: its text may hold the password
    port = route.url.port
    return route if route.url.host and (port is None or 0 < port < 1 << 16) else None
