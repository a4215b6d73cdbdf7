"""What comes in place of an answer: pages of networks, proxies and web servers."""

from __future__ import annotations

import html
import re

from gemchat.errors import NetworkError

_ENOUGH = 100_000
_TITLE = re.compile(r"<title[^>]*>(.*?)</title>", re.IGNORECASE | re.DOTALL)
_TAGS = re.compile(r"<(script|style)\b.*?</\1>|<[^>]*>", re.IGNORECASE | re.DOTALL)


def first_words(body: bytes) -> str:
    """Give the title of a page, or the first words of any other text; there may be none."""
    text = body[:_ENOUGH].decode("utf-8", "replace")
    title = _TITLE.search(text)
    words = html.unescape(title[1] if title else _TAGS.sub(" ", text))
    return " ".join(words.split())[:200]


def no_answer(body: bytes) -> NetworkError:
    """Tell that somebody else answered, which asking again does not change."""
    words = first_words(body)
    said = f', but says "{words}"' if words else ""
    return NetworkError(
        f"The answer is not from the Gemini API{said}.",
        hint="Is there a login of the network, or a wrong base_url?",
        retryable=False,
    )
