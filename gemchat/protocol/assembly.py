"""Put the pieces of a reply together again, the way they must go back.

Gemini sends a reply as pieces of parts. Text pieces of one thought flag belong together as
long as none carries a signature; everything else stays as it came, in order, unknown keys
included. A signed part is kept even if its text is empty: the signature is what counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from gemchat.protocol.payload import as_object, as_objects, as_text
from gemchat.protocol.usage import sum_of_usages
from gemchat.types import Part
from gemchat.types.base import JsonObject

_MERGED = {"groundingMetadata": "grounding", "urlContextMetadata": "url_context"}
_NOT_FINISHED = "FINISH_REASON_UNSPECIFIED"
_LISTS = {"citationSources", "citations"}


@dataclass(frozen=True, slots=True)
class PartStarted:
    """A new part began; of text, `part` holds the first piece."""

    index: int
    part: Part


@dataclass(frozen=True, slots=True)
class PartGrew:
    """More text of the part that is open."""

    index: int
    text: str


@dataclass(frozen=True, slots=True)
class PartFinished:
    """A part is whole, signature included."""

    index: int
    part: Part


PartEvent: TypeAlias = PartStarted | PartGrew | PartFinished


class PartJoiner:
    """Joins pieces into parts by the rule above."""

    def __init__(self) -> None:
        self._parts: list[JsonObject] = []
        self._pieces: list[str] = []

    def add(self, piece: JsonObject) -> list[PartEvent]:
        """Take the next piece of the reply, as received."""
        if not piece or (is_plain_text(piece) and not piece["text"]):
            return []
        if self._continues(piece):
            self._pieces.append(piece["text"])
            return [PartGrew(len(self._parts) - 1, piece["text"])]
        events = self.close()
        self._parts.append(dict(piece))
        events.append(PartStarted(len(self._parts) - 1, Part.from_wire(piece)))
        if is_plain_text(piece):
            self._pieces = [piece["text"]]
        else:
            events.append(PartFinished(len(self._parts) - 1, Part.from_wire(piece)))
        return events

    def close(self) -> list[PartEvent]:
        """End the text part that is open, if one is."""
        if not self._pieces:
            return []
        self._settle()
        self._pieces = []
        return [PartFinished(len(self._parts) - 1, Part.from_wire(self._parts[-1]))]

    @property
    def parts(self) -> list[JsonObject]:
        """The parts so far, in wire form; the open one with what it has."""
        self._settle()
        return list(self._parts)

    def _settle(self) -> None:
        if self._pieces:
            self._parts[-1] = {**self._parts[-1], "text": "".join(self._pieces)}

    def _continues(self, piece: JsonObject) -> bool:
        return (
            bool(self._pieces)
            and is_plain_text(piece)
            and bool(self._parts[-1].get("thought")) == bool(piece.get("thought"))
        )


class ReplyBuilder:
    """One reply, from the responses that carry it.

    Attributes:
        finish: the last finish reason seen, or None: it does not end a stream.
        token: where an answer that was cut goes on, or empty.
        blocked: why the prompt was blocked, or empty.
        meta: usage, grounding and the rest, in wire form under the names of the session file.
    """

    def __init__(self) -> None:
        self._joiner = PartJoiner()
        self._usages: list[JsonObject] = [{}]
        self._responses = 0
        self._latest: JsonObject = {}
        self.finish: str | None = None
        self.token = ""
        self.blocked = ""
        self.meta: JsonObject = {}

    def feed(self, response: JsonObject) -> list[PartEvent]:
        """Take one response, whole or a chunk of a stream; give what it adds."""
        self._responses += 1
        self._latest = response
        self._note_response(response)
        self._note_candidate(first_candidate(response))
        return [event for piece in pieces(response) for event in self._joiner.add(piece)]

    def close(self) -> list[PartEvent]:
        """Say that nothing more will come."""
        return self._joiner.close()

    def go_on(self) -> None:
        """Say that the answer goes on in another response: its parts join, its usage adds up."""
        self.finish = None
        self.token = ""
        self._usages.append({})

    @property
    def response(self) -> JsonObject:
        """All that came as one response, in wire form."""
        if self._responses == 1 or not self.content:
            return self._latest
        candidate = {**first_candidate(self._latest), "content": self.content}
        usage = {"usageMetadata": self.meta["usage"]} if "usage" in self.meta else {}
        return {**self._latest, "candidates": [candidate], **usage}

    @property
    def parts(self) -> list[JsonObject]:
        """The parts so far, as they go back in the next request."""
        return self._joiner.parts

    @property
    def content(self) -> JsonObject | None:
        """The model content so far, or None if there are no parts."""
        parts = self.parts
        return {"role": "model", "parts": parts} if parts else None

    def _note_response(self, response: JsonObject) -> None:
        if usage := as_object(response.get("usageMetadata")):
            self._usages[-1] = _latest_usage(self._usages[-1], usage)
            self.meta["usage"] = sum_of_usages(self._usages)
        if feedback := as_object(response.get("promptFeedback")):
            self.meta["prompt_feedback"] = feedback
            self.blocked = as_text(feedback.get("blockReason")) or self.blocked
        for name, key in (("modelVersion", "model_version"), ("responseId", "response_id")):
            if text := as_text(response.get(name)):
                self.meta[key] = text

    def _note_candidate(self, candidate: JsonObject) -> None:
        reason = as_text(candidate.get("finishReason"))
        if reason and reason != _NOT_FINISHED:
            self.finish = reason
        self.token = as_text(candidate.get("continuationToken")) or self.token
        for name, key in _MERGED.items():
            if news := _filled(as_object(candidate.get(name))):
                self.meta[key] = as_object(self.meta.get(key)) | news
        for name, value in as_object(candidate.get("citationMetadata")).items():
            if name in _LISTS:
                self.meta["citations"] = [*self.meta.get("citations", []), *as_objects(value)]
        if ratings := as_objects(candidate.get("safetyRatings")):
            self.meta["safety"] = ratings
        if message := as_text(candidate.get("finishMessage")):
            self.meta["finish_message"] = message


def first_candidate(response: JsonObject) -> JsonObject:
    """Give the candidate that counts: the one with index 0, which may be left out."""
    candidates = as_objects(response.get("candidates"))
    return next((one for one in candidates if one.get("index") in (0, None)), {})


def pieces(response: JsonObject) -> list[JsonObject]:
    """Give the parts in a response, as received; content without parts is normal.

    Parts that are all nulls, and text that is no text, are left out: they could not go back.
    """
    parts = as_objects(as_object(first_candidate(response).get("content")).get("parts"))
    return [part for part in parts if _may_go_back(part)]


def _may_go_back(part: JsonObject) -> bool:
    filled = any(value is not None for value in part.values())
    return filled and isinstance(part.get("text"), str | None)


def is_plain_text(part: JsonObject) -> bool:
    """Whether a part is text that may be joined to its neighbour."""
    return isinstance(part.get("text"), str) and part.keys() <= {"text", "thought"}


def tells(part: JsonObject) -> bool:
    """Whether there is anything in a part to show: text, a thought, or anything but a signature."""
    return bool(part.keys() - {"text", "thought", "thoughtSignature"}) or bool(part.get("text"))


def is_visible(part: JsonObject) -> bool:
    """Whether a part is something of the answer itself: no thought, no empty text."""
    return tells(part) and not part.get("thought")


def _latest_usage(known: JsonObject, latest: JsonObject) -> JsonObject:
    """The last figures count; one that vanished while text was delivered keeps its value."""
    vanished = {
        key: value
        for key, value in known.items()
        if key == "candidatesTokenCount" and key not in latest
    }
    return vanished | latest


def _filled(metadata: JsonObject) -> JsonObject:
    return {key: value for key, value in metadata.items() if value not in (None, {}, [], "")}
