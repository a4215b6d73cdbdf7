from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemchat.errors import BrokenReplyError
from gemchat.protocol.payload import dump_json, parse_json

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)


@given(JSON)
def test_what_is_written_is_read_back(value: object) -> None:
    assert parse_json(dump_json(value)) == value


def test_text_that_cannot_be_encoded_is_replaced_on_both_ways() -> None:
    assert dump_json({"a": "x\ud83dy"}) == '{"a":"x\ufffdy"}'.encode()
    assert parse_json(rb'{"a": ["\udc00", {"b": "\ud83d\ude00"}]}') == {
        "a": ["\ufffd", {"b": "😀"}]
    }


def test_json_goes_out_compact_and_raw() -> None:
    assert dump_json({"a": [1, "ü"]}) == '{"a":[1,"ü"]}'.encode()


@pytest.mark.parametrize("body", [b"", b"{", b"<html>", b"[" * 100_000, b"9" * 5000])
def test_what_is_no_json_is_a_broken_reply(body: bytes) -> None:
    with pytest.raises(BrokenReplyError, match="no JSON"):
        parse_json(body)


def test_deep_nesting_with_broken_text_is_a_broken_reply() -> None:
    deep: object = "\ud83d"
    for _ in range(900):
        deep = [deep]
    with pytest.raises(BrokenReplyError):
        parse_json(json.dumps(deep).encode())
