from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from gemchat.types import (
    CodeExecutionResult,
    Content,
    File,
    FileData,
    FunctionCall,
    FunctionResponse,
    FunctionResponsePart,
    Language,
    ModelContent,
    Outcome,
    Part,
    PartMediaResolution,
    PartMediaResolutionLevel,
    UserContent,
    VideoMetadata,
)
from gemchat.types.content import readable

PARTS = [
    ("text", {"text": "hello"}),
    ("text", {"text": ""}),
    ("text", {"text": "", "thoughtSignature": "c2ln"}),
    ("text", {"text": "no thought", "thought": False}),
    ("text", {"text": "half a pair: \ud83d"}),
    ("text", {"text": "new modifier", "mood": {"calm": None}}),
    ("thought", {"text": "hm", "thought": True}),
    ("thought", {"inlineData": {"mimeType": "image/png", "data": "AA=="}, "thought": True}),
    ("inline_data", {"inlineData": {"mimeType": "image/png", "data": "_-8"}}),
    ("inline_data", {"inlineData": {"data": "!"}, "videoMetadata": {"fps": 0.5}}),
    ("file_data", {"fileData": {"fileUri": "https://youtu.be/x?a=b c"}}),
    ("function_call", {"functionCall": {"name": "f"}, "thoughtSignature": "not base64!"}),
    ("function_call", {"functionCall": {"name": "f", "args": {"b": 5, "a": None}, "id": "x1"}}),
    ("function_call", {"functionCall": {"name": 5}}),
    ("function_response", {"functionResponse": {"name": "f", "response": {"output": []}}}),
    ("executable_code", {"executableCode": {"language": "COBOL", "code": "STOP RUN."}}),
    ("code_execution_result", {"codeExecutionResult": {"outcome": "OUTCOME_OK"}}),
    ("tool_call", {"toolCall": {"toolType": "GOOGLE_SEARCH_WEB", "id": "a", "args": {"q": [1]}}}),
    ("tool_response", {"toolResponse": {"toolType": "FILE_SEARCH", "id": "a"}}),
    ("audio_transcription", {"audioTranscription": {"text": "hum"}}),
    ("hologram", {"hologram": {"depth": 3}, "thoughtSignature": "c2ln"}),
    ("empty", {}),
    ("empty", {"thoughtSignature": "c2ln"}),
    ("empty", {"videoMetadata": {"startOffset": "10s"}}),
    ("unknown", {"text": 5}),
    ("unknown", {"text": ["a"], "inlineData": 7}),
    ("inlineData", {"inlineData": 7}),
]


@pytest.mark.parametrize(("kind", "wire"), PARTS)
def test_every_part_has_a_kind_and_goes_back_as_it_came(kind: str, wire: dict[str, object]) -> None:
    part = Part.from_wire(wire)

    assert part.kind == kind
    assert part.to_wire() == wire


def test_a_part_that_is_no_object_is_of_unknown_kind() -> None:
    assert Part.from_wire("text").kind == "unknown"
    assert Part.from_wire("text").text is None


MADE = [
    (Part.from_text(text="hi"), {"text": "hi"}),
    (
        Part.from_bytes(data=b"ab", mime_type="a/b"),
        {"inlineData": {"mimeType": "a/b", "data": "YWI="}},
    ),
    (
        Part.from_uri(
            file_uri="gs://b/x",
            media_resolution=PartMediaResolution(
                level=PartMediaResolutionLevel.MEDIA_RESOLUTION_LOW
            ),
        ),
        {"fileData": {"fileUri": "gs://b/x"}, "mediaResolution": {"level": "MEDIA_RESOLUTION_LOW"}},
    ),
    (
        Part.from_function_call(name="f", args={"a": None}),
        {"functionCall": {"name": "f", "args": {"a": None}}},
    ),
    (
        Part.from_function_response(
            name="f",
            response={"output": 1},
            parts=[FunctionResponsePart(file_data=FileData(file_uri="u"))],
        ),
        {
            "functionResponse": {
                "name": "f",
                "response": {"output": 1},
                "parts": [{"fileData": {"fileUri": "u"}}],
            }
        },
    ),
    (
        Part.from_executable_code(code="1", language=Language.PYTHON),
        {"executableCode": {"code": "1", "language": "PYTHON"}},
    ),
    (
        Part.from_code_execution_result(outcome=Outcome.OUTCOME_OK, output="1"),
        {"codeExecutionResult": {"outcome": "OUTCOME_OK", "output": "1"}},
    ),
    (
        Part(text="hi", thought_signature=b"sig", video_metadata=VideoMetadata(fps=2)),
        {"text": "hi", "thoughtSignature": "c2ln", "videoMetadata": {"fps": 2}},
    ),
]


@pytest.mark.parametrize(("part", "wire"), MADE)
def test_parts_are_made_as_with_the_official_client(part: Part, wire: dict[str, object]) -> None:
    assert part.to_wire() == wire
    assert Part.from_wire(wire) == part


def test_nested_values_can_be_dicts_or_objects() -> None:
    assert Part(function_call={"name": "f"}) == Part(function_call=FunctionCall(name="f"))
    assert Part(code_execution_result={"output": "1"}).code_execution_result == CodeExecutionResult(
        output="1"
    )
    assert FunctionResponse(response={}).to_wire() == {"response": {}}


UPLOADED = File(uri="https://files/1", mime_type="text/plain")
FROM_FILE = {"fileData": {"fileUri": "https://files/1", "mimeType": "text/plain"}}


@pytest.mark.parametrize(
    ("said", "parts"),
    [
        ("hi", [{"text": "hi"}]),
        (Part(text="hi"), [{"text": "hi"}]),
        ({"text": "hi"}, [{"text": "hi"}]),
        (UPLOADED, [FROM_FILE]),
        (["a", Part(text="b"), UPLOADED], [{"text": "a"}, {"text": "b"}, FROM_FILE]),
        (("a",), [{"text": "a"}]),
        ([], []),
    ],
)
def test_a_content_is_made_from_texts_parts_and_files(said: object, parts: list[object]) -> None:
    assert UserContent(said).to_wire() == {"role": "user", "parts": parts}  # type: ignore[arg-type]  # a table of many types
    assert ModelContent(parts=said).to_wire() == {"role": "model", "parts": parts}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("said", "error"),
    [
        (None, TypeError),
        (b"bytes", TypeError),
        (["a", None], TypeError),
        (Content(), TypeError),
        (File(uri="https://files/1"), ValueError),
        ({"text": 5}, ValidationError),
    ],
)
def test_a_content_is_made_from_nothing_else(said: object, error: type[Exception]) -> None:
    with pytest.raises(error):
        UserContent(said)  # type: ignore[arg-type]  # the point of the test


CONTENTS = [
    {"role": "user", "parts": [{"text": "a"}, {"text": ""}]},
    {"role": "model"},
    {"parts": [{"text": "role missing"}]},
    {"role": "critic", "parts": []},
    {},
    {"role": "model", "parts": [{"text": "a"}, 7]},
    {"role": 7, "parts": {"text": "a"}},
    {"role": "model", "mood": "GLAD"},
    {"role": "user", "parts": [], "mood": "GLAD"},
]


@pytest.mark.parametrize("wire", CONTENTS)
def test_odd_contents_go_back_as_they_came(wire: dict[str, object]) -> None:
    assert Content.from_wire(wire).to_wire() == wire


@pytest.mark.parametrize("wrong", [{"content": "hi"}, {"text": "hi"}, {"Parts": ["hi"]}])
def test_a_content_without_parts_is_not_what_a_person_meant(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=f"a content has parts, not '{next(iter(wrong))}'"):
        readable(Content(role="user", **wrong))
    assert readable(Content(role="user")) == Content(role="user")


def test_what_a_model_said_without_parts_can_be_kept_by_the_caller() -> None:
    content = Content.from_wire({"role": "model", "mood": "GLAD"})
    assert Content.model_validate(content.model_dump()) == content
    assert Content.model_validate_json(content.model_dump_json()) == content


def test_a_content_may_have_fields_that_nobody_knows() -> None:
    wire = {"role": "user", "parts": [{"text": "hi"}], "mood": "GLAD"}
    assert Content.model_validate(wire).to_wire() == wire


def test_one_strange_part_leaves_the_others_readable() -> None:
    content = Content.from_wire({"parts": [{"text": "a"}, {"text": 5}, {"text": "b"}]})

    assert [part.text for part in content.parts or ()] == ["a", None, "b"]


def test_a_user_content_is_read_from_the_wire() -> None:
    wire = {"role": "user", "parts": [{"text": "a"}]}
    assert UserContent.model_validate(wire).to_wire() == wire
