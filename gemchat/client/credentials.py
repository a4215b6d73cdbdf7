"""Which key or login to use, and where it came from."""

from __future__ import annotations

import os
import re
import shlex
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from gemchat.errors import CredentialsError, UsageError
from gemchat.protocol.arguments import given_text
from gemchat.protocol.vertex import DEFAULT_LOCATION

# The order of the official client; an empty value counts as unset.
KEY_VARIABLES = ("GOOGLE_API_KEY", "GEMINI_API_KEY")
_PRINTABLE = re.compile(r"[\x21-\x7e]+")
_PLACE = re.compile(r"[a-z0-9.:-]*")
_TRUE = {"true", "1"}


@dataclass(frozen=True, slots=True)
class Key:
    """An API key; its `repr` does not show it."""

    value: str = field(repr=False)
    source: str


@dataclass(frozen=True, slots=True)
class Asked:
    """What a caller said about the backend; empty and None leave it to the environment.

    Attributes:
        vertex: whether to use Vertex AI.
        key: the API key.
        project: the Google Cloud project.
        location: the location of Vertex AI.
        credentials: credentials of google-auth.
    """

    vertex: bool | None = None
    key: Key | None = None
    project: str = ""
    location: str = ""
    credentials: object = None


@dataclass(frozen=True, slots=True)
class Access:
    """Which backend, and as whom: what the rules of precedence leave.

    Attributes:
        backend: the name of the backend.
        key: the API key; None for access tokens.
        project: the project, or empty: none with a key, that of the login without one.
        location: where the project's requests are served.
        credentials: what gives the access tokens; None for the login of this machine.
    """

    backend: Literal["gemini", "vertex"]
    key: Key | None = None
    project: str = ""
    location: str = DEFAULT_LOCATION
    credentials: object = None


class NoKeyError(CredentialsError):
    """Nobody named a key."""


def access(asked: Asked, environment: Mapping[str, str]) -> Access:
    """Settle which backend is used, and as whom.

    What is asked for goes before the environment, and in the environment a project or location
    goes before a key.

    Raises:
        UsageError: things were asked for that exclude each other.
        CredentialsError: there is no key, or it can be none.
    """
    if wants_vertex(environment) if asked.vertex is None else asked.vertex:
        return _vertex_access(asked, environment)
    if asked.project or asked.location or asked.credentials is not None:
        raise UsageError("Project, location and credentials are for Vertex AI, which is off.")
    key = asked.key or key_in(environment)
    if key is None:
        raise no_key()
    return Access("gemini", key)


def _vertex_access(asked: Asked, environment: Mapping[str, str]) -> Access:
    if asked.key and asked.credentials is not None:
        raise UsageError("A key and credentials exclude each other.")
    if asked.key and asked.location and not asked.project:
        raise UsageError("With a key, a location needs a project.")
    if asked.key and not asked.project:
        return Access("vertex", asked.key)
    project = asked.project or environment.get("GOOGLE_CLOUD_PROJECT", "")
    location = asked.location or environment.get("GOOGLE_CLOUD_LOCATION", "")
    key = asked.key
    if asked.credentials is None and not (key or project or location):
        key = key_in(environment)
    return Access(
        "vertex",
        key,
        _checked(project, "project"),
        _checked(location, "location") or DEFAULT_LOCATION,
        asked.credentials,
    )


def _checked(name: str, kind: str) -> str:
    """Accept what may stand in an address."""
    if not _PLACE.fullmatch(given_text(name, f"a {kind}")):
        raise UsageError(f"{name!r} is no {kind} of Google Cloud.")
    return name


def usable_key(value: str, source: str) -> Key:
    """Accept a key.

    Args:
        value: the key; white space around it is dropped.
        source: where it came from, as a person would name it.

    Raises:
        CredentialsError: if it could not stand in a header; the message does not show it.
        TypeError: if it is no text.
    """
    bare = given_text(value, "an API key").strip()
    if not _PRINTABLE.fullmatch(bare):
        raise CredentialsError(
            f"The key from {source} holds characters that no key has.",
            hint="Copy it again, without spaces or line breaks.",
        )
    return Key(bare, source)


def key_in(environment: Mapping[str, str]) -> Key | None:
    """Find a key in environment variables."""
    for name in KEY_VARIABLES:
        if environment.get(name, "").strip():
            return usable_key(environment[name], name)
    return None


def without_keys(environment: Mapping[str, str]) -> dict[str, str]:
    """Give the variables that a program we start may see: all but the keys."""
    return {name: value for name, value in environment.items() if name not in KEY_VARIABLES}


def key_from_file(path: Path) -> Key:
    """Read a key from a file that nobody else can read.

    Raises:
        CredentialsError: the file cannot be read, others could, or it is somebody else's.
    """
    try:
        if os.name == "posix":
            _check_private(path, path.stat())
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise CredentialsError(f"{path} cannot be read: {error.strerror}.") from error
    return usable_key(text, str(path))


def _check_private(path: Path, status: os.stat_result) -> None:
    if status.st_uid != os.getuid():
        raise CredentialsError(f"{path} belongs to somebody else.")
    if stat.S_IMODE(status.st_mode) & 0o077:
        raise CredentialsError(
            f"{path} can be read by others.", hint=f"chmod 600 {shlex.quote(str(path))}"
        )


def wants_vertex(environment: Mapping[str, str]) -> bool:
    """Whether the environment selects Vertex AI; only ``true`` and ``1`` say yes."""
    for name in ("GOOGLE_GENAI_USE_ENTERPRISE", "GOOGLE_GENAI_USE_VERTEXAI"):
        if name in environment:
            return environment[name].lower() in _TRUE
    return False


def no_key() -> NoKeyError:
    """Say that there is no key, and how to get one."""
    return NoKeyError(
        "There is no API key.",
        hint="Get one at https://aistudio.google.com/apikey and set it: gemchat keys set, or"
        " GEMINI_API_KEY in the environment.",
    )
