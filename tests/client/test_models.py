from __future__ import annotations

from typing import Any

import pytest

from gemchat import types
from gemchat.client.operations import wire_contents
from gemchat.demo import DemoServer
from gemchat.errors import QuotaError, RefusedError, UsageError
from tests.client.faces import Face

MODEL = "gemini-flash-latest"
HI = {"role": "user", "parts": [{"text": "hi"}]}
SAID = {"role": "model", "parts": [{"text": "hello"}]}


def test_all_models(face: Face, demo: DemoServer, monkeypatch: pytest.MonkeyPatch) -> None:
    models = face.models()
    names = [model.name for model in models]
    assert f"models/{MODEL}" in names
    assert len(names) == len(set(names))
    monkeypatch.setattr("gemchat.client.operations._PAGE_SIZE", 7)
    before = len(demo.requests)
    assert face.models() == models
    pages = demo.requests[before:]
    assert len(pages) == -(-len(models) // 7) > 1
    assert pages[1].query == {"pageSize": "7", "pageToken": "7"}


@pytest.mark.parametrize("name", [MODEL, f"models/{MODEL}", f"google/{MODEL}"])
def test_one_model(face: Face, name: str) -> None:
    model = face.ask("get", model=name)
    assert model.name == f"models/{MODEL}"
    assert model.input_token_limit


@pytest.mark.parametrize(("name", "error"), [("gemini-none", RefusedError), ("../x", UsageError)])
def test_a_model_that_is_not_there(face: Face, name: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        face.ask("get", model=name)
    with pytest.raises(error):
        face.stream(model=name, contents="hi")


def test_one_question(face: Face, demo: DemoServer) -> None:
    answer = face.ask("generate_content", model=MODEL, contents="a table", config={"top_k": 4})
    assert answer.text
    assert answer.usage_metadata.total_token_count
    assert demo.requests[-1].body["generationConfig"] == {"topK": 4}
    chunks = face.stream(model=MODEL, contents="a table")
    assert len(chunks) > 2
    assert "".join(chunk.text for chunk in chunks) == answer.text


def test_tokens_are_counted_with_all_that_counts(face: Face, demo: DemoServer) -> None:
    bare = face.ask("count_tokens", model=MODEL, contents="hi")
    assert demo.requests[-1].body == {"contents": [HI]}
    config = {"system_instruction": "Be kind to everybody."}
    more = face.ask("count_tokens", model=MODEL, contents="hi", config=config)
    assert 0 < bare.total_tokens < more.total_tokens


@pytest.mark.parametrize(
    ("contents", "wire"),
    [
        ("hi", [HI]),
        (types.Part(text="hi"), [HI]),
        (types.Content(role="user", parts=[types.Part(text="hi")]), [HI]),
        (HI, [HI]),
        ({"text": "hi"}, [HI]),
        ([{"text": "hi"}, SAID, HI], [HI, SAID, HI]),
        ([HI, SAID, "hi"], [HI, SAID, HI]),
        (["a", types.Part(text="b")], [{"role": "user", "parts": [{"text": "a"}, {"text": "b"}]}]),
        (
            ["a", SAID, "b"],
            [
                {"role": "user", "parts": [{"text": "a"}]},
                SAID,
                {"role": "user", "parts": [{"text": "b"}]},
            ],
        ),
    ],
)
def test_contents_as_people_give_them(contents: Any, wire: list[Any]) -> None:
    assert wire_contents(contents) == wire


@pytest.mark.parametrize(
    "contents", [[], None, 7, [None], {"parts": []}, [{"role": "system"}], {}, [{"words": "a"}]]
)
def test_contents_that_are_none(face: Face, demo: DemoServer, contents: Any) -> None:
    before = len(demo.requests)
    with pytest.raises(ValueError):
        face.ask("generate_content", model=MODEL, contents=contents)
    assert len(demo.requests) == before


def test_a_limit_is_waited_for_as_long_as_the_server_says(
    face: Face, demo: DemoServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []

    async def sleep(_transport: object, seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr("gemchat.client.http.AsyncTransport.sleep", sleep)
    monkeypatch.setattr("gemchat.client.http.BlockingTransport.sleep", sleep)
    assert face.ask("generate_content", model=MODEL, contents="demo:429-header").text
    assert waited == [1]
    with pytest.raises(QuotaError):
        face.ask("generate_content", model=MODEL, contents="demo:429-daily")
    assert waited == [1]
