"""What the Gemini API answers: replies and errors, as JSON and as bytes."""

from __future__ import annotations

import base64
import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, cycle
from typing import Any, TypeAlias, assert_never

from gemchat.demo.http import Answer, Chunks, Headless, Json, Step, chunked, whole
from gemchat.demo.models import answering, signs
from gemchat.demo.prompt import Prompt, parts, size, tokens

JSON_TYPE = "application/json; charset=UTF-8"
SSE_TYPE = "text/event-stream"

# Sizes of text pieces as they were observed: a short first one, then anything from 40 to 140.
FIRST_PIECE = 7
PIECES = (57, 44, 121, 40, 88, 63, 140, 46)
# Characters of a thought in the time of a chunk of the answer: thinking is what one waits for.
THOUGHT_AT_ONCE = 3


@dataclass(frozen=True, slots=True)
class Reply:
    """What a model would answer.

    Args:
        parts: The parts, whole; a stream cuts the text.
        finish: The finish reason, or None to end without one.
        about: Members of the last chunk's candidate, such as `groundingMetadata`.
        blocked: Why the prompt was blocked; such a reply has no candidate.
    """

    parts: tuple[Json, ...] = ()
    finish: str | None = "STOP"
    about: Json = field(default_factory=dict)
    blocked: str = ""


@dataclass(frozen=True, slots=True)
class Failure:
    """An error in Google's form, with the HTTP status as its code."""

    code: int
    status: str
    message: str
    details: tuple[Json, ...] = ()

    @property
    def body(self) -> Json:
        """The error object as it is sent."""
        error: Json = {"code": self.code, "message": self.message, "status": self.status}
        return {"error": error | ({"details": list(self.details)} if self.details else {})}


Outcome: TypeAlias = Reply | Failure | Answer | Headless
Play: TypeAlias = Callable[[Prompt], Outcome]


def said(*texts: str) -> Reply:
    """Build the ordinary reply: text, and a natural end."""
    return Reply(tuple({"text": text} for text in texts))


def detail(kind: str, **members: Any) -> Json:
    """Build one entry of an error's details."""
    return {"@type": f"type.googleapis.com/google.rpc.{kind}", **members}


def signature(seed: str) -> str:
    """Make an opaque thought signature, the same for the same seed."""
    digest = hashlib.sha512(seed.encode("utf-8", "replace")).digest()
    return base64.b64encode(digest).decode()


def render(prompt: Prompt, outcome: Outcome) -> Answer | Headless:
    """Turn an outcome into an answer of the method that was called."""
    match outcome:
        case Reply() if prompt.streamed and prompt.sse:
            return event_stream(_paced(chunks(prompt, outcome)))
        case Reply() if prompt.streamed:
            return stream(prompt, chunks(prompt, outcome))
        case Reply():
            return json_answer(200, unary(prompt, outcome))
        case Failure():
            return failed(outcome, streamed=prompt.streamed, sse=prompt.sse)
        case Answer() | Headless():
            return outcome
        case _:
            assert_never(outcome)


def json_answer(status: int, value: Any) -> Answer:
    """Answer with one JSON value, pretty-printed as the API does."""
    return whole(status, _pretty(value), JSON_TYPE)


def failed(failure: Failure, *, streamed: bool = False, sse: bool = False) -> Answer:
    """Answer with an error: a bare object, but an array on a stream method without `alt=sse`."""
    body = [failure.body] if streamed and not sse else failure.body
    return whole(failure.code, _pretty(body), SSE_TYPE if sse else JSON_TYPE)


def stream(prompt: Prompt, payloads: Iterable[Json]) -> Answer:
    """Answer with an event a payload or, without `alt=sse`, with an array that grows by them."""
    if prompt.sse:
        return event_stream(map(event, payloads))
    return chunked(200, _array(payloads), JSON_TYPE)


def event_stream(steps: Iterable[Step]) -> Answer:
    """Answer with an event stream made of these pieces."""
    return chunked(200, steps, SSE_TYPE, content_disposition="attachment")


def _paced(payloads: Iterable[Json]) -> Iterator[Step]:
    """Frame payloads; a thought, which comes whole, takes its time."""
    for payload in payloads:
        yield event(payload)
        for candidate in payload.get("candidates", ()):
            content = candidate.get("content", {})
            thoughts = [part["text"] for part in parts(content) if part.get("thought")]
            yield Chunks(sum(map(len, thoughts)) // THOUGHT_AT_ONCE)


def event(payload: Json) -> bytes:
    """Frame a payload as the API does: one line, and an empty one after it."""
    return b"data: %b\r\n\r\n" % one_line(payload)


def one_line(payload: Json) -> bytes:
    """Write a payload as the API does: a space after each colon, `<` and `>` escaped."""
    text = json.dumps(payload, separators=(",", ": "), ensure_ascii=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").encode("utf-8", "replace")


def _pretty(value: Any) -> bytes:
    return json.dumps(value, indent=2, ensure_ascii=False).encode("utf-8", "replace")


def _array(payloads: Iterable[Json]) -> Iterator[bytes]:
    opening = b"["
    for payload in payloads:
        yield opening + _pretty(payload)
        opening = b"\n,\r\n"
    yield b"]"


def unary(prompt: Prompt, reply: Reply) -> Json:
    """Say a reply in one payload."""
    whole_parts = [dict(part) for part in reply.parts]
    if reply.finish == "STOP" and signs(prompt.model) and whole_parts:
        whole_parts[-1].setdefault("thoughtSignature", signature(prompt.text))
    content = _content(*whole_parts) if whole_parts else _nothing(reply)
    spent = _spent(whole_parts)
    usage = _asked(prompt) + spent
    return _payload(reply, _ended(reply, content), _usage(usage), _stamp(prompt))


def chunks(prompt: Prompt, reply: Reply) -> Iterator[Json]:
    """Say a reply in the payloads of a stream, cut as the API cuts."""
    spent, stamp = _asked(prompt), _stamp(prompt)
    *contents, last = _cut(prompt, reply)
    grounded: Json = {"groundingMetadata": {}} if "groundingMetadata" in reply.about else {}
    for content in contents:
        spent += _spent(parts(content))
        candidate = {"content": content, **grounded}
        yield _payload(reply, candidate, _usage(spent), stamp)
    spent += _spent(parts(last))
    yield _payload(reply, _ended(reply, last), _usage(spent), stamp)


def _cut(prompt: Prompt, reply: Reply) -> list[Json]:
    """Cut a reply into the contents of its chunks."""
    sizes = chain([FIRST_PIECE], cycle(PIECES))
    pieces = [_content(piece) for part in reply.parts for piece in _pieces(part, sizes)]
    match reply.finish:
        case "STOP" if signs(prompt.model) and not reply.blocked:
            called = bool(reply.parts) and "functionCall" in reply.parts[-1]
            signed = {} if called else {"thoughtSignature": signature(prompt.text)}
            return [*pieces, _content({"text": "", **signed})]
        case "STOP" | "MAX_TOKENS" | None if pieces:
            return pieces  # the last piece itself bears the finish reason
        case _:
            return [*pieces, _nothing(reply)]


def _pieces(part: Json, sizes: Iterator[int]) -> Iterator[Json]:
    if part.keys() != {"text"} or not part["text"]:
        yield part
        return
    start = 0
    while start < len(part["text"]):
        end = start + next(sizes)
        yield {"text": part["text"][start:end]}
        start = end


def _content(*of: Json) -> Json:
    return {"parts": list(of), "role": "model"}


def _nothing(reply: Reply) -> Json:
    return {"role": "model"} if reply.finish in {"STOP", "MAX_TOKENS"} else {}


def _ended(reply: Reply, content: Json) -> Json:
    finish = {"finishReason": reply.finish} if reply.finish else {}
    return {"content": content, **finish, **reply.about}


def _payload(reply: Reply, candidate: Json, usage: Json, stamp: Json) -> Json:
    if reply.blocked:
        return {"promptFeedback": {"blockReason": reply.blocked}, "usageMetadata": usage, **stamp}
    return {"candidates": [candidate | {"index": 0}], "usageMetadata": usage, **stamp}


def _asked(prompt: Prompt) -> Counter[str]:
    """Begin the bill with the bytes of the prompt."""
    return Counter(promptTokenCount=prompt.bytes, cachedContentTokenCount=prompt.cached)


def _spent(of: Iterable[Json]) -> Counter[str]:
    """Add up the bytes of thoughts and of the answer, under the names of their token counts."""
    spent: Counter[str] = Counter()
    for part in of:
        thought = part.get("thought")
        spent["thoughtsTokenCount" if thought else "candidatesTokenCount"] += size(part)
    return spent


def _usage(spent: Counter[str]) -> Json:
    counts = {name: tokens(amount) for name, amount in spent.items() if amount}
    cached = counts.get("cachedContentTokenCount")
    # What was cached is part of the prompt and not of the sum.
    total = sum(counts.values()) - (cached or 0)
    asked = {"modality": "TEXT", "tokenCount": counts["promptTokenCount"]}
    usage = {**counts, "totalTokenCount": total, "promptTokensDetails": [asked]}
    if cached:
        usage["cacheTokensDetails"] = [{"modality": "TEXT", "tokenCount": cached}]
    return {**usage, "serviceTier": "standard"}


def _stamp(prompt: Prompt) -> Json:
    """Give what every chunk of a reply repeats."""
    identity = json.dumps([prompt.contents, prompt.attempt]).encode()
    digest = hashlib.sha256(identity).digest()[:16]
    return {
        "modelVersion": answering(prompt.model),
        "responseId": base64.urlsafe_b64encode(digest).decode().rstrip("="),
    }
