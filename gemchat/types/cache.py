"""Beginnings of prompts that the service keeps."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, TypeAlias

from pydantic import BeforeValidator, Field

from gemchat.types.base import JsonValue, WireModel
from gemchat.types.config import SystemInstruction
from gemchat.types.http_options import HttpOptions
from gemchat.types.tools import Tool, ToolConfig


def _timestamp(value: object) -> object:
    if not isinstance(value, datetime):
        return value
    if value.tzinfo is None:
        raise ValueError("a moment needs a time zone")
    return value.isoformat()


Timestamp: TypeAlias = Annotated[str, BeforeValidator(_timestamp)]
"""A moment: RFC 3339 on the wire, a datetime with a time zone accepted."""


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


class CreateCachedContentConfig(WireModel):
    """What a cache holds, and for how long.

    Args:
        contents: a message as for a chat, or a list of contents and loose parts.
        ttl: how long it lives, in seconds, such as ``3600s``; an hour if nothing is said.
        expire_time: until when it lives, instead of `ttl`.
    """

    ttl: str | None = None
    """How long it lives, in seconds: ``3600s``."""
    expire_time: Timestamp | None = None
    """Until when it lives."""
    display_name: str | None = None
    """A name for people."""
    contents: JsonValue | None = None
    """How the conversation begins."""
    system_instruction: SystemInstruction | None = None
    """What the model is told before the conversation."""
    tools: list[Tool] | None = None
    """The tools the model may use."""
    tool_config: ToolConfig | None = None
    """How it uses them."""
    kms_key_name: str | None = None
    """The key it is encrypted with (Vertex AI)."""
    http_options: HttpOptions | None = Field(None, exclude=True)
    """How this request travels."""


class UpdateCachedContentConfig(WireModel):
    """How much longer a cache lives; nothing else of it can be changed."""

    ttl: str | None = None
    """How long from now, in seconds: ``3600s``."""
    expire_time: Timestamp | None = None
    """Until when, instead of `ttl`."""
    http_options: HttpOptions | None = Field(None, exclude=True)
    """How this request travels."""


class ListCachedContentsConfig(WireModel):
    """How caches are listed."""

    page_size: int | None = None
    """How many to ask for at a time."""
    page_token: str | None = None
    """Where to begin, as a page before said."""
    http_options: HttpOptions | None = Field(None, exclude=True)
    """How this request travels."""
