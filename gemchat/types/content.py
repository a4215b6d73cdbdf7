"""What is said: contents and their parts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Self, TypeAlias

from gemchat.types.base import (
    UNREADABLE,
    JsonObject,
    OpenEnum,
    Text,
    WireBytes,
    WireModel,
)
from gemchat.types.file import File


class Language(OpenEnum):
    """The language of code that the model runs."""

    LANGUAGE_UNSPECIFIED = "LANGUAGE_UNSPECIFIED"
    PYTHON = "PYTHON"


class Outcome(OpenEnum):
    """How code that the model ran has ended."""

    OUTCOME_UNSPECIFIED = "OUTCOME_UNSPECIFIED"
    OUTCOME_OK = "OUTCOME_OK"
    OUTCOME_FAILED = "OUTCOME_FAILED"
    OUTCOME_DEADLINE_EXCEEDED = "OUTCOME_DEADLINE_EXCEEDED"


class PartMediaResolutionLevel(OpenEnum):
    """How finely one image, document or video is looked at."""

    MEDIA_RESOLUTION_UNSPECIFIED = "MEDIA_RESOLUTION_UNSPECIFIED"
    MEDIA_RESOLUTION_LOW = "MEDIA_RESOLUTION_LOW"
    MEDIA_RESOLUTION_MEDIUM = "MEDIA_RESOLUTION_MEDIUM"
    MEDIA_RESOLUTION_HIGH = "MEDIA_RESOLUTION_HIGH"
    MEDIA_RESOLUTION_ULTRA_HIGH = "MEDIA_RESOLUTION_ULTRA_HIGH"


class Blob(WireModel):
    """Media inside a message."""

    mime_type: str | None = None
    """The media type, such as ``image/png``."""
    data: WireBytes | None = None
    """The bytes."""
    display_name: str | None = None
    """A name for people."""


class FileData(WireModel):
    """Media named by address."""

    file_uri: str | None = None
    """A Files API address, ``gs://``, ``https://`` or YouTube address."""
    mime_type: str | None = None
    """The media type."""
    display_name: str | None = None
    """A name for people."""


class VideoMetadata(WireModel):
    """Which part of a video to look at, and how often."""

    start_offset: str | None = None
    """Where to begin, such as ``10s``."""
    end_offset: str | None = None
    """Where to stop, such as ``20.5s``."""
    fps: float | None = None
    """Frames looked at in a second, above 0 up to 24; the service takes 1."""


class PartMediaResolution(WireModel):
    """How finely the media of one part are looked at."""

    level: PartMediaResolutionLevel | None = None
    """The resolution by name."""
    num_tokens: int | None = None
    """The number of tokens to spend."""


class FunctionCall(WireModel):
    """The model asks for a function to be called."""

    id: str | None = None
    """The call's id, to be echoed in the response."""
    name: str | None = None
    """The function."""
    args: JsonObject | None = None
    """The arguments by name."""
    partial_args: list[JsonObject] | None = None
    """Pieces of arguments while they stream (Vertex AI)."""
    will_continue: bool | None = None
    """Whether more pieces follow (Vertex AI)."""


class FunctionResponsePart(WireModel):
    """Media that a function returned."""

    inline_data: Blob | None = None
    """Media as bytes."""
    file_data: FileData | None = None
    """Media by address."""


class FunctionResponse(WireModel):
    """What a function returned."""

    id: str | None = None
    """The id of the call that is answered."""
    name: str | None = None
    """The function."""
    response: JsonObject | None = None
    """The result; keys ``output`` and ``error`` have a meaning of their own."""
    parts: list[FunctionResponsePart] | None = None
    """Media that belong to the result."""
    scheduling: str | None = None
    """When the model should react, for functions that do not block."""
    will_continue: bool | None = None
    """Whether more responses to the same call follow."""


class ExecutableCode(WireModel):
    """Code that the model wrote and the service runs."""

    code: Text | None = None
    """The code."""
    language: Language | None = None
    """Its language."""
    id: str | None = None
    """Names the run; the result has the same."""


class CodeExecutionResult(WireModel):
    """What code printed when the service ran it."""

    outcome: Outcome | None = None
    """How the run ended."""
    output: Text | None = None
    """What was printed, or the traceback."""
    id: str | None = None
    """The id of the code."""


class ToolCall(WireModel):
    """A step of a tool that runs at the service."""

    id: str | None = None
    """Names the step; its response has the same."""
    tool_type: str | None = None
    """The tool, such as ``GOOGLE_SEARCH_WEB``."""
    args: JsonObject | None = None
    """What the tool was asked."""


class ToolResponse(WireModel):
    """What a tool at the service found."""

    id: str | None = None
    """The id of the step."""
    tool_type: str | None = None
    """The tool."""
    response: JsonObject | None = None
    """What it found."""


_DATA_FIELDS: Final = (
    "text",
    "inline_data",
    "file_data",
    "function_call",
    "function_response",
    "executable_code",
    "code_execution_result",
    "tool_call",
    "tool_response",
    "audio_transcription",
)


class Part(WireModel):
    """One piece of a content: one field carries data, the others are about it."""

    text: Text | None = None
    """Plain or Markdown text."""
    inline_data: Blob | None = None
    """Media as bytes."""
    file_data: FileData | None = None
    """Media by address."""
    function_call: FunctionCall | None = None
    """A function the model wants called."""
    function_response: FunctionResponse | None = None
    """What a function returned."""
    executable_code: ExecutableCode | None = None
    """Code the service runs for the model."""
    code_execution_result: CodeExecutionResult | None = None
    """What that code printed."""
    tool_call: ToolCall | None = None
    """A step of a tool at the service."""
    tool_response: ToolResponse | None = None
    """What that tool found."""
    audio_transcription: JsonObject | None = None
    """What was said in audio."""
    thought: bool | None = None
    """Whether this is a summary of the model's reasoning and no part of the answer."""
    thought_signature: WireBytes | None = None
    """The model's sealed reasoning state, to be sent back on the same part."""
    video_metadata: VideoMetadata | None = None
    """Which part of a video to look at."""
    media_resolution: PartMediaResolution | None = None
    """How finely to look at the media."""
    media_processing: str | None = None
    """How a video is processed: ``STATIC`` or ``AGENTIC``."""
    speech_metadata: JsonObject | None = None
    """Who speaks a text, and how."""
    part_metadata: JsonObject | None = None
    """The caller's own notes."""

    @property
    def kind(self) -> str:
        """The field that carries the data: its name, ``thought``, ``empty``, or an unknown key.

        A part whose data cannot be read under a known name is of kind ``unknown``.
        """
        if self.thought:
            return "thought"
        for name in _DATA_FIELDS:
            if getattr(self, name) is not None:
                return name
        strange = next(iter(self.model_extra or {}), "empty")
        return UNREADABLE if strange in type(self).model_fields else strange

    @classmethod
    def from_text(cls, *, text: str) -> Self:
        """Make a part of text."""
        return cls(text=text)

    @classmethod
    def from_bytes(
        cls,
        *,
        data: bytes,
        mime_type: str,
        media_resolution: PartMediaResolution | None = None,
    ) -> Self:
        """Make a part of media that travel inside the message."""
        blob = Blob(data=data, mime_type=mime_type)
        return cls(inline_data=blob, media_resolution=media_resolution)

    @classmethod
    def from_uri(
        cls,
        *,
        file_uri: str,
        mime_type: str | None = None,
        media_resolution: PartMediaResolution | None = None,
    ) -> Self:
        """Make a part of media the service fetches."""
        file_data = FileData(file_uri=file_uri, mime_type=mime_type)
        return cls(file_data=file_data, media_resolution=media_resolution)

    @classmethod
    def from_function_call(cls, *, name: str, args: JsonObject) -> Self:
        """Make a part that calls a function."""
        return cls(function_call=FunctionCall(name=name, args=args))

    @classmethod
    def from_function_response(
        cls,
        *,
        name: str,
        response: JsonObject,
        parts: list[FunctionResponsePart] | None = None,
    ) -> Self:
        """Make a part that answers a function call."""
        answer = FunctionResponse(name=name, response=response, parts=parts)
        return cls(function_response=answer)

    @classmethod
    def from_executable_code(cls, *, code: str, language: Language) -> Self:
        """Make a part of code that the service ran."""
        return cls(executable_code=ExecutableCode(code=code, language=language))

    @classmethod
    def from_code_execution_result(cls, *, outcome: Outcome, output: str) -> Self:
        """Make a part of what such code printed."""
        return cls(code_execution_result=CodeExecutionResult(outcome=outcome, output=output))


PartUnion: TypeAlias = Part | File | str | JsonObject
"""What a part can be made from."""
PartListUnion: TypeAlias = PartUnion | Sequence[PartUnion]
"""What the parts of one content can be made from."""


class Content(WireModel):
    """What one side said: ``Content(role="user", parts=[...])``."""

    role: str | None = None
    """Who said it: ``user`` or ``model``."""
    parts: list[Part] | None = None
    """The pieces, in order."""


class UserContent(Content):
    """What the user said.

    Args:
        parts: a text, a part or a dict of its fields, an uploaded file, or several of these.
    """

    def __init__(self, parts: PartListUnion = (), **fields: object) -> None:
        super().__init__(**{**fields, "role": "user", "parts": to_parts(parts)})


class ModelContent(Content):
    """What the model said.

    Args:
        parts: a text, a part or a dict of its fields, an uploaded file, or several of these.
    """

    def __init__(self, parts: PartListUnion = (), **fields: object) -> None:
        super().__init__(**{**fields, "role": "model", "parts": to_parts(parts)})


def readable(content: Content) -> Content:
    """Give a content that a person wrote, if nothing of it would be lost on the model.

    Raises:
        ValueError: it has the form of another service, whose text is in no part.
    """
    if content.parts is None and content.model_extra:
        raise ValueError(f"a content has parts, not {', '.join(map(repr, content.model_extra))}")
    return content


def to_parts(message: PartListUnion) -> list[Part]:
    """Make parts of a text, a part or a dict of its fields, an uploaded file, or several of these.

    Raises:
        TypeError: no part can be made of it.
        ValueError: an uploaded file lacks its address or media type.
    """
    items = message if isinstance(message, list | tuple) else [message]
    return [_to_part(item) for item in items]


def _to_part(item: object) -> Part:
    match item:
        case Part():
            return item
        case str():
            return Part(text=item)
        case dict():
            return Part.model_validate(item)
        case File(uri=str(uri), mime_type=str(mime_type)):
            return Part.from_uri(file_uri=uri, mime_type=mime_type)
        case File():
            raise ValueError("an uploaded file needs its uri and mime_type")
        case _:
            raise TypeError(
                f"a part is made of a text, a part or a file, not of {type(item).__name__}"
            )
