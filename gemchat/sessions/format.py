"""What a history file is, and what a format of one consists of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from gemchat.types.base import JsonObject


@dataclass(frozen=True, slots=True)
class HistoryFile:
    """A conversation to take elsewhere.

    Attributes:
        contents: what was said, in wire form.
        model: whom it was said to, or empty.
        system: the parts of the system instruction.
        config: generation settings, snake_case.
    """

    contents: list[JsonObject]
    model: str = ""
    system: list[JsonObject] | None = None
    config: JsonObject = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Format:
    """A way to write a conversation down.

    Attributes:
        name: what people call it.
        suffix: how its files end, with the dot.
        write: gives the text of the file.
        recognises: tells whether a JSON document is of this format; None where files of this
            format are only written.
        read: takes from such a document what may be taken; raises HistoryFileError.
    """

    name: str
    suffix: str
    write: Callable[[HistoryFile], str]
    recognises: Callable[[Any], bool] | None = None
    read: Callable[[Any], HistoryFile] | None = None
