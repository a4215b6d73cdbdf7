"""Arguments of wrong types: told at once, in words about the argument."""

from __future__ import annotations

from typing import Any

import pytest

from gemchat import Client
from tests.client.faces import Face

MODEL = "gemini-3.8-flash"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"api_key": 5}, "an API key is given as text, not as int"),
        ({"api_key": "k", "http_options": 5}, "HttpOptions is made of a dict, not of int"),
        ({"vertexai": True, "project": 5}, "a project is given as text, not as int"),
        ({"vertexai": True, "project": "p", "location": ["eu"]}, "a location is given as text"),
    ],
)
def test_clients(arguments: dict[str, Any], words: str) -> None:
    with pytest.raises(TypeError, match=words):
        Client(**arguments)


@pytest.mark.parametrize(
    ("operation", "arguments", "words"),
    [
        ("models.get", {"model": 5}, "a model is given as text, not as int"),
        ("models.generate_content", {"model": None, "contents": "hi"}, "a model is given as text"),
        ("models.count_tokens", {"model": b"m", "contents": "hi"}, "a model .* not as bytes"),
        ("files.upload", {"file": 5}, "a file is given as a path, .* not as int"),
        ("files.upload", {"file": b"report.pdf"}, "a file is given as a path, .* not as bytes"),
        ("files.upload", {"file": __file__, "config": "x"}, "UploadFileConfig .* not of str"),
        ("files.list", {"config": "x"}, "ListFilesConfig is made of a dict, not of str"),
        ("files.get", {"name": 5}, "the name of a file is given as text, not as int"),
        ("caches.create", {"model": MODEL, "config": "x"}, "CreateCachedContentConfig .* not of"),
        ("caches.list", {"config": "x"}, "ListCachedContentsConfig is made of a dict"),
        ("caches.update", {"name": "c", "config": "x"}, "UpdateCachedContentConfig is made of"),
        ("caches.get", {"name": 5}, "the name of a cache is given as text, not as int"),
    ],
)
def test_operations(face: Face, operation: str, arguments: dict[str, Any], words: str) -> None:
    with pytest.raises(TypeError, match=words):
        face.call(operation, **arguments)
