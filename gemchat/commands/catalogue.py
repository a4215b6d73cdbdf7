"""The models the API lists, remembered on disk so that completion knows them at once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path

from gemchat import types
from gemchat.client.operations import Operations
from gemchat.protocol.payload import as_object, as_objects
from gemchat.sessions.disk import write_private
from gemchat.settings.paths import make_private

_NOT_FOR_CHAT = (
    "-tts",
    "-image",
    "-embedding",
    "lyria",
    "robotics",
    "computer-use",
    "deep-research",
    "aqa",
)


class ModelCatalogue:
    """What models there are.

    Args:
        operations: how the API is asked.
        file: where the last list is kept.
    """

    def __init__(self, operations: Operations, file: Path) -> None:
        self._operations = operations
        self._file = file
        self._models: list[types.Model] | None = None

    @property
    def known(self) -> Sequence[types.Model]:
        """The models of the last list, without asking the API."""
        if self._models is None:
            self._models = self._remembered()
        return self._models

    @property
    def names(self) -> list[str]:
        """The names of the chat models of the last list, as people type them."""
        return [short_name(model) for model in self.known if is_for_chat(model)]

    async def refresh(self) -> Sequence[types.Model]:
        """Ask the API for the list.

        Raises:
            GemchatError: it could not be had.
        """
        self._models = [model async for model in self._operations.list_models()]
        self._remember(self._models)
        return self._models

    def find(self, name: str) -> types.Model | None:
        """Look a model of the last list up by its name."""
        bare = name.removeprefix("models/")
        return next((model for model in self.known if short_name(model) == bare), None)

    def nearest(self, name: str) -> list[str]:
        """Give the names that were probably meant, if it is none of the last list."""
        bare = name.removeprefix("models/")
        return [] if self.find(bare) else get_close_matches(bare, self.names)

    def _remembered(self) -> list[types.Model]:
        try:
            listed = as_object(json.loads(self._file.read_bytes()))
        except (OSError, ValueError):
            return []
        return [types.Model.from_wire(model) for model in as_objects(listed.get("models"))]

    def _remember(self, models: Sequence[types.Model]) -> None:
        listed = json.dumps({"models": [model.to_wire() for model in models]})
        try:
            make_private(self._file.parent)
            write_private(self._file, listed.encode())
        except OSError:
            return  # the list is a convenience; the next start asks again


def short_name(model: types.Model) -> str:
    """Give the name of a model as people type it."""
    return (model.name or "").removeprefix("publishers/google/").removeprefix("models/")


def is_for_chat(model: types.Model) -> bool:
    """Whether one can talk to a model in text."""
    name = short_name(model)
    actions = model.supported_actions
    # Vertex AI does not tell what its models can do
    generates = name.startswith("gemini") if actions is None else "generateContent" in actions
    return generates and not any(word in name for word in _NOT_FOR_CHAT)
