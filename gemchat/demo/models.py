"""The models the demo backend lists: real names with their real limits."""

from __future__ import annotations

from dataclasses import dataclass

from gemchat.demo.http import Json

CHAT = ("generateContent", "countTokens", "createCachedContent", "batchGenerateContent")
SPEECH = ("generateContent", "countTokens", "batchGenerateContent")
EMBEDDING = ("embedContent", "countTextTokens", "asyncBatchEmbedContent")
PREDICTION = ("predict",)
LONG_PREDICTION = ("predictLongRunning",)
LIVE = ("bidiGenerateContent", "countTokens")

# What each alias stands for; the wire names the target in `modelVersion`.
ALIASES = {
    "gemini-flash-latest": "gemini-3.8-flash",
    "gemini-flash-lite-latest": "gemini-3.5-flash-lite",
    "gemini-pro-latest": "gemini-3.1-pro-preview",
}


@dataclass(frozen=True, slots=True)
class Family:
    """Models that differ in nothing but their name."""

    names: str
    input_limit: int = 1_048_576
    output_limit: int = 65_536
    thinking: bool = True
    methods: tuple[str, ...] = CHAT
    top_k: int = 64
    hottest: int = 2

    def listed(self) -> list[Json]:
        """Describe each model as the model list does."""
        return [self._described(name) for name in self.names.split()]

    def _described(self, name: str) -> Json:
        title = " ".join(word.capitalize() for word in name.split("-"))
        model: Json = {
            "name": f"models/{name}",
            "version": name.removeprefix("gemini-"),
            "displayName": title,
            "description": f"{title}, played by the gemchat demo.",
            "inputTokenLimit": self.input_limit,
            "outputTokenLimit": self.output_limit,
            "supportedGenerationMethods": list(self.methods),
        }
        if "generateContent" in self.methods:
            model |= {"temperature": 1, "topP": 0.95, "topK": self.top_k}
            model |= {"maxTemperature": self.hottest}
        return model | ({"thinking": True} if self.thinking else {})


FAMILIES = (
    Family(
        """
        gemini-4-argon gemini-3.8-flash gemini-3.7-flash gemini-3.6-flash gemini-3.5-flash
        gemini-3.5-flash-lite gemini-3.1-pro-preview gemini-3.1-pro-preview-customtools
        gemini-3.1-flash-lite gemini-3.1-flash-lite-preview gemini-3-flash-preview
        gemini-3-pro-preview gemini-2.5-pro gemini-2.5-flash gemini-2.5-flash-lite
        gemini-flash-latest gemini-flash-lite-latest gemini-pro-latest
        """
    ),
    Family(
        "gemini-2.0-flash gemini-2.0-flash-001 gemini-2.0-flash-lite gemini-2.0-flash-lite-001",
        output_limit=8_192,
        thinking=False,
        top_k=40,
    ),
    Family("gemini-1.5-pro", 2_097_152, 8_192, thinking=False, top_k=40),
    Family("gemma-4-26b-a4b-it gemma-4-31b-it", 262_144, 32_768),
    Family("gemini-omni-flash-preview", 131_072),
    Family("gemini-2.5-flash-image", 32_768, 32_768, thinking=False, hottest=1),
    Family(
        "gemini-3-pro-image gemini-3-pro-image-preview nano-banana-pro-preview",
        131_072,
        32_768,
        hottest=1,
    ),
    Family(
        "gemini-3.1-flash-image gemini-3.1-flash-image-preview gemini-3.1-flash-lite-image",
        65_536,
        hottest=1,
    ),
    Family(
        """
        gemini-2.5-flash-preview-tts gemini-2.5-pro-preview-tts gemini-3.1-flash-tts-preview
        gemini-3.8-flash-tts gemini-3.8-flash-lite-tts
        """,
        8_192,
        16_384,
        thinking=False,
        methods=SPEECH,
    ),
    Family("gemini-3.5-transcribe", 131_072, 65_536, thinking=False, methods=SPEECH),
    Family("gemini-2.5-computer-use-preview-10-2025", 131_072),
    Family("antigravity-preview-05-2026", 131_072),
    Family("gemini-embedding-001", 2_048, 1, thinking=False, methods=EMBEDDING),
    Family("gemini-embedding-2", 8_192, 1, thinking=False, methods=EMBEDDING),
    Family(
        """
        imagen-4.0-generate-001 imagen-4.0-ultra-generate-001 imagen-4.0-fast-generate-001
        """,
        480,
        8_192,
        thinking=False,
        methods=PREDICTION,
    ),
    Family(
        "veo-3.1-generate-preview veo-3.1-fast-generate-preview veo-3.1-lite-generate-preview",
        480,
        8_192,
        thinking=False,
        methods=LONG_PREDICTION,
    ),
    Family(
        """
        gemini-2.5-flash-native-audio-latest gemini-2.5-flash-native-audio-preview-12-2025
        gemini-3.1-flash-live-preview
        """,
        131_072,
        8_192,
        methods=LIVE,
    ),
    Family("aqa", 7_168, 1_024, thinking=False, methods=("generateAnswer",)),
)

MODELS = tuple(model for family in FAMILIES for model in family.listed())
BY_ID: dict[str, Json] = {model["name"].removeprefix("models/"): model for model in MODELS}


def answering(model: str) -> str:
    """Name the concrete model that answers for `model`, which may be an alias."""
    return ALIASES.get(model, model)


def signs(model: str) -> bool:
    """Whether this model puts a thought signature on its answers: Gemini 3 and later do."""
    generation = answering(model).removeprefix("gemini-")[:1]
    return generation.isdecimal() and int(generation) >= 3
