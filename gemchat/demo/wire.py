"""What the Gemini API says: prompts in, replies and errors out, as JSON and as bytes."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, cycle
from typing import Any, TypeAlias, assert_never

from gemchat.demo.http import Answer, Headless, Json, Step, chunked, whole
from gemchat.demo.models import answering, signs

JSON_TYPE = "application/json; charset=UTF-8"
SSE_TYPE = "text/event-stream"

# Sizes of text pieces as they were observed: a short first one, then anything from 40 to 140.
FIRST_PIECE = 7
PIECES = (57, 44, 121, 39, 88, 63, 140, 46)


@dataclass(frozen=True, slots=True)
class Prompt:
    """One generateContent request, understood."""

    model: str
    body: Json
    streamed: bool = True
    sse: bool = True
    attempt: int = 1
    """How often exactly these contents have been sent, this time included."""

    @property
    def contents(self) -> list[Json]:
        """The conversation so far, the newest message last."""
        contents: list[Json] = self.body["contents"]
        return contents

    @property
    def config(self) -> Json:
        """The generation settings sent along."""
        return member(self.body, "generationConfig") or {}

    @property
    def questions(self) -> list[str]:
        """What the user wrote, a text for each user content that has any."""
        texts = ("\n".join(_texts(content)) for content in self.contents if _is_users(content))
        return [text for text in texts if text]

    @property
    def text(self) -> str:
        """The last text part of the user: what was asked, without the files in front of it."""
        written = [
            text for content in self.contents if _is_users(content) for text in _texts(content)
        ]
        return written[-1] if written else ""

    @property
    def tokens(self) -> int:
        """What the request counts as, in the demo's own measure."""
        said = [*self.contents, member(self.body, "systemInstruction") or {}]
        return 1 + sum(tokens(part) for content in said for part in parts(content))


@dataclass(frozen=True, slots=True)
class Reply:
    """What a model would answer: parts, why they end, and what is known about them."""

    parts: tuple[Json, ...] = ()
    finish: str | None = "STOP"
    about: Json = field(default_factory=dict)
    """Members of the last chunk's candidate, such as `groundingMetadata`."""
    blocked: str = ""
    """Why the prompt was blocked; such a reply has no candidate."""


@dataclass(frozen=True, slots=True)
class Failure:
    """An error in Google's form, with the HTTP status as its code."""

    code: int
    status: str
    message: str
    details: tuple[Json, ...] = ()
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def body(self) -> Json:
        """The error object as it is sent."""
        error: Json = {"code": self.code, "message": self.message, "status": self.status}
        if self.details:
            error["details"] = list(self.details)
        return {"error": error}


Outcome: TypeAlias = Reply | Failure | Answer | Headless


def member(value: Json, name: str) -> Any:
    """Look up a member that may be written in camelCase or in snake_case."""
    snake = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)
    return value.get(name, value.get(snake))


def parts(content: Json) -> list[Json]:
    """List the parts of a content, which may have none."""
    found: list[Json] = content.get("parts") or []
    return found


def _texts(content: Json) -> list[str]:
    return [part["text"] for part in parts(content) if part.get("text")]


def _is_users(content: Json) -> bool:
    return bool(content.get("role", "user") == "user")


def tokens(part: Json) -> int:
    """Count a part: four UTF-8 bytes of text a token, 258 for anything else."""
    if "text" in part:
        return -(-len(part["text"].encode("utf-8", "replace")) // 4)
    return 258


def detail(kind: str, **members: Any) -> Json:
    """Build one entry of an error's details."""
    return {"@type": f"type.googleapis.com/google.rpc.{kind}", **members}


def signature(seed: str) -> str:
    """Make an opaque thought signature, the same for the same seed."""
    return base64.b64encode(hashlib.sha512(seed.encode()).digest()).decode()


def render(prompt: Prompt, outcome: Outcome) -> Answer | Headless:
    """Turn an outcome into the bytes of the method that was called."""
    match outcome:
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


def json_answer(status: int, value: Any, **headers: str) -> Answer:
    """Answer with one JSON value, pretty-printed as the API does."""
    return whole(
        status, json.dumps(value, indent=2, ensure_ascii=False).encode(), JSON_TYPE, **headers
    )


def failed(failure: Failure, *, streamed: bool = False, sse: bool = False) -> Answer:
    """Answer with an error: a bare object, but an array on a stream method without `alt=sse`."""
    body = [failure.body] if streamed and not sse else failure.body
    data = json.dumps(body, indent=2, ensure_ascii=False).encode()
    return whole(failure.code, data, SSE_TYPE if sse else JSON_TYPE, **failure.headers)


def stream(prompt: Prompt, payloads: Iterable[Json]) -> Answer:
    """Answer with one event per payload, or with an array growing by one payload a time."""
    if prompt.sse:
        return event_stream(map(event, payloads))
    return chunked(200, _array(payloads), JSON_TYPE)


def event_stream(steps: Iterable[Step]) -> Answer:
    """Answer with an event stream made of these pieces."""
    return chunked(200, steps, SSE_TYPE, content_disposition="attachment")


def event(payload: Json) -> bytes:
    """Frame a payload as the API does: one line, a space after each colon, CR LF CR LF."""
    return b"data: %b\r\n\r\n" % line(payload)


def line(payload: Json) -> bytes:
    """Write a payload on one line, with `<` and `>` escaped."""
    text = json.dumps(payload, separators=(",", ": "), ensure_ascii=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").encode("utf-8", "replace")


def _array(payloads: Iterable[Json]) -> Iterator[bytes]:
    opening = b"["
    for payload in payloads:
        yield opening + json.dumps(payload, indent=2, ensure_ascii=False).encode()
        opening = b"\n,\r\n"
    yield b"]"


def unary(prompt: Prompt, reply: Reply) -> Json:
    """Say the reply in one payload."""
    said = [dict(part) for part in reply.parts]
    if reply.finish == "STOP" and signs(prompt.model) and said and "text" in said[-1]:
        said[-1].setdefault("thoughtSignature", signature(said[-1]["text"]))
    content: Json = {"parts": said, "role": "model"} if said else _nothing(reply)
    return _payload(prompt, reply, content, said, last=True)


def chunks(prompt: Prompt, reply: Reply) -> Iterator[Json]:
    """Say the reply in the payloads of a stream, cut as the API cuts."""
    contents: list[Json] = [{"parts": [piece], "role": "model"} for piece in _pieces(reply)]
    contents += _closing(prompt, reply, bool(contents))
    said: list[Json] = []
    for number, content in enumerate(contents, 1):
        said += parts(content)
        yield _payload(prompt, reply, content, said, last=number == len(contents))


def _pieces(reply: Reply) -> Iterator[Json]:
    sizes = chain([FIRST_PIECE], cycle(PIECES))
    for part in reply.parts:
        text = part.get("text", "")
        if part.get("thought") or len(text) <= FIRST_PIECE:
            yield part
            continue
        while text:
            size = next(sizes)
            yield {"text": text[:size]}
            text = text[size:]


def _closing(prompt: Prompt, reply: Reply, spoken: bool) -> list[Json]:
    """List the contents after the last piece: older models end a reply on the last piece itself."""
    match reply.finish:
        case None:
            return []
        case "STOP" if signs(prompt.model):
            called = bool(reply.parts) and "functionCall" in reply.parts[-1]
            ending = {} if called else {"thoughtSignature": signature(prompt.text)}
            return [{"parts": [{"text": "", **ending}], "role": "model"}]
        case "STOP" | "MAX_TOKENS" if spoken:
            return []
        case _:
            return [_nothing(reply)]


def _nothing(reply: Reply) -> Json:
    return {"role": "model"} if reply.finish in {"STOP", "MAX_TOKENS"} else {}


def _payload(prompt: Prompt, reply: Reply, content: Json, said: list[Json], *, last: bool) -> Json:
    payload: Json = {}
    if reply.blocked:
        payload["promptFeedback"] = {"blockReason": reply.blocked}
    else:
        candidate: Json = {"content": content, "index": 0}
        if last:
            candidate |= ({"finishReason": reply.finish} if reply.finish else {}) | reply.about
        elif "groundingMetadata" in reply.about:
            candidate["groundingMetadata"] = {}
        payload["candidates"] = [candidate]
    payload["usageMetadata"] = _usage(prompt, said)
    payload["modelVersion"] = answering(prompt.model)
    payload["responseId"] = _response_id(prompt)
    return payload


def _usage(prompt: Prompt, said: list[Json]) -> Json:
    asked = prompt.tokens
    thought = sum(tokens(part) for part in said if part.get("thought"))
    answered = sum(tokens(part) for part in said if not part.get("thought"))
    usage: Json = {"promptTokenCount": asked}
    usage |= {"candidatesTokenCount": answered} if answered else {}
    usage |= {"totalTokenCount": asked + thought + answered}
    usage |= {"promptTokensDetails": [{"modality": "TEXT", "tokenCount": asked}]}
    usage |= {"thoughtsTokenCount": thought} if thought else {}
    return usage | {"serviceTier": "standard"}


def _response_id(prompt: Prompt) -> str:
    said = json.dumps([prompt.contents, prompt.attempt])
    return (
        base64.urlsafe_b64encode(hashlib.sha256(said.encode()).digest()[:16]).decode().rstrip("=")
    )
