"""From settings to what a request carries, and from a session back to settings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gemchat.errors import SettingsError
from gemchat.protocol.payload import as_object
from gemchat.sessions.record import Setup
from gemchat.settings import Settings
from gemchat.settings.check import checked
from gemchat.types import Part
from gemchat.types.base import JsonObject

_TOOLS = {
    "search": "google_search",
    "url": "url_context",
    "code": "code_execution",
    "maps": "google_maps",
}

_THINKING = "thinking_config"


def config_from(settings: Settings) -> JsonObject:
    """Gather what every request of a conversation carries."""
    config = dict(settings.generation)
    if settings.system:
        config["system_instruction"] = settings.system
    if settings.tools.enabled:
        config["tools"] = [{_TOOLS[name]: {}} for name in settings.tools.enabled]
    return config


def with_thoughts(config: JsonObject) -> JsonObject:
    """Ask for the model's thoughts, too, unless that was decided or it is not to think at all."""
    thinking = as_object(config.get(_THINKING))
    if thinking.get("include_thoughts") is not None or thinking.get("thinking_budget") == 0:
        return config
    return config | {_THINKING: thinking | {"include_thoughts": True}}


def setup_from(settings: Settings, backend: str) -> Setup:
    """Gather what a session records of its settings."""
    return Setup(
        backend=backend,
        model=settings.model,
        system=[{"text": settings.system}] if settings.system else None,
        config=dict(settings.generation),
        tools=list(settings.tools.enabled),
        profile=settings.profile,
    )


def settings_from(setup: Setup, below: Settings) -> dict[str, object]:
    """Give the settings of a session, to be laid over others.

    A field that the session left open is left open again, even if a file or a variable has
    come to set it in the meantime.

    Args:
        setup: what the session recorded.
        below: the settings it will lie over.
    """
    generation: JsonObject = dict.fromkeys(below.generation) | setup.config
    thinking = below.generation.get(_THINKING), setup.config.get(_THINKING)
    if all(isinstance(each, dict) for each in thinking):
        # the one setting whose fields are laid over each other one by one
        generation[_THINKING] = dict.fromkeys(as_object(thinking[0])) | as_object(thinking[1])
    return {
        "model": setup.model,
        "system": system_text(setup.system),
        "generation": generation,
        "tools": {"enabled": setup.tools},
    }


def faults_of(origin: str, generation: Mapping[str, object]) -> dict[str, str]:
    """Say which generation settings from elsewhere can never be right, by their names."""
    faults = {}
    for name, value in generation.items():
        try:
            checked({"generation": {name: value}}, lambda _: origin)
        except SettingsError as error:
            faults[name] = error.message
    return faults


def system_text(parts: Sequence[JsonObject] | None) -> str | None:
    """Give the text of a system instruction, or None."""
    texts = [Part.from_wire(part).text for part in parts or ()]
    return "\n\n".join(text for text in texts if text) or None
