"""Beginnings of prompts that the service keeps."""

from __future__ import annotations

from gemchat.types.base import WireModel


class CachedContentUsageMetadata(WireModel):
    """The size of a cache."""

    total_token_count: int | None = None
    """Its tokens."""
    text_count: int | None = None
    """Its characters (Vertex AI)."""
    image_count: int | None = None
    """Its pictures (Vertex AI)."""
    audio_duration_seconds: int | None = None
    """The length of its sound, in seconds (Vertex AI)."""
    video_duration_seconds: int | None = None
    """The length of its video, in seconds (Vertex AI)."""


class CachedContent(WireModel):
    """The beginning of a prompt, kept for a while.

    Source: https://ai.google.dev/api/caching#CachedContent
    """

    name: str | None = None
    """The resource name: ``cachedContents/ID``."""
    display_name: str | None = None
    """A name for people."""
    model: str | None = None
    """The only model that can use it."""
    create_time: str | None = None
    """When it was made, RFC 3339."""
    update_time: str | None = None
    """When it was last changed, RFC 3339."""
    expire_time: str | None = None
    """When it will be gone, RFC 3339 with up to nine digits of a second."""
    usage_metadata: CachedContentUsageMetadata | None = None
    """Its size."""
