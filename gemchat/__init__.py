"""Chat with Google's Gemini: a terminal program and a small library.

Names are resolved on first use (PEP 562), so that ``import gemchat`` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gemchat import errors, types
    from gemchat.client import Client

__version__ = "0.1.0"

__all__ = ["Client", "__version__", "errors", "types"]

_HOMES = {"Client": "gemchat.client"}
_MODULES = ("errors", "types")


def __getattr__(name: str) -> object:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    if name in _MODULES:
        return import_module(f"gemchat.{name}")
    raise AttributeError(f"module 'gemchat' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
