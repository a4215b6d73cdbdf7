"""What a caller may ask of one answer; the sentences are what ``/set`` shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Self, TypeAlias, TypeGuard

from pydantic import AfterValidator, BeforeValidator, Field, field_serializer

from gemchat.types.base import JsonObject, JsonValue, OpenEnum, WireBytes, WireModel
from gemchat.types.content import Content, Part, readable, to_parts
from gemchat.types.http_options import HttpOptions
from gemchat.types.media import (
    ImageConfig,
    MediaResolution,
    Modality,
    PrebuiltVoiceConfig,
    SpeechConfig,
    VoiceConfig,
)
from gemchat.types.safety import ModelArmorConfig, SafetySetting
from gemchat.types.schema import PythonType, Schema, SchemaUnion, json_schema
from gemchat.types.tools import Tool, ToolConfig


class ThinkingLevel(OpenEnum):
    """How much the model thinks, from generation 3 on."""

    THINKING_LEVEL_UNSPECIFIED = "THINKING_LEVEL_UNSPECIFIED"
    MINIMAL = "MINIMAL"
    LOW = "LOW"
    MEDIUM = "MEDIUM"
    HIGH = "HIGH"
    XHIGH = "XHIGH"


class ServiceTier(OpenEnum):
    """How urgent a request is, and how dear."""

    UNSPECIFIED = "unspecified"
    STANDARD = "standard"
    FLEX = "flex"
    PRIORITY = "priority"


class ThinkingConfig(WireModel):
    """How much the model thinks, and whether it is seen."""

    include_thoughts: bool | None = None
    """Whether summaries of the thoughts are returned."""
    thinking_budget: int | None = None
    """Tokens to think with in generation 2.5: 0 is off, -1 automatic."""
    thinking_level: ThinkingLevel | None = None
    """How much to think from generation 3 on: MINIMAL, LOW, MEDIUM, HIGH or XHIGH."""


class AutomaticFunctionCallingConfig(WireModel):
    """Whether Python functions among the tools are called without asking the caller."""

    disable: bool | None = None
    """Whether calls are left to the caller."""
    maximum_remote_calls: int | None = None
    """How many requests one message may cost at most; 10 if not said."""
    ignore_call_history: bool | None = None
    """Whether the response leaves out the calls that led to it."""


def _system_content(value: object) -> object:
    match value:
        case str() | Part():
            return Content(role="user", parts=to_parts(value))
        case dict() if value and not value.keys() & {"role", "parts"}:
            return Content(role="user", parts=to_parts(value))
        case list():
            contents = [readable(Content.model_validate(_system_content(one))) for one in value]
            parts = [part for content in contents for part in content.parts or ()]
            return Content(role="user", parts=parts)
        case _:
            return value


SystemInstruction: TypeAlias = Annotated[
    Content, BeforeValidator(_system_content), AfterValidator(readable)
]
"""What the model is told first: a content, or what one can be made from."""


def _voice(value: object) -> object:
    if not isinstance(value, str):
        return value
    voice = VoiceConfig(prebuilt_voice_config=PrebuiltVoiceConfig(voice_name=value))
    return SpeechConfig(voice_config=voice)


ToolUnion: TypeAlias = Tool | Callable[..., object]
"""A tool, or a Python function that becomes one."""


class GenerateContentConfig(WireModel):
    """What is asked of one answer; a field that is None is left to the service.

    Args:
        system_instruction: a text, a part, a content, a dict of one, or a list of these.
        tools: tools and plain Python functions; functions stay on this side.
        response_schema: a schema, a dict sent as it is, or a Python type such as ``list[Recipe]``.
        speech_config: the configuration, or only the name of a voice.

    Source: https://ai.google.dev/api/generate-content#generationconfig
    """

    system_instruction: SystemInstruction | None = None
    """What the model is told before the conversation."""
    temperature: float | None = None
    """How freely tokens are picked, 0 to 2 (image models 0 to 1)."""
    top_p: float | None = None
    """Tokens are picked from the likeliest that reach this probability together, 0 to 1."""
    top_k: int | None = None
    """Tokens are picked from this many of the likeliest, 1 or more."""
    candidate_count: int | None = None
    """How many answers to generate, 1 to 8; a chat uses the first."""
    max_output_tokens: int | None = None
    """How many tokens an answer may have, thoughts included."""
    stop_sequences: list[str] | None = None
    """Up to 5 texts that end the answer."""
    response_logprobs: bool | None = None
    """Whether probabilities of the tokens are returned."""
    logprobs: int | None = None
    """How many alternatives of each token are returned, 1 to 20."""
    presence_penalty: float | None = None
    """How strongly tokens already used are avoided, -2 to below 2."""
    frequency_penalty: float | None = None
    """How strongly tokens are avoided the more they were used, -2 to below 2."""
    seed: int | None = None
    """A 32-bit number that makes answers repeatable, as far as they are."""
    response_mime_type: str | None = None
    """What the answer is: ``text/plain``, ``application/json`` or ``text/x.enum``."""
    response_schema: SchemaUnion | None = None
    """The shape a JSON answer must have."""
    response_json_schema: JsonValue = None
    """The same as JSON Schema; excludes ``response_schema``."""
    response_format: JsonObject | None = None
    """The form of the answer by modality (Vertex AI)."""
    routing_config: JsonObject | None = None
    """How a model is chosen for the request (Vertex AI)."""
    model_selection_config: JsonObject | None = Field(None, alias="modelConfig")
    """What counts when a model is chosen (Vertex AI)."""
    safety_settings: list[SafetySetting] | None = None
    """From where on harm is blocked, one setting a category."""
    tools: list[ToolUnion] | None = None
    """Tools the model may use."""
    tool_config: ToolConfig | None = None
    """How tools are used."""
    labels: dict[str, str] | None = None
    """Labels that break down the bill."""
    cached_content: str | None = None
    """The cache that holds the beginning of the prompt: ``cachedContents/ID``."""
    response_modalities: list[Modality] | None = None
    """The forms the answer may take: TEXT, IMAGE, AUDIO."""
    media_resolution: MediaResolution | None = None
    """How finely images, documents and video are looked at."""
    speech_config: Annotated[SpeechConfig | None, BeforeValidator(_voice)] = None
    """How speech sounds."""
    audio_timestamp: bool | None = None
    """Whether times are given for audio in the prompt (Vertex AI)."""
    audio_transcription_config: JsonObject | None = None
    """How audio is written down."""
    translation_config: JsonObject | None = None
    """How speech is translated (Vertex AI)."""
    thinking_config: ThinkingConfig | None = None
    """How much the model thinks, and whether it is seen."""
    image_config: ImageConfig | None = None
    """How pictures are made."""
    output_config: JsonObject | None = None
    """Where media are written, such as ``gs://bucket/folder`` (Vertex AI)."""
    enable_enhanced_civic_answers: bool | None = None
    """Whether answers about elections are enhanced (Developer API)."""
    enable_affective_dialog: bool | None = None
    """Whether speech answers the tone of the speaker (Vertex AI)."""
    model_armor_config: ModelArmorConfig | None = None
    """Model Armor templates; excludes ``safety_settings`` (Vertex AI)."""
    service_tier: ServiceTier | None = None
    """How urgent the request is: standard, flex (half the price) or priority (dearer)."""
    store: bool | None = None
    """Whether the request is logged, whatever the project says (Developer API)."""
    continuation_token: WireBytes | None = None
    """Where an answer that was cut is taken up again."""
    automatic_continuation: bool | None = Field(None, exclude=True)
    """Whether a cut answer is taken up again without being asked; yes if not said."""
    automatic_function_calling: AutomaticFunctionCallingConfig | None = Field(None, exclude=True)
    """Whether Python functions among the tools are called without asking the caller."""
    http_options: HttpOptions | None = Field(None, exclude=True)
    """How this request travels; ``timeout`` is in milliseconds."""

    def merged(self, other: GenerateContentConfig | None) -> Self:
        """Give a copy in which the fields set on ``other`` replace those here.

        Whole fields: lists and objects are not mixed. An explicit None clears.
        """
        if other is None:
            return self.model_copy()
        return self.model_copy(update={n: getattr(other, n) for n in other.model_fields_set})

    def to_settings(self) -> JsonObject:
        """Give the fields that were set, in snake_case, as files hold them.

        Without the system instruction and the tools, which have places of their own there.
        """
        elsewhere = {"system_instruction", "tools"}
        return self.model_dump(mode="json", exclude_unset=True, exclude=elsewhere)

    def to_wire(self) -> JsonObject:
        """Give the fields to send: functions stay here, a Python type becomes JSON Schema."""
        wire = super().to_wire()
        if self.tools is not None:
            wire["tools"] = [tool.to_wire() for tool in self.tools if isinstance(tool, Tool)]
        if _is_python_type(self.response_schema):
            wire["responseJsonSchema"] = json_schema(self.response_schema)
            del wire["responseSchema"]
        return wire

    @field_serializer("response_schema", when_used="json")
    def _shape_in_files(self, shape: SchemaUnion | None) -> JsonValue:
        return json_schema(shape) if _is_python_type(shape) else shape


def _is_python_type(shape: SchemaUnion | None) -> TypeGuard[PythonType]:
    return not isinstance(shape, Schema | dict | None)
