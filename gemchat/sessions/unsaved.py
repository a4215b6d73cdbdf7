"""The journal of a chat that is not to be saved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from gemchat.chat.history import NoJournal
from gemchat.client.originals import Original
from gemchat.sessions.record import Setup
from gemchat.sessions.recorder import Recorder
from gemchat.types.base import JsonObject


class Unsaved(NoJournal):
    """Has the face of a `Recorder` and writes nothing."""

    id = ""
    exists = False
    saved = True
    problem: str | None = None
    last: int | None = None

    def setup(self, setup: Setup) -> None:
        """Do nothing."""

    def loaded(self, source: str, contents: Sequence[JsonObject]) -> None:
        """Do nothing."""

    def rename(self, title: str) -> None:
        """Do nothing."""

    def undo(self, count: int = 1) -> None:
        """Do nothing."""

    def head(self, n: int | None) -> None:
        """Do nothing."""

    def keep(self) -> None:
        """Do nothing."""

    def uploaded(self, uri: str, original: Original) -> None:
        """Do nothing."""

    def close(self) -> None:
        """Do nothing."""


SessionJournal: TypeAlias = Recorder | Unsaved
