"""The codec of the Gemini Developer API."""

from __future__ import annotations

import math
import platform
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import quote, urlencode

from gemchat import __version__
from gemchat.errors import ApiError, UsageError
from gemchat.protocol.call import HttpCall, HttpReply, Patience
from gemchat.protocol.failures import error_in, failure_in_stream, failure_of
from gemchat.protocol.payload import as_object, dump_json, parse_json
from gemchat.types import GenerateContentConfig
from gemchat.types.base import JsonObject

DEFAULT_BASE_URL = "https://generativelanguage.googleapis.com"
DEFAULT_VERSION = "v1beta"

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
    }
)

# Characters from which on a key cannot be guessed.
_SECRET = 8
_UNSAFE_NAME = re.compile(r"\.\.|[?&#\s\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class GeminiBackend:
    """The Developer API with a key.

    Args:
        key: the API key; it travels in a header, never in the URL.
        key_source: where the key came from, for error messages.
        base_url: where the API lives.
        version: the version segment of the path; empty drops it.
        patience: how long silence is borne.
    """

    key: str = field(repr=False)
    key_source: str = ""
    base_url: str = DEFAULT_BASE_URL
    version: str = DEFAULT_VERSION
    patience: Patience = field(default_factory=Patience)

    @property
    def name(self) -> str:
        """The name under which settings and sessions know it."""
        return "gemini"

    def generate(
        self,
        model: str,
        contents: Sequence[JsonObject],
        config: GenerateContentConfig,
        *,
        stream: bool,
    ) -> HttpCall:
        """Ask `model` to go on after `contents`."""
        body = request_body(contents, config)
        method = ":streamGenerateContent?alt=sse" if stream else ":generateContent"
        call = self.resource("POST", model_path(model) + method, body)
        return _with_timeout(call, config)

    def count_tokens(
        self, model: str, contents: Sequence[JsonObject], config: GenerateContentConfig
    ) -> HttpCall:
        """Ask how many tokens `contents` are, system instruction and tools included."""
        path = model_path(model)
        body: JsonObject = {"contents": list(contents)}
        settings = request_body(contents, config)
        if settings.keys() & {"systemInstruction", "tools"}:
            body = {"generateContentRequest": {"model": path, **settings}}
        return _with_timeout(self.resource("POST", path + ":countTokens", body), config)

    def list_models(self, page_size: int, page_token: str) -> HttpCall:
        """Ask for a page of the models there are."""
        query = {"pageSize": page_size} | ({"pageToken": page_token} if page_token else {})
        return self.resource("GET", f"models?{urlencode(query)}")

    def get_model(self, model: str) -> HttpCall:
        """Ask about one model."""
        return self.resource("GET", model_path(model))

    def model_name(self, model: str) -> str:
        """Give the full resource name of a model, as other resources refer to it."""
        return model_path(model)

    def resource(self, method: str, path: str, body: JsonObject | None = None) -> HttpCall:
        """Read or write what the service keeps, such as ``files/abc`` or ``cachedContents``."""
        return self._call(method, (self.version, path), body)

    def upload(self, about: JsonObject) -> HttpCall:
        """Ask where the bytes of a file may go, as `gemchat.protocol.files` completes it."""
        return self._call("POST", ("upload", self.version, "files"), {"file": about})

    def failure(self, reply: HttpReply) -> ApiError:
        """Turn an answer with an error status into the error to raise."""
        return self._explained(failure_of(replace(reply, body=self._without_key(reply.body))))

    def failure_in_stream(self, payload: JsonObject) -> ApiError | None:
        """Give the error inside a streamed answer, if the object is one."""
        if not error_in(payload):
            return None
        error = failure_in_stream(as_object(parse_json(self._without_key(dump_json(payload)))))
        return self._explained(error) if error else None

    def _call(self, method: str, segments: Sequence[str], body: JsonObject | None) -> HttpCall:
        return HttpCall(
            method=method,
            url="/".join(filter(None, [self.base_url.rstrip("/"), *segments])),
            headers=request_headers() | {"x-goog-api-key": self.key},
            body=b"" if body is None else dump_json(body),
            patience=self.patience,
        )

    def _without_key(self, body: bytes) -> bytes:
        """Gateways repeat the key in their errors; a very short one is no secret, but a word."""
        return body if len(self.key) < _SECRET else body.replace(self.key.encode(), b"[key]")

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


def model_path(model: str) -> str:
    """Give the path of a model, as people write its name.

    Raises:
        UsageError: if it can be no model's name.
    """
    if not model or _UNSAFE_NAME.search(model):
        raise UsageError(f"{model!r} is no model name.", hint="/models lists what there is.")
    name = model.removeprefix("publishers/").removeprefix("google/")
    if not name.startswith(("models/", "tunedModels/")):
        name = f"models/{name}"
    return quote(name, safe="/:@-._~")


def _with_timeout(call: HttpCall, config: GenerateContentConfig) -> HttpCall:
    """Follow `http_options.timeout`, in milliseconds as in the official client."""
    timeout = config.http_options.timeout if config.http_options else None
    if not timeout:
        return call
    seconds = timeout / 1000
    patience = replace(call.patience, first_event=seconds, event=seconds, unary=seconds)
    headers = {**call.headers, "x-server-timeout": str(math.ceil(seconds))}
    return replace(call, patience=patience, headers=headers)
