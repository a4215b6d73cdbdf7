from __future__ import annotations

import json
from typing import Any

import pytest

from gemchat.errors import BrokenReplyError, UsageError
from gemchat.protocol.call import HttpReply
from gemchat.protocol.files import Upload, announced, begun, file_name, file_uris
from gemchat.protocol.gemini import GeminiBackend

GOOGLE = "https://generativelanguage.googleapis.com"


def begin(base_url: str, given: str | None, **headers: str) -> Upload:
    call = announced(GeminiBackend(key="k", base_url=base_url).upload({}), 5, "text/plain")
    where = {} if given is None else {"x-goog-upload-url": given}
    return begun(call, HttpReply(200, where | headers, b""), 5)


def test_where_an_upload_begins() -> None:
    call = GeminiBackend(key="k").upload({"displayName": "x"})
    assert (call.method, call.url) == ("POST", f"{GOOGLE}/upload/v1beta/files")
    assert json.loads(call.body) == {"file": {"displayName": "x"}}


@pytest.mark.parametrize(
    ("base_url", "given", "url"),
    [
        (GOOGLE, f"{GOOGLE}/upload?upload_id=1", f"{GOOGLE}/upload?upload_id=1"),
        (GOOGLE, "https://other.google/u?x=1", "https://other.google/u?x=1"),
        (GOOGLE, "http://other.google/u?x=1", "https://other.google/u?x=1"),
        ("http://127.0.0.1:8080", f"{GOOGLE}/u?x=1", "http://127.0.0.1:8080/u?x=1"),
        ("https://gateway/gemini", f"{GOOGLE}/u?x=1", "https://gateway/u?x=1"),
        (f"{GOOGLE}.evil.org", f"{GOOGLE}/u?x=1", f"{GOOGLE}.evil.org/u?x=1"),
    ],
)
def test_where_an_upload_goes_on(base_url: str, given: str, url: str) -> None:
    assert begin(base_url, given).url == url


@pytest.mark.parametrize("given", [None, "", "/u?x=1", "ftp://x/y", "https://x", "https:///y"])
def test_an_upload_that_can_go_on_nowhere(given: str | None) -> None:
    with pytest.raises(BrokenReplyError):
        begin(GOOGLE, given)


@pytest.mark.parametrize("said", ["", "0", "-1", "many", "9" * 5000, "262144"])
def test_a_granularity_that_says_nothing_is_the_usual_one(said: str) -> None:
    headers = {"x-goog-upload-chunk-granularity": said}
    assert begin(GOOGLE, f"{GOOGLE}/u", **headers).chunk_size == 8 * 1024 * 1024


@pytest.mark.parametrize("said", ["", "six", "6", "-1", "9" * 5000])
def test_a_count_of_bytes_that_cannot_be(said: str) -> None:
    with pytest.raises(BrokenReplyError):
        begin(GOOGLE, f"{GOOGLE}/u").received(
            HttpReply(200, {"x-goog-upload-size-received": said}, b"")
        )


@pytest.mark.parametrize(
    "name", ["abc-1", "files/abc-1", f"{GOOGLE}/v1beta/files/abc-1", "http://x/files/abc-1"]
)
def test_names_of_a_file(name: str) -> None:
    assert file_name(name) == "files/abc-1"


@pytest.mark.parametrize(
    "name", ["", "files/", "a/b", "../models", "files/..", "https://x/y", "a?b"]
)
def test_what_names_no_file(name: str) -> None:
    with pytest.raises(UsageError):
        file_name(name)


def named(uri: Any) -> dict[str, Any]:
    return {"role": "user", "parts": [{"fileData": {"fileUri": uri}}, {"text": "hi"}]}


@pytest.mark.parametrize(
    ("contents", "uris"),
    [
        ([], []),
        ([named("a"), named("b"), named("a")], ["a", "b"]),
        ([named(None), named(7), {}, {"parts": [{"fileData": []}]}, "?"], []),
    ],
)
def test_files_that_a_request_names(contents: list[Any], uris: list[str]) -> None:
    assert file_uris(json.dumps({"contents": contents}).encode()) == uris
