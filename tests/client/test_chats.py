from __future__ import annotations

import asyncio
import base64
import io
from typing import Any

import pytest

from gemchat import Client, types
from gemchat.demo import DemoServer
from gemchat.errors import ApiError, IncompleteReplyError, RefusedError, UsageError
from tests.client.faces import Face

MODEL = "gemini-flash-latest"
HISTORY = [
    {"role": "user", "parts": [{"text": "one"}]},
    {"role": "model", "parts": [{"text": "two", "thoughtSignature": "c2lnbmF0dXJl"}]},
]


class Image:
    """An image object as Pillow has them."""

    format = "PNG"

    def save(self, target: io.BytesIO, /, format: str) -> None:  # noqa: A002 - Pillow's name
        target.write(b"\x89PNG\r\n\x1a\n")


def asked(demo: DemoServer) -> Any:
    """The body of the last request."""
    return demo.requests[-1].body


def test_a_reply_in_one_piece_and_in_many(face: Face, demo: DemoServer) -> None:
    chat = face.chat(model=MODEL)
    text = chat.send("a table").text
    assert text
    assert demo.requests[-1].path.endswith(":generateContent")
    pieces = chat.stream("a table")
    assert demo.requests[-1].path.endswith(":streamGenerateContent")
    assert len(pieces) > 2
    assert "".join(pieces) == text
    history = chat.history()
    assert [content.role for content in history] == ["user", "model"] * 2
    assert history == chat.history(curated=True)


@pytest.mark.parametrize(
    ("message", "parts"),
    [
        ("hi", [{"text": "hi"}]),
        ("", [{"text": ""}]),
        (types.Part(text="hi"), [{"text": "hi"}]),
        (["a", types.Part(text="b")], [{"text": "a"}, {"text": "b"}]),
        (types.Content(role="user", parts=[types.Part(text="hi")]), [{"text": "hi"}]),
        (
            ["what is this?", Image()],
            [
                {"text": "what is this?"},
                {
                    "inlineData": {
                        "mimeType": "image/png",
                        "data": base64.b64encode(b"\x89PNG\r\n\x1a\n").decode(),
                    }
                },
            ],
        ),
    ],
)
def test_messages(face: Face, demo: DemoServer, message: Any, parts: list[Any]) -> None:
    assert face.chat(model=MODEL).send(message).text
    assert asked(demo)["contents"] == [{"role": "user", "parts": parts}]


@pytest.mark.parametrize("message", [None, [], {"words": "hi"}, b"hi", 7, ["a", None]])
def test_messages_that_are_refused_at_the_call(
    environment: None, demo: DemoServer, message: Any
) -> None:
    chats = Client()
    chat, aio = chats.chats.create(model=MODEL), chats.aio.chats.create(model=MODEL)
    before = len(demo.requests)
    for call in (chat.send_message, chat.send_message_stream):
        with pytest.raises(ValueError, match="a message"):
            call(message)
    for asynchronous in (aio.send_message, aio.send_message_stream):
        with pytest.raises(ValueError, match="a message"):
            asyncio.run(asynchronous(message))
    assert len(demo.requests) == before
    assert chat.get_history() == aio.get_history() == []


def test_a_wrong_setting_is_refused_at_the_call(environment: None) -> None:
    client = Client()
    wrong: Any = {"temperature": "hot"}
    with pytest.raises(ValueError, match="temperature"):
        client.chats.create(model=MODEL, config=wrong)
    with pytest.raises(ValueError, match="temperature"):
        client.chats.create(model=MODEL).send_message_stream("hi", wrong)
    word: Any = "hot"
    with pytest.raises(TypeError, match="not of str"):
        client.chats.create(model=MODEL, config=word)


@pytest.mark.parametrize(("model", "error"), [(5, TypeError), ("a b", UsageError)])
def test_what_can_be_no_model_is_refused_at_the_call(
    environment: None, model: Any, error: type[Exception]
) -> None:
    for chats in (Client().chats, Client().aio.chats):
        with pytest.raises(error):
            chats.create(model=model)


CONFIG = {"temperature": 0.5, "system_instruction": "Be kind.", "top_k": 3}


@pytest.mark.parametrize("config", [CONFIG, types.GenerateContentConfig(**CONFIG)])
def test_settings_hold_for_all_and_are_merged_for_one(
    face: Face, demo: DemoServer, config: Any
) -> None:
    chat = face.chat(model=MODEL, config=config)
    chat.send("hi", {"temperature": 0.1, "top_k": None})
    assert asked(demo)["generationConfig"] == {"temperature": 0.1}
    assert asked(demo)["systemInstruction"]["parts"] == [{"text": "Be kind."}]
    chat.stream("hi", types.GenerateContentConfig(max_output_tokens=900))
    assert asked(demo)["generationConfig"] == {
        "temperature": 0.5,
        "topK": 3,
        "maxOutputTokens": 900,
    }
    chat.send("hi")
    assert asked(demo)["generationConfig"] == {"temperature": 0.5, "topK": 3}


@pytest.mark.parametrize("history", [HISTORY, [types.Content(**one) for one in HISTORY]])
def test_a_history_goes_along_as_it_was_given(face: Face, demo: DemoServer, history: Any) -> None:
    chat = face.chat(model=MODEL, history=history)
    chat.send("three")
    assert asked(demo)["contents"] == [*HISTORY, {"role": "user", "parts": [{"text": "three"}]}]
    assert [content.to_wire() for content in chat.history()[:2]] == HISTORY


@pytest.mark.parametrize(
    ("content", "words"),
    [
        *(({"role": role, "parts": [{"text": "hi"}]}, "role") for role in (None, "system", "tool")),
        ({"role": "user", "content": "hi"}, "a content has parts, not 'content'"),
    ],
)
def test_a_history_of_other_services_is_refused(
    environment: None, content: Any, words: str
) -> None:
    for chats in (Client().chats, Client().aio.chats):
        with pytest.raises(ValueError, match=words):
            chats.create(model=MODEL, history=[content])


@pytest.mark.parametrize("curated", [False, True])
def test_a_history_is_a_copy(face: Face, curated: bool) -> None:
    call = {"functionCall": {"name": "f", "args": {"deep": {"a": 1}}}}
    answer = {"functionResponse": {"name": "f", "response": {"deep": {"a": 1}}}}
    given = [HISTORY[0], {"role": "model", "parts": [call]}, {"role": "user", "parts": [answer]}]
    chat = face.chat(model=MODEL, history=given)
    call["functionCall"]["args"] = {}
    history = chat.history(curated=curated)
    before = [content.model_copy(deep=True) for content in history]
    calls = [part.function_call for content in history for part in content.parts or []]
    for one in filter(None, calls):
        assert one.args == {"deep": {"a": 1}}
        one.args["deep"]["a"] = 2
    history[0].parts = []
    history.clear()
    assert chat.history(curated=curated) == before


def test_a_stream_that_is_still_held_is_part_of_the_chat(environment: None) -> None:
    with Client() as client:
        chat = client.chats.create(model=MODEL)
        held = chat.send_message_stream("a table")
        begun = next(held).text
        for number, message in enumerate(("and then?", "and now?"), start=2):
            chat.send_message(message)
            history = chat.get_history()
            assert len(history) == 2 * number
            assert history[1].parts == [types.Part(text=begun)]
        held.close()
        assert chat.get_history() == history


@pytest.mark.parametrize("most", [1, 2])
def test_a_reply_that_is_not_read_to_its_end_is_kept(
    face: Face, demo: DemoServer, most: int
) -> None:
    chat = face.chat(model=MODEL)
    begun = "".join(chat.stream("a table", most=most))
    assert begun
    chat.send("and then?")
    kept = asked(demo)["contents"][1]["parts"]
    assert "".join(part["text"] for part in kept) == begun


def test_a_stream_that_is_simply_left_is_kept_too(environment: None, demo: DemoServer) -> None:
    async def leave() -> types.Content:
        async with Client().aio as client:
            chat = client.chats.create(model=MODEL)
            async for chunk in await chat.send_message_stream("a table"):
                begun = chunk.text
                break
            assert [content.role for content in chat.get_history()] == ["user", "model"]
            await chat.send_message("and then?")
            assert asked(demo)["contents"][1]["parts"] == [{"text": begun}]
            assert len(chat.get_history()) == 4
            return chat.get_history()[1]

    assert asyncio.run(leave()).parts


def test_a_turn_that_fails_is_remembered_but_not_sent(face: Face, demo: DemoServer) -> None:
    chat = face.chat(model=MODEL)
    with pytest.raises(RefusedError) as caught:
        chat.send("demo:400")
    assert (caught.value.code, caught.value.status) == (400, "INVALID_ARGUMENT")
    assert [content.role for content in chat.history()] == ["user"]
    assert chat.history(curated=True) == []
    chat.send("hi")
    assert len(asked(demo)["contents"]) == 1


def test_a_reply_that_breaks_off_is_kept_and_says_so(face: Face) -> None:
    chat = face.chat(model=MODEL)
    with pytest.raises(IncompleteReplyError, match="kept"):
        chat.stream("demo:cut-between-chunks")
    assert chat.history(curated=True)[1].parts


def test_a_blocked_prompt_is_an_answer(face: Face) -> None:
    response = face.chat(model=MODEL).send("demo:blocked-safety")
    assert response.text == ""
    assert response.prompt_feedback
    assert response.prompt_feedback.block_reason == "SAFETY"


def test_a_shape_is_read_from_the_answer(face: Face) -> None:
    config = {"response_mime_type": "application/json", "response_schema": dict[str, int]}
    assert isinstance(face.chat(model=MODEL, config=config).send("json").parsed, dict)
    answer = face.ask("generate_content", model=MODEL, contents="json", config=config)
    assert isinstance(answer.parsed, dict)


def test_errors_are_those_of_the_service(face: Face) -> None:
    with pytest.raises(ApiError) as caught:
        face.chat(model="gemini-none").send("hi")
    assert caught.value.code == 404
    assert "gemini-none" in caught.value.message
    assert caught.value.hint
