"""The embedded demo backend: the Gemini wire format over loopback HTTP, with no model behind it."""

from __future__ import annotations

from gemchat.demo.http import Request
from gemchat.demo.server import DemoServer

__all__ = ["DemoServer", "Request"]
