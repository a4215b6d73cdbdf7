from __future__ import annotations

import base64
import io
from typing import Any

import pytest

from gemchat.chat.message import user_content, wire_content
from gemchat.types import Content, File, Part

HI = {"role": "user", "parts": [{"text": "hi"}]}
FILE = {"fileData": {"fileUri": "https://x/files/1", "mimeType": "image/png"}}


class Image:
    """An image object as Pillow has them."""

    def __init__(self, form: str | None) -> None:
        self.format = form

    def save(self, target: io.BytesIO, /, format: str) -> None:  # noqa: A002 - Pillow's name
        target.write(format.encode())


def picture(mime_type: str, data: bytes) -> dict[str, Any]:
    return {"inlineData": {"mimeType": mime_type, "data": base64.b64encode(data).decode()}}


@pytest.mark.parametrize(
    ("message", "parts"),
    [
        ("hi", [{"text": "hi"}]),
        ("", [{"text": ""}]),
        (Part(text="hi"), [{"text": "hi"}]),
        ({"text": "hi"}, [{"text": "hi"}]),
        (
            ["a", {"inline_data": {"mime_type": "image/png", "data": b"PNG"}}],
            [{"text": "a"}, picture("image/png", b"PNG")],
        ),
        (File(uri="https://x/files/1", mime_type="image/png"), [FILE]),
        (Image(None), [picture("image/png", b"PNG")]),
        (Image("GIF"), [picture("image/png", b"PNG")]),
        (Image("JPEG"), [picture("image/jpeg", b"JPEG")]),
        (["a", Part(text="b")], [{"text": "a"}, {"text": "b"}]),
        (("a", Image(None)), [{"text": "a"}, picture("image/png", b"PNG")]),
        (Content(parts=[Part(text="hi")]), [{"text": "hi"}]),
        (Content(role="user", parts=[Part(text="hi")]), [{"text": "hi"}]),
        (
            Part.from_function_response(name="f", response={"a": 1}),
            [{"functionResponse": {"name": "f", "response": {"a": 1}}}],
        ),
    ],
)
def test_what_a_message_may_be(message: object, parts: list[dict[str, Any]]) -> None:
    assert user_content(message) == {"role": "user", "parts": parts}


@pytest.mark.parametrize(
    "message",
    [
        None,
        7,
        b"hi",
        [],
        ["hi", None],
        [["hi"]],
        {"role": "user", "parts": [{"text": "hi"}]},
        {"hi"},
        {},
        [{"words": "hi"}],
        File(name="files/1"),
        File(uri="https://x/files/1"),
        Content(role="user"),
        Content(role="user", parts=[]),
        Content(role="model", parts=[Part(text="hi")]),
    ],
)
def test_what_it_may_not_be(message: object) -> None:
    with pytest.raises(ValueError, match="a message"):
        user_content(message)


def test_a_message_shares_nothing_with_what_it_was_made_of() -> None:
    part = Part.from_function_response(name="f", response={"deep": {"a": 1}})
    contents = [user_content(part), user_content(Content(parts=[part]))]
    assert part.function_response
    assert part.function_response.response
    part.function_response.response["deep"]["a"] = 2
    for content in contents:
        assert content["parts"][0]["functionResponse"]["response"] == {"deep": {"a": 1}}


@pytest.mark.parametrize("content", [Content(role="user", parts=[Part(text="hi")]), HI])
def test_an_entry_of_a_history(content: object) -> None:
    assert wire_content(content) == HI


def test_an_entry_keeps_what_is_not_known() -> None:
    entry = {"role": "model", "parts": [{"hologram": {"a": 1}, "thoughtSignature": "_-8="}]}
    assert wire_content(entry) == entry


@pytest.mark.parametrize(
    "content",
    [
        Content(parts=[Part(text="hi")]),
        {"parts": [{"text": "hi"}]},
        {"role": "system", "parts": [{"text": "hi"}]},
        {"role": "user", "parts": "hi"},
        "hi",
        None,
    ],
)
def test_what_no_history_holds(content: object) -> None:
    with pytest.raises(ValueError):
        wire_content(content)
