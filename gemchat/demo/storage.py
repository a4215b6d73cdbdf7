"""Files and cached contents of the demo backend, kept in memory."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from gemchat.demo.http import Answer, Json, Request, whole
from gemchat.demo.prompt import Prompt, member, parts
from gemchat.demo.validation import (
    OBJECT,
    TEXT,
    Fields,
    RefusedError,
    check_conversation,
    check_fields,
    invalid,
    json_object,
)
from gemchat.demo.wire import JSON_TYPE, Failure, json_answer

GRANULARITY = 256 * 1024
FILE_LIFE = timedelta(hours=48)
CACHE_LIFE = timedelta(hours=1)
SMALLEST_CACHE = 1024
FILE_FIELDS: Fields = dict.fromkeys(["name", "displayName", "mimeType", "sizeBytes"], TEXT)
CACHE_FIELDS = ("contents", "systemInstruction", "tools", "toolConfig")


def timestamp(moment: datetime) -> str:
    """Write a moment as the API does, in UTC with nine decimals."""
    return f"{moment:%Y-%m-%dT%H:%M:%S.%f}000Z"


def denied(message: str) -> RefusedError:
    """Build the refusal that hides whether a thing exists."""
    return RefusedError(Failure(403, "PERMISSION_DENIED", message))


@dataclass(slots=True)
class Upload:
    """A file on its way: what was announced, and the bytes that have come."""

    about: Json
    kind: str
    data: bytearray = field(default_factory=bytearray)


@dataclass(slots=True)
class Files:
    """The Files API: resumable uploads, and what they leave.

    A video is `PROCESSING` until somebody has looked at it once, so that clients have to wait.
    """

    url: str
    uploads: dict[str, Upload] = field(default_factory=dict)
    stored: dict[str, Json] = field(default_factory=dict)
    numbers: count[int] = field(default_factory=lambda: count(1))

    def start(self, request: Request) -> Answer:
        """Open an upload and say where its bytes go."""
        if request.headers.get("x-goog-upload-command") != "start":
            raise invalid("The request must start a resumable upload.")
        body = json_object(request) if request.raw else {}
        check_fields(body, {"file": OBJECT})
        about = body.get("file") or {}
        check_fields(about, FILE_FIELDS, "file")
        kind = request.headers.get("x-goog-upload-header-content-type", "application/octet-stream")
        upload_id = f"upload-{next(self.numbers)}"
        self.uploads[upload_id] = Upload(about, kind)
        return _upload_answer(
            "active",
            x_goog_upload_url=f"{self.url}{request.path}?upload_id={upload_id}"
            "&upload_protocol=resumable",
            x_goog_upload_chunk_granularity=str(GRANULARITY),
        )

    def upload(self, request: Request) -> Answer:
        """Take some bytes of an upload, the last ones, or a question how many there are."""
        upload = self.uploads.get(request.query["upload_id"])
        if upload is None:
            raise RefusedError(Failure(404, "NOT_FOUND", "Upload not found."))
        received = {"x_goog_upload_size_received": str(len(upload.data))}
        commands = request.headers.get("x-goog-upload-command", "").replace(" ", "").split(",")
        if "query" in commands:
            return _upload_answer("active", **received)
        if request.headers.get("x-goog-upload-offset") != str(len(upload.data)):
            raise invalid("The upload offset does not match the bytes received.")
        final = "finalize" in commands
        if not final and len(request.raw) % GRANULARITY:
            raise invalid("An intermediate chunk must be a multiple of the granularity.")
        upload.data += request.raw
        if not final:
            return _upload_answer("active")
        del self.uploads[request.query["upload_id"]]
        answer = json_answer(200, {"file": self._store(upload)})
        return Answer(200, {**answer.headers, "x-goog-upload-status": "final"}, answer.steps)

    def _store(self, upload: Upload) -> Json:
        name = member(upload.about, "name") or f"files/demo-{next(self.numbers)}"
        if name in self.stored:
            raise RefusedError(Failure(409, "ALREADY_EXISTS", f"The file {name} already exists."))
        now = datetime.now(UTC)
        kind = member(upload.about, "mimeType") or upload.kind
        title = member(upload.about, "displayName")
        stored: Json = {
            "name": name,
            **({"displayName": title} if title else {}),
            "mimeType": kind,
            "sizeBytes": str(len(upload.data)),
            "createTime": timestamp(now),
            "updateTime": timestamp(now),
            "expirationTime": timestamp(now + FILE_LIFE),
            "sha256Hash": base64.b64encode(hashlib.sha256(upload.data).digest()).decode(),
            "uri": f"{self.url}/v1beta/{name}",
            "state": "PROCESSING" if kind.startswith("video/") else "ACTIVE",
            "source": "UPLOADED",
        }
        self.stored[name] = stored
        return stored.copy()

    def listed(self) -> list[Json]:
        """List the files, newest first."""
        return list(reversed(self.stored.values()))

    def found(self, method: str, name: str) -> Json:
        """Get or delete one file."""
        stored = self.stored.get(f"files/{name}")
        if stored is None:
            raise denied(
                f"You do not have permission to access the File {name} or it may not exist."
            )
        if method == "DELETE":
            del self.stored[f"files/{name}"]
            return {}
        seen = stored.copy()
        stored["state"] = "ACTIVE"
        return seen

    def check_used(self, contents: list[Json]) -> None:
        """Refuse contents that name a file of this server which is gone or not ready."""
        for content in contents:
            for part in parts(content):
                uri = (member(part, "fileData") or {}).get("fileUri", "")
                if not uri.startswith(f"{self.url}/"):
                    continue
                name = uri.rpartition("/")[2]
                if self.stored.get(f"files/{name}", {}).get("state") == "PROCESSING":
                    raise invalid(f"The File {name} is not in an ACTIVE state.")
                self.found("GET", name)


def _upload_answer(status: str, **headers: str) -> Answer:
    return whole(200, b"", JSON_TYPE, x_goog_upload_status=status, **headers)


@dataclass(slots=True)
class Caches:
    """The cachedContents API: prompts kept for later requests."""

    stored: dict[str, Json] = field(default_factory=dict)
    numbers: count[int] = field(default_factory=lambda: count(1))

    def create(self, body: Json) -> Json:
        """Keep a prompt, if it is large enough to be worth it."""
        model = str(body.get("model", "")).removeprefix("models/")
        request: Json = {name: member(body, name) for name in CACHE_FIELDS}
        check_conversation(request)
        total = Prompt(model, request).tokens
        if total < SMALLEST_CACHE:
            raise invalid(
                f"Cached content is too small. total_token_count={total},"
                f" min_total_token_count={SMALLEST_CACHE}"
            )
        now = datetime.now(UTC)
        kept: Json = {
            "name": f"cachedContents/demo{next(self.numbers)}",
            "model": f"models/{model}",
            "displayName": body.get("displayName", ""),
            "createTime": timestamp(now),
            "updateTime": timestamp(now),
            "expireTime": _expiry(body, now),
            "usageMetadata": {"totalTokenCount": total},
        }
        self.stored[kept["name"]] = kept
        return kept.copy()

    def size(self, name: str | None) -> int:
        """Give the bytes that a request takes from an entry, if it names one."""
        if not name:
            return 0
        kept = self.found("GET", name.removeprefix("cachedContents/"))
        return 4 * int(kept["usageMetadata"]["totalTokenCount"])

    def listed(self) -> list[Json]:
        """List what is kept, newest first."""
        now = timestamp(datetime.now(UTC))
        return [kept for kept in reversed(self.stored.values()) if kept["expireTime"] > now]

    def found(self, method: str, name: str, body: Any = None) -> Json:
        """Get, delete or prolong one entry."""
        kept = self.stored.get(f"cachedContents/{name}")
        now = datetime.now(UTC)
        if kept is None or kept["expireTime"] <= timestamp(now):
            raise denied("CachedContent not found (or permission denied)")
        if method == "DELETE":
            del self.stored[kept["name"]]
            return {}
        if method == "PATCH":
            kept |= {"expireTime": _expiry(body or {}, now), "updateTime": timestamp(now)}
        return kept.copy()


def _expiry(body: Json, now: datetime) -> str:
    if until := member(body, "expireTime"):
        return str(until)
    try:
        seconds = float(str(body.get("ttl", CACHE_LIFE.total_seconds())).removesuffix("s"))
        return timestamp(now + timedelta(seconds=seconds))
    except (ValueError, OverflowError) as error:
        raise invalid("Invalid value at 'cached_content.ttl'.") from error
