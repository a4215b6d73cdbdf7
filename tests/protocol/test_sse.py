from __future__ import annotations

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemchat.errors import BrokenReplyError, IncompleteReplyError
from gemchat.protocol.sse import PayloadReader, SseDecoder

ERROR = b'{\n  "error": {\n    "code": 503,\n    "message": "}{"\n  }\n}'
ARRAY = b'[{\n  "a": "x}\\"]{"\n}\n,\r\n{\n  "b": [1, {"c": {}}]\n}\n]'
BODIES = {
    "as the API sends it": (b'data: {"a": 1}\r\n\r\ndata: {"b": 2}\r\n\r\n', [{"a": 1}, {"b": 2}]),
    "lf only": (b'data: {"a": 1}\n\ndata: {"b": 2}\n\n', [{"a": 1}, {"b": 2}]),
    "no space": (b'data:{"a": 1}\n\n', [{"a": 1}]),
    "several data lines": (b'data: {"a":\ndata: 1\ndata: }\n\n', [{"a": 1}]),
    "byte order mark": (b'\xef\xbb\xbfdata: {"a": 1}\r\n\r\n', [{"a": 1}]),
    "byte order mark before an array": (b"\xef\xbb\xbf" + ARRAY, json.loads(ARRAY)),
    "comments, names, ids": (
        b': ping\n\nevent: m\nid: 1\nretry: 2\ndata: {"a": 1}\n\n',
        [{"a": 1}],
    ),
    "done": (b'data: {"a": 1}\n\ndata: [DONE]\n\n', [{"a": 1}]),
    "no last blank line": (b'data: {"a": 1}', [{"a": 1}]),
    "empty": (b"", []),
    "blank": (b"\r\n\r\n \n", []),
    "separators of other standards": (
        'data: {"a": "1\u20282\u20293\u00854\x0c5"}\n\n'.encode(),
        [{"a": "1\u20282\u20293\u00854\x0c5"}],
    ),
    "characters of many bytes": (
        'data: {"a": "ü世👩\u200d👩"}\n\n'.encode(),
        [{"a": "ü世👩\u200d👩"}],
    ),
    "bytes that are no text": (b'data: {"a": "x\xff\xc3y"}\n\n', [{"a": "x\ufffd\ufffdy"}]),
    "half a surrogate pair": (rb'data: {"a": "x\ud83dy"}' + b"\n\n", [{"a": "x\ufffdy"}]),
    "one event is no JSON": (
        b'data: {"a": 1}\n\ndata: {\n\ndata: {"b": 2}\n\n',
        [{"a": 1}, {"b": 2}],
    ),
    "an event that is a list": (b'data: [{"a": 1}, 2]\n\n', [{"a": 1}]),
    "an event that is no object": (b"data: 7\n\ndata: null\n\n", []),
    "an array": (ARRAY, json.loads(ARRAY)),
    "an array on one line": (b'[{"a": 1},{"b": 2}]', [{"a": 1}, {"b": 2}]),
    "an empty array": (b"[]", []),
    "an array that is cut": (b'[{"a": 1}\n,\r\n{"b": ', [{"a": 1}]),
    "one bare object": (ERROR, [json.loads(ERROR)]),
    "a bare error after events": (b'data: {"a": 1}\r\n\r\n' + ERROR, [{"a": 1}, json.loads(ERROR)]),
    "a bare error in the same event": (b'data: {"a": 1}\n' + ERROR, [{"a": 1}, json.loads(ERROR)]),
    "a page after events": (b'data: {"a": 1}\n\n<html>{}</html>\n', [{"a": 1}]),
}
HEAD, TAIL = b'data: {"a": "', b'"}\n\n'


def read(*chunks: bytes) -> list[object]:
    reader = PayloadReader()
    payloads = [payload for chunk in chunks for payload in reader.feed(chunk)]
    return [*payloads, *reader.finish()]


def cuts_of(body: bytes) -> st.SearchStrategy[list[bytes]]:
    positions = st.lists(st.integers(0, len(body)), max_size=8)
    return positions.map(
        lambda at: [body[start:end] for start, end in pairwise([0, *sorted(at), len(body)])]
    )


@pytest.mark.parametrize("name", BODIES)
def test_a_body_gives_its_payloads_however_it_is_cut(name: str) -> None:
    body, payloads = BODIES[name]
    assert read(body) == payloads
    assert read(*(body[at : at + 1] for at in range(len(body)))) == payloads

    @given(cuts_of(body))
    def cut(chunks: list[bytes]) -> None:
        assert read(*chunks) == payloads

    cut()


@given(st.binary(max_size=300).flatmap(cuts_of))
def test_any_bytes_give_the_same_however_they_are_cut(chunks: list[bytes]) -> None:
    whole, cut = SseDecoder(), SseDecoder()
    together = whole.feed(b"".join(chunks))
    assert [event for chunk in chunks for event in cut.feed(chunk)] == together
    assert cut.finish() == whole.finish()
    assert cut.foreign == whole.foreign


CHARACTERS = st.text(st.characters(exclude_categories=["Cs"]))


@given(st.lists(st.dictionaries(CHARACTERS, CHARACTERS | st.lists(CHARACTERS)), max_size=4))
def test_objects_are_found_whatever_their_texts_hold(objects: list[object]) -> None:
    for indent in (None, 2):
        assert read(json.dumps(objects, indent=indent).encode()) == objects


def test_an_array_arrives_object_by_object() -> None:
    reader = PayloadReader()
    assert reader.feed(b'[{\n "a": 1\n}\n,') == [{"a": 1}]
    assert reader.feed(b'\r\n{"b":') == []
    assert reader.feed(b"2}\n") == [{"b": 2}]
    assert reader.feed(b"]") == []
    assert reader.finish() == []


def test_a_bare_error_arrives_before_the_body_ends() -> None:
    reader = PayloadReader()
    assert reader.feed(b'data: {"a": 1}\r\n\r\n' + ERROR + b"\n") == [{"a": 1}, json.loads(ERROR)]


def test_three_events_that_are_no_json_are_borne() -> None:
    reader = PayloadReader()
    for _ in range(3):
        assert reader.feed(b"data: {oops\n\n") == []
    assert reader.feed(b'data: {"a": 1}\n\n') == [{"a": 1}]
    with pytest.raises(BrokenReplyError, match="no JSON"):
        reader.feed(b"data: {oops\n\n")


@pytest.mark.parametrize(
    ("page", "quoted"),
    [
        (b"<html>{color: red}{}<title>Free\nWiFi</title></html>", ', but says "Free WiFi"'),
        (b"<html></html>\n", ""),
        (b"SSH-2.0", ', but says "SSH-2.0"'),
        (b"x" * 50_000 + b"\n<title>late</title>", f', but says "{"x" * 200}"'),
    ],
)
def test_a_page_is_no_answer(page: bytes, quoted: str) -> None:
    message = f"The answer is not from the Gemini API{quoted}."
    assert read(page) == [{"error": {"code": 511, "message": message}}]


def test_the_log_tells_of_an_event_that_is_no_json_but_not_what_was_said(
    caplog: pytest.LogCaptureFixture,
) -> None:
    with caplog.at_level("DEBUG", "gemchat"):
        assert read(b'data: {"a": "secret talk"\n\n') == []
    assert "an event of 19 bytes is no JSON" in caplog.text
    assert "column 20" in caplog.text
    assert "talk" not in caplog.text


def test_an_event_may_be_large_but_not_endless() -> None:
    room = 100 - len(HEAD) - len(TAIL)
    decoder = SseDecoder(event_limit=100)
    for _ in range(5):
        assert decoder.feed(HEAD + b"x" * room + TAIL)
    with pytest.raises(IncompleteReplyError, match="Stopped at"):
        for _ in range(4):
            decoder.feed(b"data: " + b"x" * 30)


@pytest.mark.parametrize("line", [b"data: {}\n\n", b": ping\n\n", b"data: 1\n", b"x\n", b"{\n"])
def test_a_reply_may_not_be_endless(line: bytes) -> None:
    decoder = SseDecoder(event_limit=1000, reply_limit=300)
    with pytest.raises(IncompleteReplyError):
        for _ in range(300 // len(line) + 1):
            decoder.feed(line)
