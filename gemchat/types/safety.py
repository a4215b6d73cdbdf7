"""What the service's filters are told, and what they say."""

from __future__ import annotations

from gemchat.types.base import OpenEnum, WireModel


class HarmCategory(OpenEnum):
    """A kind of harm that is filtered."""

    HARM_CATEGORY_UNSPECIFIED = "HARM_CATEGORY_UNSPECIFIED"
    HARM_CATEGORY_HARASSMENT = "HARM_CATEGORY_HARASSMENT"
    HARM_CATEGORY_HATE_SPEECH = "HARM_CATEGORY_HATE_SPEECH"
    HARM_CATEGORY_SEXUALLY_EXPLICIT = "HARM_CATEGORY_SEXUALLY_EXPLICIT"
    HARM_CATEGORY_DANGEROUS_CONTENT = "HARM_CATEGORY_DANGEROUS_CONTENT"
    HARM_CATEGORY_CIVIC_INTEGRITY = "HARM_CATEGORY_CIVIC_INTEGRITY"
    HARM_CATEGORY_IMAGE_HATE = "HARM_CATEGORY_IMAGE_HATE"
    HARM_CATEGORY_IMAGE_DANGEROUS_CONTENT = "HARM_CATEGORY_IMAGE_DANGEROUS_CONTENT"
    HARM_CATEGORY_IMAGE_HARASSMENT = "HARM_CATEGORY_IMAGE_HARASSMENT"
    HARM_CATEGORY_IMAGE_SEXUALLY_EXPLICIT = "HARM_CATEGORY_IMAGE_SEXUALLY_EXPLICIT"
    HARM_CATEGORY_JAILBREAK = "HARM_CATEGORY_JAILBREAK"


class HarmBlockThreshold(OpenEnum):
    """From which probability on a harm is blocked."""

    HARM_BLOCK_THRESHOLD_UNSPECIFIED = "HARM_BLOCK_THRESHOLD_UNSPECIFIED"
    BLOCK_LOW_AND_ABOVE = "BLOCK_LOW_AND_ABOVE"
    BLOCK_MEDIUM_AND_ABOVE = "BLOCK_MEDIUM_AND_ABOVE"
    BLOCK_ONLY_HIGH = "BLOCK_ONLY_HIGH"
    BLOCK_NONE = "BLOCK_NONE"
    OFF = "OFF"


class HarmBlockMethod(OpenEnum):
    """What a threshold is compared with (Vertex AI)."""

    HARM_BLOCK_METHOD_UNSPECIFIED = "HARM_BLOCK_METHOD_UNSPECIFIED"
    SEVERITY = "SEVERITY"
    PROBABILITY = "PROBABILITY"


class HarmProbability(OpenEnum):
    """How likely a content does harm."""

    HARM_PROBABILITY_UNSPECIFIED = "HARM_PROBABILITY_UNSPECIFIED"
    NEGLIGIBLE = "NEGLIGIBLE"
    LOW = "LOW"
    MEDIUM = "MEDIUM"
    HIGH = "HIGH"


class HarmSeverity(OpenEnum):
    """How bad the harm would be (Vertex AI)."""

    HARM_SEVERITY_UNSPECIFIED = "HARM_SEVERITY_UNSPECIFIED"
    HARM_SEVERITY_NEGLIGIBLE = "HARM_SEVERITY_NEGLIGIBLE"
    HARM_SEVERITY_LOW = "HARM_SEVERITY_LOW"
    HARM_SEVERITY_MEDIUM = "HARM_SEVERITY_MEDIUM"
    HARM_SEVERITY_HIGH = "HARM_SEVERITY_HIGH"


class BlockedReason(OpenEnum):
    """Why a prompt was not answered."""

    BLOCKED_REASON_UNSPECIFIED = "BLOCKED_REASON_UNSPECIFIED"
    SAFETY = "SAFETY"
    OTHER = "OTHER"
    BLOCKLIST = "BLOCKLIST"
    PROHIBITED_CONTENT = "PROHIBITED_CONTENT"
    IMAGE_SAFETY = "IMAGE_SAFETY"
    MODEL_ARMOR = "MODEL_ARMOR"
    JAILBREAK = "JAILBREAK"


class SafetySetting(WireModel):
    """From where on one kind of harm is blocked; at most one setting a category."""

    category: HarmCategory | None = None
    """The kind of harm."""
    threshold: HarmBlockThreshold | None = None
    """From which probability on it is blocked."""
    method: HarmBlockMethod | None = None
    """Whether probability or severity counts (Vertex AI)."""


class SafetyRating(WireModel):
    """How the filters judge a prompt or an answer in one category."""

    category: HarmCategory | None = None
    """The kind of harm."""
    probability: HarmProbability | None = None
    """How likely it is."""
    blocked: bool | None = None
    """Whether this rating blocked the content."""
    probability_score: float | None = None
    """The probability as a number from 0 to 1 (Vertex AI)."""
    severity: HarmSeverity | None = None
    """How bad it would be (Vertex AI)."""
    severity_score: float | None = None
    """The severity as a number from 0 to 1 (Vertex AI)."""
    overwritten_threshold: HarmBlockThreshold | None = None
    """The threshold that was applied in place of the one asked for (Vertex AI)."""


class ModelArmorConfig(WireModel):
    """Model Armor templates to apply in place of safety settings (Vertex AI)."""

    prompt_template_name: str | None = None
    """The template for prompts: ``projects/P/locations/L/templates/T``."""
    response_template_name: str | None = None
    """The template for answers: ``projects/P/locations/L/templates/T``."""
