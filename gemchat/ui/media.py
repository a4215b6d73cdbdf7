"""Where pictures and other media of a reply are put for the user."""

from __future__ import annotations

import mimetypes
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from gemchat.sessions.disk import write_private
from gemchat.sessions.traces import media_name
from gemchat.settings.paths import make_private
from gemchat.types import Part

if TYPE_CHECKING:
    from gemchat.ui.markdown import Row

Pictures: TypeAlias = "Callable[[Part, int], list[Row]]"
"""Draws the picture that a part is, in rows of so many cells; what is none gives no rows."""


def no_pictures(_part: Part, _width: int) -> list[Row]:
    """Draw no pictures."""
    return []


class MediaShelf:
    """A directory of media, each under a name made of its content: the same is kept once.

    Args:
        directory: made with the first file, for its owner alone.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    def keep(self, data: bytes, mime_type: str) -> str:
        """Save data; give its place in words: a path, or why there is none."""
        suffix = mimetypes.guess_extension(mime_type, strict=False) or ".bin"
        path = self._directory / (media_name(data) + suffix)
        try:
            make_private(self._directory)
            if not path.exists():
                write_private(path, data)
        except OSError as error:
            return f"(not saved: {error.strerror})"
        return str(path)
