"""The codec of Vertex AI, with an express key or with access tokens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from gemchat.errors import ApiError, UsageError
from gemchat.protocol.call import HttpCall, HttpReply
from gemchat.protocol.dialect import DEVELOPER_ONLY, refuse
from gemchat.protocol.google import (
    GoogleBackend,
    checked_name,
    path_of,
    request_body,
)
from gemchat.protocol.payload import as_objects
from gemchat.types.base import JsonObject

if TYPE_CHECKING:
    from gemchat.types import GenerateContentConfig

DEFAULT_VERSION = "v1beta1"
DEFAULT_LOCATION = "global"
DEFAULT_MODEL = "gemini-3.8-flash"
LOGIN = "gcloud auth application-default login"

_COUNTED = {"contents", "systemInstruction", "tools", "generationConfig"}
_PAGE_LIMIT = 100


@dataclass(frozen=True, slots=True)
class VertexBackend(GoogleBackend):
    """Vertex AI; see `GoogleBackend` for the other arguments.

    Without a key, something further down adds an access token to each call.

    Args:
        project: the Google Cloud project, or empty for the express mode of a bare key.
        location: where the project's requests are served.
    """

    base_url: str = "https://aiplatform.googleapis.com"
    version: str = DEFAULT_VERSION
    project: str = ""
    location: str = DEFAULT_LOCATION

    @property
    def name(self) -> str:
        """The name under which settings and sessions know it."""
        return "vertex"

    def generate(
        self,
        model: str,
        contents: Sequence[JsonObject],
        config: GenerateContentConfig,
        *,
        stream: bool,
    ) -> HttpCall:
        """Ask `model` to go on after `contents`."""
        body = self._body(contents, config)
        method = ":streamGenerateContent?alt=sse" if stream else ":generateContent"
        return self.under(config.http_options)._ask(model, method, body)

    def count_tokens(
        self, model: str, contents: Sequence[JsonObject], config: GenerateContentConfig
    ) -> HttpCall:
        """Ask how many tokens `contents` are, system instruction and tools included."""
        body = self._body(contents, config)
        counted = {key: value for key, value in body.items() if key in _COUNTED}
        return self.under(config.http_options)._ask(model, ":countTokens", counted)

    def list_models(self, page_size: int, page_token: str) -> HttpCall:
        """Ask for a page of Google's models."""
        query = {"pageSize": min(page_size, _PAGE_LIMIT)}
        token = {"pageToken": page_token} if page_token else {}
        path = f"publishers/google/models?{urlencode(query | token)}"
        return self._call("GET", (self.version, path), None)

    @property
    def models_field(self) -> str:
        """The field that holds the models on a page of the list."""
        return "publisherModels"

    def get_model(self, model: str) -> HttpCall:
        """Ask about one model; those of publishers belong to no project."""
        name = self.model_name(model)
        published = name[max(name.find("publishers/"), 0) :]
        return self._call("GET", (self.version, path_of(published)), None)

    def model_name(self, model: str) -> str:
        """Give the full resource name of a model.

        Args:
            model: ``gemini-x``, ``models/gemini-x`` or ``google/gemini-x`` for a model of
                Google's, ``anthropic/claude-y`` for one of another publisher, ``endpoints/5``
                for one deployed in the project, or any longer form.

        Raises:
            UsageError: it can be no model's name.
        """
        bare = checked_name(model).removeprefix("models/")
        if bare.startswith("tunedModels/"):
            raise UsageError(f"{model} is a model of the Gemini API, not of Vertex AI.")
        if bare.startswith("endpoints/") and not self.project:
            raise UsageError(f"{model} needs a project.", hint="Or name it in full: projects/…")
        if bare.startswith(("projects/", "publishers/", "endpoints/")):
            return self._in_project(bare)
        publisher, _, name = bare.rpartition("/")
        return self._in_project(f"publishers/{publisher or 'google'}/models/{name}")

    def resource(self, method: str, path: str, body: JsonObject | None = None) -> HttpCall:
        """Read or write what the service keeps, such as ``cachedContents``.

        Raises:
            UsageError: it is something that Vertex AI does not keep.
        """
        if path.startswith("files"):
            raise _no_files()
        return self._call(method, (self.version, self._in_project(path)), body)

    def upload(self, about: JsonObject) -> HttpCall:  # noqa: ARG002 - the port has it
        """Refuse: there is no place for files.

        Raises:
            UsageError: always.
        """
        raise _no_files()

    def failure(self, reply: HttpReply) -> ApiError:
        """Turn an answer with an error status into the error to raise."""
        error = GoogleBackend.failure(self, reply)
        if error.code == 401 and not self.key:
            error.hint = f"Log in again: {LOGIN}"
        return error

    def _in_project(self, name: str) -> str:
        if name.startswith("projects/") or not self.project:
            return name
        return f"projects/{self.project}/locations/{self.location}/{name}"

    def _ask(self, model: str, method: str, body: JsonObject) -> HttpCall:
        return self._call("POST", (self.version, path_of(self.model_name(model)) + method), body)

    def _body(self, contents: Sequence[JsonObject], config: GenerateContentConfig) -> JsonObject:
        refuse(config, DEVELOPER_ONLY, "Vertex AI", "the Gemini API")
        body = request_body(_portable(contents), config)
        if cache := body.get("cachedContent"):
            body["cachedContent"] = self._in_project(cache)
        if tools := body.get("toolConfig"):
            # the Developer API wants to be told that tools are mixed; here they just may be
            tools.pop("includeServerSideToolInvocations", None)
        return body


def base_url_of(location: str) -> str:
    """Give the address at which a location is served."""
    match location:
        case "global":
            host = "aiplatform.googleapis.com"
        case "us" | "eu":
            host = f"aiplatform.{location}.rep.googleapis.com"
        case _:
            host = f"{location}-aiplatform.googleapis.com"
    return f"https://{host}"


def _no_files() -> UsageError:
    return UsageError(
        "Vertex AI keeps no files.", hint="Send it inline, or as a gs:// or https:// address."
    )


def _portable(contents: Sequence[JsonObject]) -> list[JsonObject]:
    """Leave out what only the Developer API takes back; a conversation may begin there."""
    kept = [{**content, "parts": _portable_parts(content)} for content in contents]
    return [content for content in kept if content["parts"]]


def _portable_parts(content: JsonObject) -> list[JsonObject]:
    return [
        {key: value for key, value in part.items() if key != "partMetadata"}
        for part in as_objects(content.get("parts"))
        if not part.keys() & {"toolCall", "toolResponse"}
    ]
