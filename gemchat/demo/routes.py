"""The endpoints of the demo backend: which request is answered with what."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gemchat.demo.http import Answer, Headless, Json, Request, whole
from gemchat.demo.models import MODELS
from gemchat.demo.prompt import Prompt, member
from gemchat.demo.script import perform
from gemchat.demo.storage import Caches, Files
from gemchat.demo.validation import (
    COUNT_FIELDS,
    RefusedError,
    check_fields,
    check_generate,
    check_key,
    invalid,
    json_object,
    known_model,
)
from gemchat.demo.wire import failed, json_answer, render

NO_SUCH_PAGE = whole(
    404,
    b"<!DOCTYPE html>\n<html lang=en>\n<title>Error 404 (Not Found)!!1</title>\n",
    "text/html; charset=UTF-8",
)


@dataclass(slots=True)
class Backend:
    """What the demo keeps from one request to the next, and its answer to each.

    Args:
        url: Where it is reached; uploads are told to go on there.
    """

    url: str
    files: Files = field(init=False)
    caches: Caches = field(default_factory=Caches)
    attempts: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.files = Files(self.url)

    def answer(self, request: Request) -> Answer | Headless:
        """Answer one request as the Gemini API would."""
        path = request.path.strip("/").split("/")
        method = path[-1].partition(":")[2]
        try:
            return self._routed(request, path)
        except RefusedError as error:
            streamed = method == "streamGenerateContent"
            return failed(error.failure, streamed=streamed, sse=_wants_events(request))

    def _routed(self, request: Request, path: list[str]) -> Answer | Headless:
        if "upload_id" in request.query:  # which is a credential itself
            return self.files.upload(request)
        check_key(request)
        match request.method, path:
            case "POST", [version, *_, "models", call]:
                model, _, method = call.partition(":")
                return self._called(request, version, model, method)
            case "POST", ["upload", _, "files"]:
                return self.files.start(request)
            case _, [version, *names]:
                found = self._resource(request, version, names)
                return NO_SUCH_PAGE if found is None else json_answer(200, found)
            case _:
                return NO_SUCH_PAGE

    def _resource(self, request: Request, version: str, names: list[str]) -> Json | None:
        """Do what is plain reading and writing of resources; None if there is no such thing."""
        match request.method, names:
            case "GET", ["models"]:
                return page("models", MODELS, request.query)
            case "GET", ["models", model]:
                return known_model(version, model)
            case "GET", ["files"]:
                return page("files", self.files.listed(), request.query)
            case "GET" | "DELETE" as method, ["files", name]:
                return self.files.found(method, name)
            case "POST", ["cachedContents"]:
                return self.caches.create(json_object(request))
            case "GET", ["cachedContents"]:
                return page("cachedContents", self.caches.listed(), request.query)
            case "GET" | "DELETE" | "PATCH" as method, ["cachedContents", name]:
                return self.caches.found(method, name, request.body)
            case _:
                return None

    def _called(self, request: Request, version: str, model: str, method: str) -> Answer | Headless:
        match method:
            case "countTokens":
                known_model(version, model, method)
                return json_answer(200, counted(json_object(request), model))
            case "generateContent" | "streamGenerateContent":
                known_model(version, model, "generateContent")
                streamed = method == "streamGenerateContent"
                prompt = self._prompt(json_object(request), model, streamed, _wants_events(request))
                return render(prompt, perform(prompt))
            case _:
                return NO_SUCH_PAGE

    def _prompt(self, body: Json, model: str, streamed: bool, sse: bool) -> Prompt:
        check_generate(body, model)
        self.files.check_used(body["contents"])
        cached = self.caches.size(member(body, "cachedContent"))
        sent = json.dumps(body["contents"], sort_keys=True)
        self.attempts[sent] += 1
        return Prompt(model, body, streamed, sse, self.attempts[sent], cached)


def _wants_events(request: Request) -> bool:
    return request.query.get("alt") == "sse"


def page(name: str, items: Sequence[Json], query: Mapping[str, str]) -> Json:
    """Cut one page out of a list; the token of the next one is its offset."""
    try:
        size, start = int(query.get("pageSize") or 50), int(query.get("pageToken") or 0)
    except ValueError as error:
        raise invalid("Invalid page size or page token.") from error
    if size < 1 or start < 0:
        raise invalid("Invalid page size or page token.")
    end = start + size
    following = {"nextPageToken": str(end)} if end < len(items) else {}
    return {name: list(items[start:end]), **following}


def counted(body: Json, model: str) -> Json:
    """Count the tokens of a request, in either of its two forms."""
    check_fields(body, COUNT_FIELDS)
    inner = member(body, "generateContentRequest") or body
    check_generate(inner, model)
    total = Prompt(model, inner).tokens
    details = [{"modality": "TEXT", "tokenCount": total}]
    return {"totalTokens": total, "promptTokensDetails": details}
