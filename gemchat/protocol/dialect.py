"""The settings that only one of Google's two APIs takes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from gemchat.errors import UsageError

if TYPE_CHECKING:
    from gemchat.types import GenerateContentConfig

# Paths of `GenerateContentConfig`, through lists, under their Python names.
DEVELOPER_ONLY = (
    "enable_enhanced_civic_answers",
    "store",
    "tools.file_search",
    "tools.google_search.time_range_filter",
    "tools.mcp_servers",
)
VERTEX_ONLY = (
    "audio_timestamp",
    "enable_affective_dialog",
    "image_config.image_output_options",
    "image_config.person_generation",
    "image_config.prominent_people",
    "model_armor_config",
    "model_selection_config",
    "output_config",
    "response_format",
    "routing_config",
    "safety_settings.method",
    "tool_config.function_calling_config.stream_function_call_arguments",
    "tools.enterprise_web_search",
    "tools.exa_ai_search",
    "tools.google_search.blocking_confidence",
    "tools.google_search.exclude_domains",
    "tools.parallel_ai_search",
    "tools.retrieval",
    "translation_config",
)


def refuse(config: GenerateContentConfig, foreign: Iterable[str], api: str, other: str) -> None:
    """Refuse settings of the other API, rather than let the service say "unknown name".

    Args:
        config: what was asked for.
        foreign: the settings that the API does not take.
        api: the API that is used, as a person would name it.
        other: the API that takes them.

    Raises:
        UsageError: one of them is set.
    """
    for path in foreign:
        if _is_set(config, path.split(".")):
            raise UsageError(f"{api} does not take {path}; only {other} does.")


def _is_set(value: object, path: Sequence[str]) -> bool:
    if value is None or not path:
        return value is not None
    if isinstance(value, list):
        return any(_is_set(item, path) for item in value)
    return _is_set(getattr(value, path[0], None), path[1:])
