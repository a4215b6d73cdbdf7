"""Pictures, sounds and files: saved, and named with their place."""

from __future__ import annotations

from gemchat.counted import size
from gemchat.types import Part
from gemchat.ui.media import MediaShelf
from gemchat.ui.parts.table import renders


@renders("inline_data")
def inline_data(part: Part, shelf: MediaShelf) -> str:
    """Save the data, and say what it is and where it lies."""
    blob = part.inline_data
    data = (blob.data if blob else None) or b""
    mime_type = (blob.mime_type if blob else None) or "application/octet-stream"
    place = shelf.keep(data, mime_type)
    return f"`[{mime_type}, {size(len(data))}]` {place}"


@renders("file_data")
def file_data(part: Part, _shelf: MediaShelf) -> str:
    """Name the file."""
    file = part.file_data
    return f"`[{(file.mime_type if file else None) or 'file'}]` {file.file_uri if file else ''}"
