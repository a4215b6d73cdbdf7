"""The public library: a client, its chats and its models."""

from __future__ import annotations

from gemchat.client.chats import AsyncChat, Chat
from gemchat.client.client import AsyncClient, Client

__all__ = ["AsyncChat", "AsyncClient", "Chat", "Client"]
