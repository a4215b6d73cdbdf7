"""Which key to use, and where it came from."""

from __future__ import annotations

import os
import re
import shlex
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from gemchat.errors import CredentialsError

# The order of the official client; an empty value counts as unset.
KEY_VARIABLES = ("GOOGLE_API_KEY", "GEMINI_API_KEY")
_PRINTABLE = re.compile(r"[\x21-\x7e]+")
_TRUE = {"true", "1"}


@dataclass(frozen=True, slots=True)
class Key:
    """An API key; its `repr` does not show it."""

    value: str = field(repr=False)
    source: str


def usable_key(value: str, source: str) -> Key:
    """Accept a key.

    Args:
        value: the key; white space around it is dropped.
        source: where it came from, as a person would name it.

    Raises:
        CredentialsError: if it could not stand in a header; the message does not show it.
    """
    bare = value.strip()
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


def key_from_file(path: Path) -> Key:
    """Read a key from a file that nobody else can read.

    Raises:
        CredentialsError: the file cannot be read, or others could.
    """
    try:
        if os.name == "posix" and stat.S_IMODE(path.stat().st_mode) & 0o077:
            raise CredentialsError(
                f"{path} can be read by others.", hint=f"chmod 600 {shlex.quote(str(path))}"
            )
        text = path.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise CredentialsError(f"{path} cannot be read: {error.strerror}.") from error
    return usable_key(text, str(path))


def wants_vertex(environment: Mapping[str, str]) -> bool:
    """Whether the environment selects Vertex AI; only ``true`` and ``1`` say yes."""
    for name in ("GOOGLE_GENAI_USE_ENTERPRISE", "GOOGLE_GENAI_USE_VERTEXAI"):
        if name in environment:
            return environment[name].lower() in _TRUE
    return False


def no_key() -> CredentialsError:
    """Say that there is no key, and how to get one."""
    return CredentialsError(
        "There is no API key.",
        hint="Get one at https://aistudio.google.com/apikey and set GEMINI_API_KEY to it.",
    )
