"""The public library: a client, its chats and its models.

Names are resolved on first use (PEP 562): the terminal program uses the parts of this package
without httpx, which it loads later.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gemchat.client.chats import AsyncChat, Chat
    from gemchat.client.client import AsyncClient, Client

__all__ = ["AsyncChat", "AsyncClient", "Chat", "Client"]

_HOMES = {
    "AsyncChat": "gemchat.client.chats",
    "AsyncClient": "gemchat.client.client",
    "Chat": "gemchat.client.chats",
    "Client": "gemchat.client.client",
}


def __getattr__(name: str) -> object:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'gemchat.client' has no attribute {name!r}")
