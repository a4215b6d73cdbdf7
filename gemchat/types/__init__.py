"""The values that go over the wire, under the names of the official client."""

from __future__ import annotations

from gemchat.types.base import Base64, JsonObject, WireModel
from gemchat.types.content import (
    Blob,
    CodeExecutionResult,
    Content,
    ExecutableCode,
    FileData,
    FunctionCall,
    FunctionResponse,
    FunctionResponsePart,
    Language,
    ModelContent,
    Outcome,
    Part,
    PartListUnion,
    PartMediaResolution,
    PartMediaResolutionLevel,
    PartUnion,
    ToolCall,
    ToolResponse,
    UserContent,
    VideoMetadata,
)
from gemchat.types.file import File, FileSource, FileState, FileStatus

__all__ = [
    "Base64",
    "Blob",
    "CodeExecutionResult",
    "Content",
    "ExecutableCode",
    "File",
    "FileData",
    "FileSource",
    "FileState",
    "FileStatus",
    "FunctionCall",
    "FunctionResponse",
    "FunctionResponsePart",
    "JsonObject",
    "Language",
    "ModelContent",
    "Outcome",
    "Part",
    "PartListUnion",
    "PartMediaResolution",
    "PartMediaResolutionLevel",
    "PartUnion",
    "ToolCall",
    "ToolResponse",
    "UserContent",
    "VideoMetadata",
    "WireModel",
]
