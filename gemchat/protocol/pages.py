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
    return title_of(body) or _one_line(_TAGS.sub(" ", _text(body)))


def title_of(body: bytes) -> str:
    """Give the title of a page, if it is one and has one."""
    title = _TITLE.search(_text(body))
    return _one_line(title[1]) if title else ""


def no_answer(body: bytes) -> NetworkError:
    """Tell that somebody else answered, which asking again does not change.

    Only a title is quoted: other words may be those of the request, key included.
    """
    title = title_of(body)
    page = f', but the page "{title}"' if title else ""
    return NetworkError(
        f"The answer is not from the Gemini API{page}.",
        hint="Is there a login of the network, or a wrong base_url?",
        retryable=False,
    )


def _text(body: bytes) -> str:
    return body[:_ENOUGH].decode("utf-8", "replace")


def _one_line(words: str) -> str:
    return " ".join(html.unescape(words).split())[:200]
