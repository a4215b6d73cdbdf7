"""Where requests may go."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qs, urlsplit

from gemchat.errors import UsageError
from gemchat.protocol.gemini import DEFAULT_BASE_URL, DEFAULT_VERSION

_LOOPBACK = {"127.0.0.1", "localhost", "::1"}


def base_url_in(environment: Mapping[str, str]) -> str:
    """Give the base URL that the environment names, else the API's own."""
    return environment.get("GOOGLE_GEMINI_BASE_URL") or DEFAULT_BASE_URL


def api_version_in(environment: Mapping[str, str]) -> str:
    """Give the version segment that the environment names, else the default one."""
    named = environment.get("GOOGLE_GENAI_API_VERSION")
    return named if named and named != "beta" else DEFAULT_VERSION


def checked_base_url(url: str, *, insecure: bool = False) -> str:
    """Accept a base URL that the key may be sent to.

    Args:
        url: an http or https URL.
        insecure: whether plain http to another machine was asked for.

    Raises:
        UsageError: if it is no such URL, names a user, or holds a key.
    """
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and parts.hostname and parts.port != 0
    except ValueError:
        usable = False
    if not usable:
        raise UsageError(f"{url!r} is no http or https URL.")
    if parts.username is not None or "key" in parse_qs(parts.query):
        raise UsageError("A base URL holds no key and no user name.")
    if parts.scheme == "http" and parts.hostname not in _LOOPBACK and not insecure:
        raise UsageError(
            f"The key would go to {parts.hostname} in the clear.",
            hint="Use https, or say --insecure-base-url.",
        )
    return url
