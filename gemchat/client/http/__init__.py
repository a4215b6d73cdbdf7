"""The network: httpx behind the `Transport` port, asynchronous and blocking."""

from __future__ import annotations

from gemchat.client.http.asynchronous import AsyncTransport
from gemchat.client.http.blocking import BlockingTransport

__all__ = ["AsyncTransport", "BlockingTransport"]
