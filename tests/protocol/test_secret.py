from __future__ import annotations

from base64 import b64encode, urlsafe_b64encode
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gemchat.protocol.secret import masked

KEY = "AQ.canary?>-_/~~"


@pytest.mark.parametrize("form", [KEY, quote(KEY), quote(KEY, safe="")])
def test_a_key_is_found(form: str) -> None:
    assert masked(f"sent {form} twice: {form}", KEY) == "sent [key] twice: [key]"


@given(st.binary(max_size=4), st.binary(max_size=4))
@settings(max_examples=50)
def test_a_key_is_found_in_base64_of_anything_around_it(before: bytes, after: bytes) -> None:
    for encode in (b64encode, urlsafe_b64encode):
        text = encode(before + KEY.encode() + after).decode()
        left = masked(text, KEY)
        assert "[key]" in left
        assert len(left.replace("[key]", "")) <= len(encode(before + after)) + 4


def test_a_very_short_key_is_but_a_word() -> None:
    assert masked("any word", "any") == "any word"
    assert masked("any word", "") == "any word"
