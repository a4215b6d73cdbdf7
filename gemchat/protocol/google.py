"""What both dialects of Google's API share: addresses, headers, bodies, errors without the key."""

from __future__ import annotations

import platform
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Self
from urllib.parse import quote

from gemchat import __version__
from gemchat.errors import ApiError, UsageError
from gemchat.protocol.arguments import given_text
from gemchat.protocol.call import HttpCall, HttpReply, Patience
from gemchat.protocol.failures import failure_in_stream, failure_of
from gemchat.protocol.http_options import applied, patched, with_fields
from gemchat.protocol.payload import dump_json
from gemchat.types import HttpOptions
from gemchat.types.base import JsonObject

if TYPE_CHECKING:
    from gemchat.types import GenerateContentConfig

# What stands beside `generationConfig`; every other field of a config goes into it.
TOP_LEVEL = frozenset(
    {
        "systemInstruction",
        "safetySettings",
        "tools",
        "toolConfig",
        "cachedContent",
        "serviceTier",
        "labels",
        "continuationToken",
        "store",
        "modelArmorConfig",
        "outputConfig",
    }
)

_UNSAFE_NAME = re.compile(r"\.\.|[?&#\s\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class GoogleBackend:
    """The part of a backend that does not depend on the dialect.

    Args:
        key: the API key, or empty; it travels in a header, never in the URL.
        key_source: where the key came from, for error messages.
        base_url: where the API lives.
        version: the version segment of the path; empty drops it.
        patience: how long silence is borne.
        options: how requests travel besides.
    """

    key: str = field(default="", repr=False)
    key_source: str = ""
    base_url: str = ""
    version: str = ""
    patience: Patience = field(default_factory=Patience)
    options: HttpOptions = field(default_factory=HttpOptions, repr=False)

    def under(self, own: HttpOptions | None) -> Self:
        """Give the backend as one request wants it, by the options it has of its own.

        Raises:
            UsageError: they ask for what cannot be done.
        """
        if own is None:
            return self
        if own.base_url not in (None, "", self.base_url):
            # where the key may go, with what certificates and proxies, was settled with the client
            raise UsageError("A request has no base_url of its own; give it to the client.")
        version = self.version if own.api_version is None else own.api_version
        return replace(self, version=version, options=patched(self.options, own))

    @property
    def models_field(self) -> str:
        """The field that holds the models on a page of the list."""
        return "models"

    def resource(self, method: str, path: str, body: JsonObject | None = None) -> HttpCall:
        """Read or write what the service keeps, such as ``files/abc`` or ``cachedContents``."""
        return self._call(method, (self.version, path), body)

    def failure(self, reply: HttpReply) -> ApiError:
        """Turn an answer with an error status into the error to raise."""
        return self._explained(failure_of(reply, self.key))

    def failure_in_stream(self, payload: JsonObject) -> ApiError | None:
        """Give the error inside a streamed answer, if the object is one."""
        error = failure_in_stream(payload, self.key)
        return self._explained(error) if error else None

    def _call(self, method: str, segments: Sequence[str], body: JsonObject | None) -> HttpCall:
        if body is not None and self.options.extra_body:
            body = with_fields(body, self.options.extra_body)
        call = HttpCall(
            method=method,
            url="/".join(filter(None, [self.base_url.rstrip("/"), *segments])),
            headers=request_headers() | ({"x-goog-api-key": self.key} if self.key else {}),
            body=b"" if body is None else dump_json(body),
            patience=self.patience,
        )
        return applied(call, self.options)

    def _explained(self, error: ApiError) -> ApiError:
        if error.reason == "API_KEY_INVALID" and self.key_source:
            error.hint = f"The key comes from {self.key_source}. {error.hint}"
        return error


def request_headers() -> dict[str, str]:
    """The headers every request carries."""
    agent = f"gemchat/{__version__} gl-python/{platform.python_version()}"
    return {
        "content-type": "application/json",
        "accept-encoding": "identity",
        "user-agent": agent,
        "x-goog-api-client": agent,
    }


def request_body(contents: Sequence[JsonObject], config: GenerateContentConfig) -> JsonObject:
    """Lay out a generateContent request."""
    fields = config.to_wire()
    top = {key: value for key, value in fields.items() if key in TOP_LEVEL}
    generation = {key: value for key, value in fields.items() if key not in TOP_LEVEL}
    body: JsonObject = {"contents": list(contents), **top}
    return body | ({"generationConfig": generation} if generation else {})


def checked_name(name: str) -> str:
    """Accept what may be the name of a model.

    Raises:
        UsageError: if it can be no model's name.
        TypeError: if it is no text.
    """
    if not given_text(name, "a model") or _UNSAFE_NAME.search(name):
        raise UsageError(f"{name!r} is no model name.", hint="/models lists what there is.")
    return name


def path_of(name: str) -> str:
    """Write a resource name as a path."""
    return quote(name, safe="/:@-._~")
