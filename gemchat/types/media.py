"""How answers look and sound: modalities, pictures and speech."""

from __future__ import annotations

from gemchat.types.base import JsonObject, OpenEnum, WireModel


class Modality(OpenEnum):
    """A form an answer can take."""

    MODALITY_UNSPECIFIED = "MODALITY_UNSPECIFIED"
    TEXT = "TEXT"
    IMAGE = "IMAGE"
    AUDIO = "AUDIO"
    VIDEO = "VIDEO"


class MediaResolution(OpenEnum):
    """How finely the media of a whole request are looked at."""

    MEDIA_RESOLUTION_UNSPECIFIED = "MEDIA_RESOLUTION_UNSPECIFIED"
    MEDIA_RESOLUTION_LOW = "MEDIA_RESOLUTION_LOW"
    MEDIA_RESOLUTION_MEDIUM = "MEDIA_RESOLUTION_MEDIUM"
    MEDIA_RESOLUTION_HIGH = "MEDIA_RESOLUTION_HIGH"


class PrebuiltVoiceConfig(WireModel):
    """A voice of the service."""

    voice_name: str | None = None
    """The voice, such as ``Kore``."""


class VoiceConfig(WireModel):
    """A voice."""

    prebuilt_voice_config: PrebuiltVoiceConfig | None = None
    """A voice of the service."""
    voice: str | None = None
    """A voice by name."""


class SpeakerVoiceConfig(WireModel):
    """Which voice speaks for whom."""

    speaker: str | None = None
    """The name of the speaker in the prompt."""
    voice_config: VoiceConfig | None = None
    """The voice."""


class MultiSpeakerVoiceConfig(WireModel):
    """The voices of a conversation."""

    speaker_voice_configs: list[SpeakerVoiceConfig] | None = None
    """The speakers, exactly two."""


class SpeechConfig(WireModel):
    """How speech sounds."""

    voice_config: VoiceConfig | None = None
    """The voice of the only speaker."""
    multi_speaker_voice_config: MultiSpeakerVoiceConfig | None = None
    """The voices of two speakers."""
    language_code: str | None = None
    """The language, such as ``en-US``."""


class ImageConfig(WireModel):
    """How pictures are made."""

    aspect_ratio: str | None = None
    """Width to height, such as ``16:9``."""
    image_size: str | None = None
    """The size, ``512``, ``1K``, ``2K`` or ``4K``; the service takes ``1K``."""
    person_generation: str | None = None
    """Whether people may be shown: ``ALLOW_ALL``, ``ALLOW_ADULT``, ``ALLOW_NONE`` (Vertex AI)."""
    prominent_people: str | None = None
    """Whether prominent people may be shown (Vertex AI)."""
    image_output_options: JsonObject | None = None
    """``mimeType`` and ``compressionQuality`` of the file (Vertex AI)."""
