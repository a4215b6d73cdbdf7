from __future__ import annotations

import pytest

from gemchat.client.address import checked_base_url
from gemchat.errors import UsageError
from gemchat.protocol.gemini import DEFAULT_BASE_URL


@pytest.mark.parametrize(
    "url",
    [
        DEFAULT_BASE_URL,
        "https://gateway.example/gemini/",
        "http://127.0.0.1:8080",
        "http://localhost",
        "http://[::1]:1",
    ],
)
def test_where_a_key_may_go(url: str) -> None:
    assert checked_base_url(url) == url


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://gateway.example", "in the clear"),
        ("http://127.0.0.1.evil.example", "in the clear"),
        ("https://user@gateway.example", "no user name"),
        ("https://:secret@gateway.example", "no user name"),
        ("https://gateway.example/?key=x", "holds no key"),
        ("ftp://gateway.example", "no http or https"),
        ("gateway.example", "no http or https"),
        ("https://", "no http or https"),
        ("https://[", "no http or https"),
        ("https://gateway.example:99999", "no http or https"),
        ("https://gateway.example:0", "no http or https"),
        ("https://gateway\x01.example", "no http or https"),
        ("https://gateway.example/\udc80", "no http or https"),
        ("", "no http or https"),
    ],
)
def test_where_it_may_not(url: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        checked_base_url(url)


def test_what_cannot_be_used_is_not_shown() -> None:
    with pytest.raises(UsageError) as caught:
        checked_base_url("https://me:secret@gateway.example:99999/?key=secret")
    assert "secret" not in f"{caught.value} {caught.value.hint}"


def test_in_the_clear_if_it_was_asked_for() -> None:
    assert checked_base_url("http://gateway.example", insecure=True) == "http://gateway.example"
