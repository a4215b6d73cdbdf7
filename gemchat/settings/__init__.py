"""Settings: where they lie, what they may be, and which layer had the last word."""

from __future__ import annotations

from gemchat.settings.load import Settings, load
from gemchat.settings.paths import Paths, make_private
from gemchat.settings.text import parse_option

__all__ = ["Paths", "Settings", "load", "make_private", "parse_option"]
