"""What the service answers."""

from __future__ import annotations

import json
from typing import Self

from pydantic import Field, PrivateAttr

from gemchat.types.base import JsonValue, OpenEnum, Text, WireBytes, WireModel
from gemchat.types.content import Content, FunctionCall, Part
from gemchat.types.grounding import CitationMetadata, GroundingMetadata, UrlContextMetadata
from gemchat.types.safety import BlockedReason, SafetyRating
from gemchat.types.schema import Schema, SchemaUnion, parse_json
from gemchat.types.usage import UsageMetadata


class FinishReason(OpenEnum):
    """Why the model stopped."""

    FINISH_REASON_UNSPECIFIED = "FINISH_REASON_UNSPECIFIED"
    STOP = "STOP"
    MAX_TOKENS = "MAX_TOKENS"
    SAFETY = "SAFETY"
    RECITATION = "RECITATION"
    LANGUAGE = "LANGUAGE"
    OTHER = "OTHER"
    BLOCKLIST = "BLOCKLIST"
    PROHIBITED_CONTENT = "PROHIBITED_CONTENT"
    SPII = "SPII"
    MALFORMED_FUNCTION_CALL = "MALFORMED_FUNCTION_CALL"
    UNEXPECTED_TOOL_CALL = "UNEXPECTED_TOOL_CALL"
    TOO_MANY_TOOL_CALLS = "TOO_MANY_TOOL_CALLS"
    MISSING_THOUGHT_SIGNATURE = "MISSING_THOUGHT_SIGNATURE"
    MALFORMED_RESPONSE = "MALFORMED_RESPONSE"
    IMAGE_SAFETY = "IMAGE_SAFETY"
    IMAGE_PROHIBITED_CONTENT = "IMAGE_PROHIBITED_CONTENT"
    IMAGE_RECITATION = "IMAGE_RECITATION"
    IMAGE_OTHER = "IMAGE_OTHER"
    NO_IMAGE = "NO_IMAGE"
    ESCALATION = "ESCALATION"
    PUP_LIMITED_DISABLED = "PUP_LIMITED_DISABLED"
    MODEL_ARMOR = "MODEL_ARMOR"
    CONTINUATION = "CONTINUATION"


class LogprobsResultCandidate(WireModel):
    """A token and how likely it was."""

    token: Text | None = None
    """The token's text."""
    token_id: int | None = None
    """The token's number."""
    log_probability: float | None = None
    """The natural logarithm of its probability."""


class LogprobsResultTopCandidates(WireModel):
    """The likeliest tokens at one place, the likeliest first."""

    candidates: list[LogprobsResultCandidate] | None = None
    """The tokens."""


class LogprobsResult(WireModel):
    """How likely the tokens of an answer were."""

    chosen_candidates: list[LogprobsResultCandidate] | None = None
    """The tokens of the answer, in order."""
    top_candidates: list[LogprobsResultTopCandidates] | None = None
    """The likeliest tokens at each place."""
    log_probability_sum: float | None = None
    """The sum over the answer (Developer API)."""


class Candidate(WireModel):
    """One answer, or the piece of it that a chunk brings."""

    content: Content | None = None
    """What the model said; may be missing, or lack its parts."""
    finish_reason: FinishReason | None = None
    """Why the model stopped; in a stream only the last one counts."""
    finish_message: Text | None = None
    """More about that, in words."""
    index: int | None = None
    """Which answer this is; 0 if not said."""
    safety_ratings: list[SafetyRating] | None = None
    """How the filters judge the answer."""
    citation_metadata: CitationMetadata | None = None
    """Works of others in the answer."""
    grounding_metadata: GroundingMetadata | None = None
    """What the answer rests on."""
    url_context_metadata: UrlContextMetadata | None = None
    """What became of the addresses in the message."""
    avg_logprobs: float | None = None
    """The mean logarithm of the tokens' probabilities."""
    logprobs_result: LogprobsResult | None = None
    """How likely the tokens were."""
    token_count: int | None = None
    """The tokens of the answer; rarely given."""
    continuation_token: WireBytes | None = None
    """Where an answer that was cut can be taken up again."""


class PromptFeedback(WireModel):
    """Why a prompt was not answered."""

    block_reason: BlockedReason | None = None
    """The reason."""
    block_reason_message: Text | None = None
    """More about it, in words (Vertex AI)."""
    safety_ratings: list[SafetyRating] | None = None
    """How the filters judge the prompt."""


class ModelStatus(WireModel):
    """How long a model will be there (Developer API)."""

    model_stage: str | None = None
    """Its stage, such as ``STABLE`` or ``DEPRECATED``."""
    retirement_time: str | None = None
    """When it will be gone, RFC 3339."""
    message: Text | None = None
    """More about it, in words."""


class GenerateContentResponse(WireModel):
    """An answer, or one chunk of it.

    Source: https://ai.google.dev/api/generate-content#generatecontentresponse
    """

    candidates: list[Candidate] | None = None
    """The answers; none where the prompt was blocked."""
    prompt_feedback: PromptFeedback | None = None
    """Why the prompt was not answered."""
    usage_metadata: UsageMetadata | None = None
    """The tokens so far."""
    model_version: str | None = None
    """The model that answered, which an alias does not tell."""
    response_id: str | None = None
    """Names the answer, the same in all its chunks."""
    create_time: str | None = None
    """When the request arrived, RFC 3339 (Vertex AI)."""
    model_status: ModelStatus | None = None
    """How long the model will be there (Developer API)."""
    automatic_function_calling_history: list[Content] | None = Field(None, exclude=True)
    """The contents it answers, if Python functions were called on the way; not on the wire."""

    _shape: SchemaUnion | None = PrivateAttr(None)

    @property
    def parts(self) -> list[Part]:
        """The parts of the first answer; an empty list where there are none."""
        content = self.candidates[0].content if self.candidates else None
        return (content.parts or []) if content else []

    @property
    def text(self) -> str:
        """The text of the first answer, without thoughts; empty where there is none."""
        return "".join(part.text or "" for part in self.parts if not part.thought)

    @property
    def function_calls(self) -> list[FunctionCall]:
        """The calls that the first answer asks for, in order."""
        return [part.function_call for part in self.parts if part.function_call is not None]

    @property
    def parsed(self) -> JsonValue:
        """The text as the value that ``response_schema`` asked for.

        An instance of the Python type if it was one, else plain JSON; None where nothing was
        asked for or the text is no such value.
        """
        if self._shape is None:
            return None
        try:
            if isinstance(self._shape, Schema | dict):
                return json.loads(self.text)
            return parse_json(self.text, self._shape)
        except (ValueError, RecursionError):
            return None

    def expecting(self, shape: SchemaUnion | None) -> Self:
        """Note the shape that ``parsed`` reads, and give the response back."""
        self._shape = shape
        return self
