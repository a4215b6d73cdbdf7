"""What one request asks for, and how it is asked again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from gemchat.chat.signatures import repaired
from gemchat.protocol.backend import Backend
from gemchat.protocol.call import HttpCall
from gemchat.types.base import JsonObject

if TYPE_CHECKING:
    from gemchat.types import GenerateContentConfig


@dataclass(frozen=True, slots=True)
class Generation:
    """A model, what was said to it, how it shall answer, and whether in pieces."""

    model: str
    contents: list[JsonObject]
    config: GenerateContentConfig
    stream: bool

    def call(self, backend: Backend) -> HttpCall:
        """Write the request."""
        return backend.generate(self.model, self.contents, self.config, stream=self.stream)

    def continued(self, token: str) -> Generation:
        """Ask for what comes after an answer that was cut; everything else stays the same."""
        return replace(self, config=self.config.model_copy(update={"continuation_token": token}))

    def repaired(self) -> Generation:
        """Ask without the signatures that were refused."""
        return replace(self, contents=repaired(self.contents))
