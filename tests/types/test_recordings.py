"""Recorded traffic is read and written back without a difference."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic.alias_generators import to_camel

from gemchat.types import (
    CachedContent,
    Content,
    CountTokensResponse,
    GenerateContentResponse,
    Model,
    Tool,
    WireModel,
)


def exchanges(folder: Path) -> Iterator[dict[str, Any]]:
    for file in sorted(folder.glob("*.json")):
        yield from json.loads(file.read_bytes())["exchanges"]


def answers(exchange: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The JSON objects of an answer, of one JSON value or of an event stream."""
    body = exchange["response"]["body"]
    if body.startswith("data:"):
        yield from (json.loads(line[5:]) for line in body.split("\r\n") if line)
    elif body.startswith(("{", "[")):
        value = json.loads(body)
        yield from value if isinstance(value, list) else [value]


def camel(value: Any) -> Any:
    """JSON as the wire writes it: keys in camelCase, no nulls."""
    if isinstance(value, list):
        return [camel(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {to_camel(key): camel(item) for key, item in value.items() if item is not None}


def assert_same(model: type[WireModel], wire: dict[str, Any]) -> None:
    assert model.model_validate(wire).to_wire() == wire
    assert model.from_wire(wire).to_wire() == wire


def test_answers_go_back_as_they_came(recordings: Path) -> None:
    seen = dict.fromkeys((GenerateContentResponse, CountTokensResponse, Model, CachedContent), 0)
    for exchange in exchanges(recordings):
        for answer in answers(exchange):
            model: type[WireModel]
            items = [answer]
            match answer:
                case {"error": _}:
                    continue
                case {"models": items}:
                    model = Model
                case {"totalTokens": _}:
                    model = CountTokensResponse
                case {"expireTime": _}:
                    model = CachedContent
                case {"usageMetadata": _}:
                    model = GenerateContentResponse
                case _:
                    continue
            seen[model] += len(items)
            for item in items:
                assert_same(model, item)

    assert all(seen.values()), seen


def test_requests_go_out_as_they_were(recordings: Path) -> None:
    seen = dict.fromkeys((Content, Tool), 0)
    for exchange in exchanges(recordings):
        body = exchange["request"]["body"]
        if not isinstance(body, dict):
            continue
        for model, items in ((Content, body.get("contents")), (Tool, body.get("tools"))):
            for item in items or ():
                seen[model] += 1
                assert camel(model.model_validate(item).to_wire()) == camel(item)

    assert all(seen.values()), seen
