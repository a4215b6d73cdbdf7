"""What was uploaded in the course of a session, known to those who take it up again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from gemchat.client.originals import Original
from gemchat.protocol.files import uris_in
from gemchat.sessions.unsaved import SessionJournal, Unsaved
from gemchat.types.base import JsonObject


class SessionUploads:
    """A `BlobStore` that notes uploads in the session at hand and knows those of its past."""

    def __init__(self) -> None:
        self._journal: SessionJournal = Unsaved()
        self._originals: dict[str, Original] = {}

    def follow(self, journal: SessionJournal) -> None:
        """Note what is uploaded from now on in another session."""
        self._journal = journal

    def know(self, uploads: Mapping[str, Original]) -> None:
        """Learn what was uploaded in a session that is taken up again."""
        self._originals.update(uploads)

    def note(self, contents: Iterable[JsonObject]) -> None:
        """Note in the session at hand what its contents name and another session uploaded."""
        for uri in uris_in(contents):
            if original := self.kept(uri):
                self._journal.uploaded(uri, original)

    def keep(self, uri: str, original: Original) -> None:
        """Remember what was uploaded to `uri`, here and in the session."""
        self._originals[uri] = original
        self._journal.uploaded(uri, original)

    def kept(self, uri: str) -> Original | None:
        """Give what was uploaded to `uri`, if it is known."""
        return self._originals.get(uri)
