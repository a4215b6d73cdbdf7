from __future__ import annotations

import re
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gemchat import Client
from gemchat.client.address import Address, is_googles
from gemchat.client.backends import BACKENDS, connection
from gemchat.client.credentials import (
    Access,
    Asked,
    Key,
    NoKeyError,
    access,
    key_from_file,
    key_in,
    usable_key,
    wants_vertex,
)
from gemchat.errors import CredentialsError, UsageError
from gemchat.settings.schema import Api

CANARY = "AQ.canary-0123456789"
OURS = Key(CANARY, "the argument api_key")
THEIRS = Key("from-the-environment", "GOOGLE_API_KEY")
LOGIN = object()

KEY = {"GOOGLE_API_KEY": "from-the-environment"}
PROJECT = {"GOOGLE_CLOUD_PROJECT": "env-p"}
LOCATION = {"GOOGLE_CLOUD_LOCATION": "env-l"}
PLACE = PROJECT | LOCATION
VERTEX = Asked(vertex=True)


@pytest.mark.parametrize(
    ("variables", "answer"),
    [
        ({}, False),
        ({"GOOGLE_GENAI_USE_VERTEXAI": "true"}, True),
        ({"GOOGLE_GENAI_USE_VERTEXAI": "TRUE"}, True),
        ({"GOOGLE_GENAI_USE_VERTEXAI": "1"}, True),
        ({"GOOGLE_GENAI_USE_VERTEXAI": "yes"}, False),
        ({"GOOGLE_GENAI_USE_VERTEXAI": "on"}, False),
        ({"GOOGLE_GENAI_USE_ENTERPRISE": "true"}, True),
        ({"GOOGLE_GENAI_USE_ENTERPRISE": "0", "GOOGLE_GENAI_USE_VERTEXAI": "1"}, False),
    ],
)
def test_what_selects_vertex(variables: dict[str, str], answer: bool) -> None:
    assert wants_vertex(variables) is answer
    backend = "vertex" if answer else "gemini"
    assert access(Asked(), variables | KEY).backend == backend
    assert access(Asked(vertex=not answer), variables | KEY).backend != backend


@pytest.mark.parametrize(
    ("asked", "environment", "granted"),
    [
        # credentials go before a key of the environment
        (
            replace(VERTEX, credentials=LOGIN),
            KEY | PLACE,
            Access("vertex", None, "env-p", "env-l", LOGIN),
        ),
        (replace(VERTEX, credentials=LOGIN), KEY, Access("vertex", credentials=LOGIN)),
        # a key that was asked for goes before the environment's project and location
        (replace(VERTEX, key=OURS), KEY | PLACE, Access("vertex", OURS)),
        # but may have a project of its own
        (
            replace(VERTEX, key=OURS, project="p", location="l"),
            {},
            Access("vertex", OURS, "p", "l"),
        ),
        (replace(VERTEX, key=OURS, project="p"), {}, Access("vertex", OURS, "p", "global")),
        # project or location asked for go before a key of the environment
        (
            replace(VERTEX, project="p", location="l"),
            KEY | PLACE,
            Access("vertex", None, "p", "l"),
        ),
        (replace(VERTEX, project="p"), KEY, Access("vertex", None, "p")),
        (replace(VERTEX, location="l"), KEY, Access("vertex", None, "", "l")),
        # and so do those of the environment
        (VERTEX, KEY | PLACE, Access("vertex", None, "env-p", "env-l")),
        (VERTEX, KEY | PROJECT, Access("vertex", None, "env-p", "global")),
        (VERTEX, KEY | LOCATION, Access("vertex", None, "", "env-l")),
        # a key alone is express mode, nothing at all is the login
        (VERTEX, KEY, Access("vertex", THEIRS)),
        (VERTEX, {}, Access("vertex")),
        (replace(VERTEX, project="example.com:p"), {}, Access("vertex", None, "example.com:p")),
        # the other API knows keys only
        (Asked(), KEY | PLACE, Access("gemini", THEIRS)),
        (Asked(key=OURS), KEY | PLACE, Access("gemini", OURS)),
    ],
)
def test_who_asks(asked: Asked, environment: dict[str, str], granted: Access) -> None:
    assert access(asked, environment) == granted


@pytest.mark.parametrize(
    ("asked", "about"),
    [
        (replace(VERTEX, key=OURS, credentials=LOGIN), "exclude each other"),
        (replace(VERTEX, key=OURS, location="l"), "needs a project"),
        (replace(VERTEX, project="p", location="evil.example/?"), "no location"),
        (replace(VERTEX, project="../q"), "no project"),
        (Asked(vertex=False, key=OURS, project="p"), "Vertex AI, which is off"),
        (Asked(vertex=False, key=OURS, location="l"), "Vertex AI, which is off"),
        (Asked(vertex=False, key=OURS, credentials=LOGIN), "Vertex AI, which is off"),
    ],
)
def test_what_cannot_go_together(asked: Asked, about: str) -> None:
    with pytest.raises(UsageError, match=re.escape(about)) as caught:
        access(asked, {})
    assert CANARY not in str(caught.value)


def test_without_a_key_it_is_told_how_to_get_one() -> None:
    with pytest.raises(NoKeyError) as caught:
        Client(environment={})
    assert "GEMINI_API_KEY" in caught.value.hint


@pytest.mark.parametrize(
    ("environment", "found"),
    [
        ({"GOOGLE_API_KEY": "a", "GEMINI_API_KEY": "b"}, Key("a", "GOOGLE_API_KEY")),
        ({"GOOGLE_API_KEY": "", "GEMINI_API_KEY": "b"}, Key("b", "GEMINI_API_KEY")),
        ({"GOOGLE_API_KEY": " ", "GEMINI_API_KEY": " b\n"}, Key("b", "GEMINI_API_KEY")),
        ({}, None),
    ],
)
def test_which_variable_holds_the_key(environment: dict[str, str], found: Key | None) -> None:
    assert key_in(environment) == found


@pytest.mark.parametrize("key", [f"{CANARY} x", f"{CANARY}\nx", f"{CANARY}ä", " "])
def test_what_no_key_can_be(key: str) -> None:
    with pytest.raises(CredentialsError) as caught:
        usable_key(key, "somewhere")
    assert "somewhere" in str(caught.value)
    assert CANARY not in str(caught.value) + caught.value.hint


def test_a_key_is_not_shown() -> None:
    assert CANARY not in repr(OURS) + repr(Asked(key=OURS)) + repr(Access("gemini", OURS))


@pytest.mark.skipif(sys.platform == "win32", reason="files have no such modes there")
def test_a_key_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "my key"
    file.write_text(f"{CANARY}\n")
    file.chmod(0o644)
    with pytest.raises(CredentialsError) as caught:
        key_from_file(file)
    assert caught.value.hint == f"chmod 600 '{file}'"
    file.chmod(0o600)
    assert key_from_file(file) == Key(CANARY, str(file))


def test_a_key_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(CredentialsError, match="cannot be read"):
        key_from_file(tmp_path / "none")


GATEWAY = "https://gateway.example"
OTHER = "https://other.example"


@pytest.mark.parametrize(
    ("asked", "address", "environment", "url", "version"),
    [
        (Asked(), Address(), {}, "https://generativelanguage.googleapis.com", "v1beta"),
        (VERTEX, Address(), {}, "https://aiplatform.googleapis.com", "v1beta1"),
        (
            replace(VERTEX, project="p", location="eu"),
            Address(),
            {},
            "https://aiplatform.eu.rep.googleapis.com",
            "v1beta1",
        ),
        (Asked(), Address(), {"GOOGLE_GEMINI_BASE_URL": OTHER}, OTHER, "v1beta"),
        (VERTEX, Address(), {"GOOGLE_VERTEX_BASE_URL": OTHER}, OTHER, "v1beta1"),
        (
            Asked(),
            Address(),
            {"GOOGLE_VERTEX_BASE_URL": OTHER, "GOOGLE_GENAI_USE_VERTEXAI": "1"},
            OTHER,
            "v1beta1",
        ),
        (VERTEX, Address(GATEWAY), {"GOOGLE_VERTEX_BASE_URL": OTHER}, GATEWAY, "v1beta1"),
        (Asked(), Address(), {"GOOGLE_GENAI_API_VERSION": "v9"}, None, "v9"),
        (Asked(), Address(), {"GOOGLE_GENAI_API_VERSION": "beta"}, None, "v1beta"),
        (VERTEX, Address(), {"GOOGLE_GENAI_API_VERSION": "beta"}, None, "v1beta1"),
        (Asked(), Address(version=""), {"GOOGLE_GENAI_API_VERSION": "v9"}, None, ""),
    ],
)
def test_where_requests_go(
    asked: Asked, address: Address, environment: dict[str, str], url: str | None, version: str
) -> None:
    asked = asked if asked.project else replace(asked, key=OURS)
    backend = connection(asked, address, environment).backend
    assert url is None or backend.base_url == url
    assert backend.version == version


@pytest.mark.parametrize(
    "url",
    [
        "http://gateway.example",
        "http://localhost@evil.example",
        "https://user@gateway.example",
        "https://gateway.example/?key=x",
        "ftp://gateway.example",
        "gateway.example",
        "https://",
    ],
)
def test_where_no_key_may_go(url: str) -> None:
    for vertex in (True, False):
        with pytest.raises(UsageError):
            connection(Asked(vertex=vertex, key=OURS), Address(url), {})


def test_plain_http_may_be_asked_for_and_needs_no_asking_on_this_machine() -> None:
    for address in (
        Address("http://gateway.example", insecure=True),
        Address("http://127.0.0.1:8080"),
        Address("http://[::1]:8080"),
    ):
        assert connection(Asked(key=OURS), address, {}).backend.base_url == address.base_url


@pytest.mark.parametrize(
    ("url", "answer"),
    [
        ("https://generativelanguage.googleapis.com", True),
        ("https://aiplatform.eu.rep.googleapis.com/", True),
        ("http://generativelanguage.googleapis.com", False),
        ("https://googleapis.com.evil.example", False),
        ("https://evilgoogleapis.com", False),
    ],
)
def test_whose_address_it_is(url: str, answer: bool) -> None:
    assert is_googles(url) is answer


@pytest.mark.parametrize("backend", BACKENDS)
def test_settings_know_each_backend_by_its_name(backend: str) -> None:
    assert Api.model_validate({"backend": backend}).backend == backend
    asked = Asked(vertex=backend == "vertex", key=OURS)
    assert connection(asked, Address(), {}).backend.name == backend


@pytest.mark.parametrize("name", ["vertexai", "enterprise"])
def test_both_names_of_the_choice(name: str) -> None:
    chosen: dict[str, Any] = {name: True, "project": "p"}
    Client(CANARY, **chosen, environment={"GOOGLE_GENAI_USE_VERTEXAI": "0"}).close()
    with pytest.raises(UsageError, match="which is off"):
        Client(CANARY, **chosen | {name: False}, environment={"GOOGLE_GENAI_USE_VERTEXAI": "1"})


def test_the_names_of_the_choice_do_not_contradict_each_other() -> None:
    with pytest.raises(UsageError, match="two names"):
        Client(CANARY, vertexai=True, enterprise=False, environment={})
