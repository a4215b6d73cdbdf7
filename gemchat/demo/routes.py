"""The endpoints of the demo backend: which request is answered with what."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from gemchat.demo.http import Answer, Headless, Json, Request, whole
from gemchat.demo.models import BY_ID, MODELS
from gemchat.demo.script import perform
from gemchat.demo.wire import (
    Failure,
    Prompt,
    detail,
    failed,
    json_answer,
    member,
    render,
)

PATH = re.compile(
    r"/(?P<version>v1|v1beta|v1alpha)/models(?:/(?P<model>[^:]+))?(?::(?P<method>\w+))?"
)
GENERATE, STREAM, COUNT = "generateContent", "streamGenerateContent", "countTokens"

REQUEST_FIELDS = frozenset(
    [
        "model", "contents", "systemInstruction", "generationConfig", "safetySettings", "tools",
        "toolConfig", "cachedContent", "serviceTier", "labels", "continuationToken", "store",
    ]
)  # fmt: skip
CONFIG_FIELDS = frozenset(
    [
        "temperature", "topP", "topK", "candidateCount", "maxOutputTokens", "stopSequences",
        "seed", "presencePenalty", "frequencyPenalty", "responseMimeType", "responseSchema",
        "responseJsonSchema", "responseModalities", "responseLogprobs", "logprobs",
        "mediaResolution", "thinkingConfig", "speechConfig", "imageConfig",
        "audioTranscriptionConfig", "enableEnhancedCivicAnswers",
    ]
)  # fmt: skip
COUNT_FIELDS = frozenset(["contents", "generateContentRequest"])

BAD_KEY_TEXT = "API key not valid. Please pass a valid API key."
BAD_KEY = Failure(
    400,
    "INVALID_ARGUMENT",
    BAD_KEY_TEXT,
    (
        detail(
            "ErrorInfo",
            reason="API_KEY_INVALID",
            domain="googleapis.com",
            metadata={"service": "generativelanguage.googleapis.com"},
        ),
        detail("LocalizedMessage", locale="en-US", message=BAD_KEY_TEXT),
    ),
)
NO_SUCH_PAGE = b"<!DOCTYPE html>\n<html lang=en><title>Error 404 (Not Found)!!1</title></html>\n"


class RefusedError(Exception):
    """A request that the API refuses, with the failure it answers."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure


@dataclass(slots=True)
class Backend:
    """What a server keeps from one request to the next, and how it answers them."""

    url: str
    attempts: Counter[str] = field(default_factory=Counter)

    def answer(self, request: Request) -> Answer | Headless:
        """Answer one request as the Gemini API would."""
        found = PATH.fullmatch(request.path)
        if found is None:
            return whole(404, NO_SUCH_PAGE, "text/html; charset=UTF-8")
        version, model, method = found.group("version", "model", "method")
        streamed, sse = method == STREAM, request.query.get("alt") == "sse"
        try:
            check_key(request)
            match request.method, method:
                case "GET", None:
                    return json_answer(
                        200, described(version, model) if model else page(request.query)
                    )
                case "POST", "countTokens" if model:
                    described(version, model, method)
                    return json_answer(200, counted(request))
                case "POST", "generateContent" | "streamGenerateContent" if model:
                    described(version, model, GENERATE)
                    return self._generated(request, model, streamed, sse)
                case _:
                    return whole(404, NO_SUCH_PAGE, "text/html; charset=UTF-8")
        except RefusedError as error:
            return failed(error.failure, streamed=streamed, sse=sse)

    def _generated(
        self, request: Request, model: str, streamed: bool, sse: bool
    ) -> Answer | Headless:
        body = json_object(request)
        check_generate(body)
        key = json.dumps(body["contents"], sort_keys=True)
        self.attempts[key] += 1
        prompt = Prompt(model, body, streamed, sse, self.attempts[key])
        return render(prompt, perform(prompt))


def check_key(request: Request) -> None:
    """Refuse a request without a key, or with the key `bad`."""
    key = request.headers.get("x-goog-api-key") or request.query.get("key") or ""
    if key in {"", "bad"}:
        raise RefusedError(BAD_KEY)


def described(version: str, model: str, method: str = "") -> Json:
    """Find a model that supports `method`, or refuse as the API does."""
    found = BY_ID.get(model)
    if found and (not method or method in found["supportedGenerationMethods"]):
        return found
    message = (
        f"models/{model} is not found for API version {version}, or is not supported for"
        f" {method or 'GetModel'}. Call ModelService.ListModels to see the list of available"
        " models and their supported methods."
    )
    raise RefusedError(Failure(404, "NOT_FOUND", message))


def page(query: Any) -> Json:
    """Cut one page out of the model list."""
    size, start = query.get("pageSize", "50"), query.get("pageToken", "0")
    if not (size.isdecimal() and start.isdecimal() and int(size) > 0):
        raise RefusedError(Failure(400, "INVALID_ARGUMENT", "Invalid page size or page token."))
    end = int(start) + int(size)
    listed: Json = {"models": list(MODELS[int(start) : end])}
    return listed | ({"nextPageToken": str(end)} if end < len(MODELS) else {})


def counted(request: Request) -> Json:
    """Count the tokens of either form of the request."""
    body = json_object(request)
    check_fields(body, COUNT_FIELDS, "")
    inner = member(body, "generateContentRequest") or body
    check_generate(inner)
    total = Prompt("", inner).tokens
    return {
        "totalTokens": total,
        "promptTokensDetails": [{"modality": "TEXT", "tokenCount": total}],
    }


def json_object(request: Request) -> Json:
    """Take the body of a request, which must be a JSON object."""
    if isinstance(request.body, dict):
        return request.body
    raise RefusedError(Failure(400, "INVALID_ARGUMENT", "Invalid JSON payload received."))


def check_generate(body: Json) -> None:
    """Refuse unknown fields and a conversation without contents."""
    check_fields(body, REQUEST_FIELDS, "")
    check_fields(member(body, "generationConfig") or {}, CONFIG_FIELDS, "generation_config")
    if not body.get("contents"):
        raise RefusedError(
            Failure(
                400,
                "INVALID_ARGUMENT",
                "* GenerateContentRequest.contents: contents is not specified\n",
            )
        )


def check_fields(value: Json, known: frozenset[str], where: str) -> None:
    """Refuse an object that has a member the API does not know, naming it as the API does."""
    for name in value:
        if camel(name) in known:
            continue
        place = f" at '{where}'" if where else ""
        said = f'Invalid JSON payload received. Unknown name "{name}"{place}: Cannot find field.'
        violation = detail("BadRequest", fieldViolations=[{"field": where, "description": said}])
        raise RefusedError(Failure(400, "INVALID_ARGUMENT", said, (violation,)))


def camel(name: str) -> str:
    """Write a snake_case name in camelCase."""
    first, *others = name.split("_")
    return first + "".join(other.capitalize() for other in others)
