"""Where requests may go."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlsplit

from gemchat.errors import UsageError
from gemchat.protocol.call import Patience
from gemchat.types import HttpOptions

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
"""The names of this machine, to which a key may go in the clear."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where requests were asked to go, by an argument, an option or a setting.

    Args:
        base_url: empty for what the environment says, else Google's own.
        version: the version segment of the path; None for what the environment says, else the
            backend's own.
        insecure: whether plain http to another machine was asked for.
        patience: how long silence is borne.
        options: how requests travel besides.
    """

    base_url: str = ""
    version: str | None = None
    insecure: bool = False
    patience: Patience = field(default_factory=Patience)
    options: HttpOptions = field(default_factory=HttpOptions)

    def url(self, named: str | None, default: str) -> str:
        """Give the base URL.

        Args:
            named: what the environment says, if it does.
            default: Google's own.

        Raises:
            UsageError: it is none that a key may be sent to.
        """
        return checked_base_url(self.base_url or named or default, insecure=self.insecure)

    def version_in(self, environment: Mapping[str, str], default: str) -> str:
        """Give the version segment: the one asked for, that of the environment, or the default."""
        if self.version is not None:
            return self.version
        named = environment.get("GOOGLE_GENAI_API_VERSION")
        return named if named and named != "beta" else default


def is_googles(url: str) -> bool:
    """Whether requests to a URL go to Google."""
    parts = urlsplit(url)
    return parts.scheme == "https" and f".{parts.hostname}".endswith(".googleapis.com")


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
        usable = usable and url.isprintable()
    except ValueError:
        usable = False
    if not usable:
        # it is not shown: there may be a password or a key in it
        raise UsageError("The base URL is no http or https URL.", hint="One is https://host.")
    if parts.username is not None or "key" in parse_qs(parts.query):
        raise UsageError("A base URL holds no key and no user name.")
    if parts.scheme == "http" and parts.hostname not in LOOPBACK and not insecure:
        raise UsageError(
            f"The key would go to {parts.hostname} in the clear.",
            hint="Use https, or say --insecure-base-url.",
        )
    return url
