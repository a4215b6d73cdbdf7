"""The values that go over the wire, under the names of the official client.

Names are resolved on first use (PEP 562): a prompt stands long before anybody needs the types of
an answer.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gemchat.types.base import *
    from gemchat.types.cache import *
    from gemchat.types.config import *
    from gemchat.types.content import *
    from gemchat.types.file import *
    from gemchat.types.grounding import *
    from gemchat.types.http_options import *
    from gemchat.types.media import *
    from gemchat.types.model import *
    from gemchat.types.response import *
    from gemchat.types.safety import *
    from gemchat.types.schema import *
    from gemchat.types.tools import *
    from gemchat.types.usage import *

_NAMES = {
    "base": (
        "Base64",
        "JsonObject",
        "WireModel",
    ),
    "cache": (
        "CachedContent",
        "CachedContentUsageMetadata",
        "CreateCachedContentConfig",
        "ListCachedContentsConfig",
        "UpdateCachedContentConfig",
    ),
    "config": (
        "AutomaticFunctionCallingConfig",
        "GenerateContentConfig",
        "ServiceTier",
        "ThinkingConfig",
        "ThinkingLevel",
        "ToolUnion",
    ),
    "content": (
        "Blob",
        "CodeExecutionResult",
        "Content",
        "ExecutableCode",
        "FileData",
        "FunctionCall",
        "FunctionResponse",
        "FunctionResponsePart",
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
    ),
    "file": (
        "File",
        "FileSource",
        "FileState",
        "FileStatus",
        "ListFilesConfig",
        "UploadFileConfig",
    ),
    "grounding": (
        "Citation",
        "CitationMetadata",
        "GroundingChunk",
        "GroundingChunkImage",
        "GroundingChunkMaps",
        "GroundingChunkRetrievedContext",
        "GroundingChunkWeb",
        "GroundingMetadata",
        "GroundingSupport",
        "RetrievalMetadata",
        "SearchEntryPoint",
        "Segment",
        "UrlContextMetadata",
        "UrlMetadata",
        "UrlRetrievalStatus",
    ),
    "http_options": (
        "HttpOptions",
        "HttpRetryOptions",
    ),
    "media": (
        "ImageConfig",
        "MediaResolution",
        "Modality",
        "MultiSpeakerVoiceConfig",
        "PrebuiltVoiceConfig",
        "SpeakerVoiceConfig",
        "SpeechConfig",
        "VoiceConfig",
    ),
    "model": ("Model",),
    "response": (
        "Candidate",
        "FinishReason",
        "GenerateContentResponse",
        "LogprobsResult",
        "LogprobsResultCandidate",
        "LogprobsResultTopCandidates",
        "ModelStatus",
        "PromptFeedback",
    ),
    "safety": (
        "BlockedReason",
        "HarmBlockMethod",
        "HarmBlockThreshold",
        "HarmCategory",
        "HarmProbability",
        "HarmSeverity",
        "ModelArmorConfig",
        "SafetyRating",
        "SafetySetting",
    ),
    "schema": (
        "Schema",
        "SchemaUnion",
        "Type",
    ),
    "tools": (
        "Behavior",
        "ComputerUse",
        "DynamicRetrievalConfig",
        "DynamicRetrievalConfigMode",
        "Environment",
        "FileSearch",
        "FunctionCallingConfig",
        "FunctionCallingConfigMode",
        "FunctionDeclaration",
        "GoogleMaps",
        "GoogleSearch",
        "GoogleSearchRetrieval",
        "ImageSearch",
        "Interval",
        "LatLng",
        "RetrievalConfig",
        "SearchTypes",
        "Tool",
        "ToolCodeExecution",
        "ToolConfig",
        "UrlContext",
        "WebSearch",
    ),
    "usage": (
        "CountTokensResponse",
        "MediaModality",
        "ModalityTokenCount",
        "TrafficType",
        "UsageMetadata",
    ),
}
_HOMES = {name: home for home, names in _NAMES.items() for name in names}

__all__ = sorted(_HOMES)  # noqa: PLE0605 - a list, made of the table


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'gemchat.types' has no attribute {name!r}")
    return getattr(import_module(f"gemchat.types.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return __all__
