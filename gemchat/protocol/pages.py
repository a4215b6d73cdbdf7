"""What comes in place of an answer: pages of networks, proxies and web servers."""

from __future__ import annotations

import html
import re

from gemchat.types.base import JsonObject

NETWORK_LOGIN = 511
"""The status that says: log in to the network first."""

_ENOUGH = 100_000
_TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)
_TAGS = re.compile(r"<(script|style)\b.*?</\1>|<[^>]*>", re.IGNORECASE | re.DOTALL)


def first_words(body: bytes) -> str:
    """Give the title of a page, or the first words of any other text; there may be none."""
    text = body[:_ENOUGH].decode("utf-8", "replace")
    title = _TITLE.search(text)
    words = html.unescape(title[1] if title else _TAGS.sub(" ", text))
    return " ".join(words.split())[:200]


def error_of_page(body: bytes) -> JsonObject:
    """Write what somebody else answered as the error that the API might have sent instead.

    Its code is what the login page of a network should come with (RFC 6585).
    """
    words = first_words(body)
    said = f', but says "{words}"' if words else ""
    message = f"The answer is not from the Gemini API{said}."
    return {"error": {"code": NETWORK_LOGIN, "message": message}}
