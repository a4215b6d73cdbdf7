"""What comes in place of an answer: pages of networks, proxies and web servers."""

from __future__ import annotations

import html
import re

from gemchat.types.base import JsonObject

NETWORK_LOGIN = 511
"""The status that says: log in to the network first."""

ENOUGH = 10_000
"""Characters that tell what came; a longer page would be a long work for nothing."""

_LONGEST = 200
_TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)
_TAGS = re.compile(r"<(script|style)\b.*?</\1>|<[^>]*>", re.IGNORECASE | re.DOTALL)


def first_words(body: bytes) -> str:
    """Give the title of a page, or the first words of any other text; there may be none."""
    text = body[:ENOUGH].decode("utf-8", "replace")
    title = _TITLE.search(text)
    words = " ".join(html.unescape(title[1] if title else _TAGS.sub(" ", text)).split())
    if len(words) <= _LONGEST:
        return words
    # half a key would not be known for one
    return words[:_LONGEST].rpartition(" ")[0] or words[:_LONGEST]


def error_of_page(body: bytes) -> JsonObject:
    """Write what somebody else answered as the error that the API might have sent instead.

    Its code is what the login page of a network should come with (RFC 6585).
    """
    words = first_words(body)
    said = f', but says "{words}"' if words else ""
    message = f"The answer is not from the Gemini API{said}."
    return {"error": {"code": NETWORK_LOGIN, "message": message}}
