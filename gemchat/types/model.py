"""Models and what they can do."""

from __future__ import annotations

from pydantic import AliasChoices, Field

from gemchat.types.base import Text, WireModel


class Model(WireModel):
    """A model as the service lists it; Vertex AI tells little more than the name.

    Source: https://ai.google.dev/api/models#Model
    """

    name: str | None = None
    """The resource name, such as ``models/gemini-flash-latest``."""
    display_name: str | None = None
    """The name for people."""
    description: Text | None = None
    """What it is for."""
    version: str | None = Field(None, validation_alias=AliasChoices("version", "versionId"))
    """Its version."""
    input_token_limit: int | None = None
    """The most tokens of input."""
    output_token_limit: int | None = None
    """The most tokens of output."""
    supported_actions: list[str] | None = Field(None, alias="supportedGenerationMethods")
    """The methods it takes, such as ``generateContent``."""
    temperature: float | None = None
    """The temperature it takes if none is asked for."""
    max_temperature: float | None = None
    """The highest temperature."""
    top_p: float | None = None
    """The ``top_p`` it takes if none is asked for."""
    top_k: int | None = None
    """The ``top_k`` it takes if none is asked for."""
    thinking: bool | None = None
    """Whether it thinks; missing where it does not."""
    labels: dict[str, str] | None = None
    """The owner's labels (Vertex AI)."""
    default_checkpoint_id: str | None = None
    """The checkpoint of a tuned model that is served (Vertex AI)."""
