"""Files of this machine as people name them."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path

from gemchat.errors import UsageError

_SECRET = re.compile(
    r"(.*/)?(\.(ssh|gnupg|aws)/.*|\.env(\..*)?|\.netrc|id_[a-z0-9_]+|api_key|.*\.(pem|key|p12|pfx|kdbx))",
    re.IGNORECASE | re.DOTALL,
)


def typed_path(name: str | os.PathLike[str]) -> Path:
    """Take a path as people write it, with ``~`` for a home.

    Raises:
        UsageError: it begins with the home of nobody.
    """
    path = Path(name)
    try:
        return path.expanduser()
    except (RuntimeError, ValueError) as error:
        raise UsageError(f"{path} cannot be found: {path.parts[0]} is no home.") from error


def written_path(text: str) -> Path:
    """Take a path as it is written in a line: bare, in quotes, or with its spaces escaped.

    Terminals write those that are dragged into them so. What has the text itself for a name goes
    before.

    Raises:
        UsageError: it begins with the home of nobody.
    """
    path = typed_path(text)
    if os.path.lexists(path):
        return path
    # a backslash that parts folders escapes nothing
    escaped = text if os.sep == "/" else text.replace("\\", "\\\\")
    try:
        words = shlex.split(escaped)
    except ValueError:  # the quotation mark is one of the name
        return path
    return typed_path(words[0]) if len(words) == 1 else path


def looks_secret(path: Path) -> bool:
    """Whether a file probably holds keys or passwords, so that people are asked before it goes."""
    return bool(_SECRET.fullmatch(Path(os.path.realpath(path)).as_posix()))
