from __future__ import annotations

from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from gemchat.types import (
    Content,
    FunctionDeclaration,
    GenerateContentConfig,
    GoogleSearch,
    HttpOptions,
    Part,
    Schema,
    ThinkingConfig,
    ThinkingLevel,
    Tool,
    Type,
)

# The fields of the official client's class that a request or a chat can use.
OFFICIAL = """
    http_options system_instruction temperature top_p top_k candidate_count max_output_tokens
    stop_sequences response_logprobs logprobs presence_penalty frequency_penalty seed
    response_mime_type response_schema response_json_schema routing_config model_selection_config
    safety_settings tools tool_config labels cached_content response_modalities media_resolution
    speech_config audio_timestamp automatic_function_calling thinking_config image_config
    enable_enhanced_civic_answers model_armor_config service_tier
"""


class Recipe(BaseModel):
    name: str


def roll(sides: int) -> int:
    return sides


def test_it_has_the_fields_of_the_official_client() -> None:
    assert set(OFFICIAL.split()) <= GenerateContentConfig.model_fields.keys()


def test_fields_are_sent_under_the_names_of_the_wire() -> None:
    config = GenerateContentConfig(
        temperature=0.5,
        stop_sequences=["END"],
        tools=[Tool(google_search=GoogleSearch()), {"code_execution": {}}],
        thinking_config=ThinkingConfig(thinking_level=ThinkingLevel.LOW),
        safety_settings=[{"category": "HARM_CATEGORY_NEW", "threshold": "OFF"}],
        response_modalities=["TEXT", "SMELL"],
        model_selection_config={"featureSelectionPreference": "BALANCED"},
        service_tier="flex",
        top_k=None,
        new_field={"as": "it is"},
    )
    assert config.to_wire() == {
        "temperature": 0.5,
        "stopSequences": ["END"],
        "tools": [{"googleSearch": {}}, {"codeExecution": {}}],
        "thinkingConfig": {"thinkingLevel": "LOW"},
        "safetySettings": [{"category": "HARM_CATEGORY_NEW", "threshold": "OFF"}],
        "responseModalities": ["TEXT", "SMELL"],
        "modelConfig": {"featureSelectionPreference": "BALANCED"},
        "serviceTier": "flex",
        "new_field": {"as": "it is"},
    }


def test_what_is_for_this_side_is_not_sent() -> None:
    config = GenerateContentConfig(
        tools=[roll, Tool(function_declarations=[FunctionDeclaration(name="f")])],
        http_options=HttpOptions(timeout=5000, headers={"x-secret": "s"}),
        automatic_function_calling={"disable": True},
        automatic_continuation=False,
    )
    assert config.tools is not None and config.tools[0] is roll
    assert config.to_wire() == {"tools": [{"functionDeclarations": [{"name": "f"}]}]}


@pytest.mark.parametrize(
    "said",
    [
        "be brief",
        Part(text="be brief"),
        {"text": "be brief"},
        {"role": "user", "parts": [{"text": "be brief"}]},
        Content(role="user", parts=[Part(text="be brief")]),
        ["be brief"],
        [{"text": "be brief"}],
        [Content(role="system", parts=[Part(text="be brief")])],
    ],
)
def test_a_system_instruction_is_said_in_many_ways(said: object) -> None:
    config = GenerateContentConfig(system_instruction=said)

    assert config.system_instruction == Content(role="user", parts=[Part(text="be brief")])


def test_a_system_instruction_may_be_several_and_keeps_its_own_role() -> None:
    several = GenerateContentConfig(system_instruction=["a", Part(text="b")])
    own = GenerateContentConfig(system_instruction=Content(role="system", parts=[]))

    assert several.to_wire()["systemInstruction"]["parts"] == [{"text": "a"}, {"text": "b"}]
    assert own.to_wire()["systemInstruction"]["role"] == "system"


@pytest.mark.parametrize(
    "wrong",
    [
        {"system_instruction": 5},
        {"system_instruction": [None]},
        {"system_instruction": {"role": "system", "content": "be brief"}},
        {"system_instruction": [{"role": "system", "content": "be brief"}]},
        {"temperature": "hot"},
        {"tools": [5]},
        {"top_k": 0.5},
        {"safety_settings": "off"},
        {"http_options": {"timeout": "soon"}},
    ],
)
def test_a_wrong_value_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        GenerateContentConfig(**wrong)


@pytest.mark.parametrize(
    ("said", "wire"),
    [
        ("Kore", {"voiceConfig": {"prebuiltVoiceConfig": {"voiceName": "Kore"}}}),
        ({"language_code": "de-DE"}, {"languageCode": "de-DE"}),
    ],
)
def test_speech_may_be_only_a_voice(said: object, wire: dict[str, object]) -> None:
    assert GenerateContentConfig(speech_config=said).to_wire() == {"speechConfig": wire}


RECIPE = {
    "properties": {"name": {"title": "Name", "type": "string"}},
    "required": ["name"],
    "title": "Recipe",
    "type": "object",
}


@pytest.mark.parametrize(
    ("shape", "wire"),
    [
        ({"type": "object"}, {"responseSchema": {"type": "object"}}),
        (
            Schema(
                type=Type.ARRAY, items=Schema(ref="#/$defs/A"), defs={"A": Schema(nullable=True)}
            ),
            {
                "responseSchema": {
                    "type": "ARRAY",
                    "items": {"$ref": "#/$defs/A"},
                    "$defs": {"A": {"nullable": True}},
                }
            },
        ),
        (Recipe, {"responseJsonSchema": RECIPE}),
        (
            list[Recipe],
            {
                "responseJsonSchema": {
                    "$defs": {"Recipe": RECIPE},
                    "items": {"$ref": "#/$defs/Recipe"},
                    "type": "array",
                }
            },
        ),
        (int | None, {"responseJsonSchema": {"anyOf": [{"type": "integer"}, {"type": "null"}]}}),
    ],
)
def test_a_shape_is_a_schema_a_dict_or_a_type(shape: object, wire: dict[str, object]) -> None:
    assert GenerateContentConfig(response_schema=shape).to_wire() == wire


def test_fields_that_are_set_replace_and_none_clears() -> None:
    chat = GenerateContentConfig(
        temperature=1,
        top_p=0.5,
        stop_sequences=["a"],
        thinking_config={"thinking_budget": 5},
        new_field=1,
    )
    message = GenerateContentConfig(
        temperature=0,
        stop_sequences=None,
        thinking_config={"include_thoughts": True},
        new_field=2,
    )
    assert chat.merged(message).to_wire() == {
        "temperature": 0,
        "topP": 0.5,
        "thinkingConfig": {"includeThoughts": True},
        "new_field": 2,
    }
    assert chat.temperature == 1


def test_merging_nothing_gives_an_equal_copy() -> None:
    config = GenerateContentConfig(temperature=1)
    copy = config.merged(None)

    assert copy == config
    assert copy is not config


@pytest.mark.parametrize("shape", [{"type": "OBJECT"}, Schema(type=Type.OBJECT)])
def test_a_file_holds_a_schema_as_plain_json(shape: object) -> None:
    config = GenerateContentConfig(response_schema=shape)

    assert config.to_settings() == {"response_schema": {"type": "OBJECT"}}


def test_a_file_holds_what_was_set_and_no_secret() -> None:
    config = GenerateContentConfig(
        system_instruction="elsewhere",
        tools=[roll],
        http_options={"headers": {"authorization": "secret"}},
        temperature=None,
        thinking_config={"thinkingLevel": "HIGH"},
        response_schema=Recipe,
    )
    assert config.to_settings() == {
        "temperature": None,
        "thinking_config": {"thinking_level": "HIGH"},
        "response_schema": RECIPE,
    }
