"""What a backend is: a codec from conversations to HTTP calls."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol, Self

from gemchat.errors import ApiError
from gemchat.protocol.call import HttpCall, HttpReply
from gemchat.types.base import JsonObject

if TYPE_CHECKING:
    from gemchat.types import GenerateContentConfig, HttpOptions


class Backend(Protocol):
    """One way to reach the models: its addresses, its credentials, its dialect."""

    @property
    def name(self) -> str:
        """The name under which settings and sessions know it."""

    def under(self, own: HttpOptions | None) -> Self:
        """Give the backend as one request wants it, by the options it has of its own.

        Raises:
            UsageError: they ask for what cannot be done.
        """

    def generate(
        self,
        model: str,
        contents: Sequence[JsonObject],
        config: GenerateContentConfig,
        *,
        stream: bool,
    ) -> HttpCall:
        """Ask `model` to go on after `contents`."""

    def count_tokens(
        self, model: str, contents: Sequence[JsonObject], config: GenerateContentConfig
    ) -> HttpCall:
        """Ask how many tokens `contents` are."""

    @property
    def key_source(self) -> str:
        """Where the key came from, as a person would name it; empty where a login stands in."""

    def list_models(self, page_size: int, page_token: str) -> HttpCall:
        """Ask for a page of the models there are."""

    @property
    def models_field(self) -> str:
        """The field that holds the models on such a page."""

    def get_model(self, model: str) -> HttpCall:
        """Ask about one model."""

    def model_name(self, model: str) -> str:
        """Give the full resource name of a model, as other resources refer to it."""

    def resource(self, method: str, path: str, body: JsonObject | None = None) -> HttpCall:
        """Read or write what the service keeps, such as ``files/abc`` or ``cachedContents``."""

    def upload(self, about: JsonObject) -> HttpCall:
        """Ask where the bytes of a file may go, as `gemchat.protocol.files` completes it.

        Raises:
            UsageError: this backend keeps no files.
        """

    def failure(self, reply: HttpReply) -> ApiError:
        """Turn an answer with an error status into the error to raise; it never holds the key."""

    def failure_in_stream(self, payload: JsonObject) -> ApiError | None:
        """Give the error inside a streamed answer, if the object is one."""
