"""The codec of the Gemini Developer API."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from gemchat.protocol.call import HttpCall
from gemchat.protocol.dialect import VERTEX_ONLY, refuse
from gemchat.protocol.google import (
    GoogleBackend,
    checked_name,
    path_of,
    request_body,
)
from gemchat.types.base import JsonObject

if TYPE_CHECKING:
    from gemchat.types import GenerateContentConfig

DEFAULT_BASE_URL = "https://generativelanguage.googleapis.com"
DEFAULT_VERSION = "v1beta"


@dataclass(frozen=True, slots=True)
class GeminiBackend(GoogleBackend):
    """The Developer API with a key; see `GoogleBackend` for the arguments."""

    key: str = field(repr=False)
    base_url: str = DEFAULT_BASE_URL
    version: str = DEFAULT_VERSION

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
        body = _body(contents, config)
        method = ":streamGenerateContent?alt=sse" if stream else ":generateContent"
        backend = self.under(config.http_options)
        return backend.resource("POST", model_path(model) + method, body)

    def count_tokens(
        self, model: str, contents: Sequence[JsonObject], config: GenerateContentConfig
    ) -> HttpCall:
        """Ask how many tokens `contents` are, system instruction and tools included."""
        path = model_path(model)
        body: JsonObject = {"contents": list(contents)}
        settings = _body(contents, config)
        if settings.keys() & {"systemInstruction", "tools"}:
            body = {"generateContentRequest": {"model": path, **settings}}
        backend = self.under(config.http_options)
        return backend.resource("POST", path + ":countTokens", body)

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

    def upload(self, about: JsonObject) -> HttpCall:
        """Ask where the bytes of a file may go, as `gemchat.protocol.files` completes it."""
        return self._call("POST", ("upload", self.version, "files"), {"file": about})


def model_path(model: str) -> str:
    """Give the path of a model, as people write its name.

    Raises:
        UsageError: if it can be no model's name.
    """
    name = checked_name(model).removeprefix("publishers/").removeprefix("google/")
    if not name.startswith(("models/", "tunedModels/")):
        name = f"models/{name}"
    return path_of(name)


def _body(contents: Sequence[JsonObject], config: GenerateContentConfig) -> JsonObject:
    refuse(config, VERTEX_ONLY, "The Gemini API", "Vertex AI")
    return request_body(contents, config)
