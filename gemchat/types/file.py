"""Files uploaded to the Files API."""

from __future__ import annotations

from pydantic import Field

from gemchat.types.base import JsonObject, OpenEnum, WireInt, WireModel
from gemchat.types.http_options import HttpOptions


class FileState(OpenEnum):
    """Whether an uploaded file can be used yet."""

    STATE_UNSPECIFIED = "STATE_UNSPECIFIED"
    PROCESSING = "PROCESSING"
    ACTIVE = "ACTIVE"
    FAILED = "FAILED"


class FileSource(OpenEnum):
    """Where a file came from."""

    SOURCE_UNSPECIFIED = "SOURCE_UNSPECIFIED"
    UPLOADED = "UPLOADED"
    GENERATED = "GENERATED"
    REGISTERED = "REGISTERED"


class FileStatus(WireModel):
    """Why the processing of a file failed."""

    code: int | None = None
    """The ``google.rpc.Code`` of the failure."""
    message: str | None = None
    """What went wrong, in English."""
    details: list[JsonObject] | None = None
    """Further details, as received."""


class UploadFileConfig(WireModel):
    """How a file is uploaded."""

    name: str | None = None
    """The name to give it: ``files/`` and up to 40 small letters, digits and dashes."""
    mime_type: str | None = None
    """The media type; found out from the file if not said."""
    display_name: str | None = None
    """A name for people, up to 512 characters; the file's own if not said."""
    http_options: HttpOptions | None = Field(None, exclude=True)
    """How this request travels."""


class ListFilesConfig(WireModel):
    """How files are listed."""

    page_size: int | None = None
    """How many to ask for at a time."""
    page_token: str | None = None
    """Where to begin, as a page before said."""
    http_options: HttpOptions | None = Field(None, exclude=True)
    """How this request travels."""


class File(WireModel):
    """A file of the Files API, to be named in messages."""

    name: str | None = None
    """The resource name, such as ``files/abc-123``."""
    display_name: str | None = None
    """A name for people."""
    mime_type: str | None = None
    """The media type."""
    size_bytes: WireInt | None = None
    """The size in bytes."""
    create_time: str | None = None
    """When it was uploaded, RFC 3339."""
    update_time: str | None = None
    """When it was last changed, RFC 3339."""
    expiration_time: str | None = None
    """When it will be deleted, RFC 3339."""
    sha256_hash: str | None = None
    """The hash of its bytes, base64."""
    uri: str | None = None
    """The address to put into a message."""
    download_uri: str | None = None
    """The address to download it from."""
    state: FileState | None = None
    """Whether it can be used yet."""
    source: FileSource | None = None
    """Where it came from."""
    video_metadata: JsonObject | None = None
    """About a video, such as its duration."""
    error: FileStatus | None = None
    """Why its processing failed."""
