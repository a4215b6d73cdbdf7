"""How requests travel; nothing of it is in their bodies."""

from __future__ import annotations

from gemchat.types.base import JsonObject, WireModel


class HttpRetryOptions(WireModel):
    """When a failed request is sent again; what is not said is as in the official client."""

    attempts: int | None = None
    """How often a request is sent at most, the first time included; 5 if not said."""
    initial_delay: float | None = None
    """The wait before the second attempt, in seconds; 1 if not said."""
    max_delay: float | None = None
    """The longest wait, in seconds; 60 if not said."""
    exp_base: float | None = None
    """By what factor each wait is longer than the one before; 2 if not said."""
    jitter: float | None = None
    """The greatest random part of a wait, in seconds; 1 if not said."""
    http_status_codes: list[int] | None = None
    """The statuses after which to try again; by default those that time may cure."""


class HttpOptions(WireModel):
    """How requests travel."""

    base_url: str | None = None
    """The address of the service or of a gateway; for a client, not for one request."""
    api_version: str | None = None
    """The version segment of the path, such as ``v1beta``."""
    headers: dict[str, str] | None = None
    """Headers to add; one that is there already is replaced."""
    timeout: int | None = None
    """The longest silence, in milliseconds."""
    extra_body: JsonObject | None = None
    """Fields to add to the body, merged into it at every level."""
    retry_options: HttpRetryOptions | None = None
    """When a failed request is sent again."""
