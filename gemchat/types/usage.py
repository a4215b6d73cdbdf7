"""How many tokens something took."""

from __future__ import annotations

from gemchat.types.base import OpenEnum, WireModel


class MediaModality(OpenEnum):
    """The form of a content whose tokens are counted."""

    MODALITY_UNSPECIFIED = "MODALITY_UNSPECIFIED"
    TEXT = "TEXT"
    IMAGE = "IMAGE"
    VIDEO = "VIDEO"
    AUDIO = "AUDIO"
    DOCUMENT = "DOCUMENT"


class TrafficType(OpenEnum):
    """How a request was paid for (Vertex AI)."""

    TRAFFIC_TYPE_UNSPECIFIED = "TRAFFIC_TYPE_UNSPECIFIED"
    ON_DEMAND = "ON_DEMAND"
    ON_DEMAND_FLEX = "ON_DEMAND_FLEX"
    ON_DEMAND_PRIORITY = "ON_DEMAND_PRIORITY"
    ON_DEMAND_OFFPEAK = "ON_DEMAND_OFFPEAK"
    PROVISIONED_THROUGHPUT = "PROVISIONED_THROUGHPUT"


class ModalityTokenCount(WireModel):
    """The tokens of one form of content."""

    modality: MediaModality | None = None
    """The form."""
    token_count: int | None = None
    """The tokens."""


class UsageMetadata(WireModel):
    """The tokens of one request; in a stream the last chunk's numbers count."""

    prompt_token_count: int | None = None
    """All of the input, cached tokens included."""
    cached_content_token_count: int | None = None
    """What of the input came from a cache."""
    candidates_token_count: int | None = None
    """The answer, without thoughts."""
    thoughts_token_count: int | None = None
    """The thoughts, billed as output."""
    tool_use_prompt_token_count: int | None = None
    """What tools at the service fed back, billed as input."""
    total_token_count: int | None = None
    """Prompt, answer, thoughts and tools together."""
    prompt_tokens_details: list[ModalityTokenCount] | None = None
    """The input by form."""
    cache_tokens_details: list[ModalityTokenCount] | None = None
    """The cached input by form."""
    candidates_tokens_details: list[ModalityTokenCount] | None = None
    """The answer by form, sometimes not all of it."""
    tool_use_prompt_tokens_details: list[ModalityTokenCount] | None = None
    """What tools fed back, by form."""
    traffic_type: TrafficType | None = None
    """How it was paid for (Vertex AI)."""
    service_tier: str | None = None
    """The tier that served it (Developer API)."""


class CountTokensResponse(WireModel):
    """How many tokens a prompt has."""

    total_tokens: int | None = None
    """All of the prompt."""
    cached_content_token_count: int | None = None
    """What of it is in a cache."""
    total_billable_characters: int | None = None
    """The characters that are billed (Vertex AI)."""
    prompt_tokens_details: list[ModalityTokenCount] | None = None
    """The prompt by form."""
    cache_tokens_details: list[ModalityTokenCount] | None = None
    """The cached part by form."""
