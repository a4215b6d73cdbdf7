from __future__ import annotations

import hashlib
import io
import os
import random
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gemchat.client.files import FileOperations
from gemchat.client.stepping import step
from gemchat.errors import BrokenReplyError, GemchatError, NetworkError, ServerError, UsageError
from gemchat.protocol.call import HttpCall, HttpReply
from gemchat.protocol.gemini import GeminiBackend
from gemchat.types import File
from tests.client.storage import FakeStorage

MB = 1024 * 1024
BACKEND = GeminiBackend(key="canary-key-of-the-client")
NOISE = random.Random(7).randbytes(20 * MB)
PLAIN = {"mime_type": "application/pdf"}


def uploaded(storage: FakeStorage, data: bytes) -> File:
    return step(FileOperations(storage, BACKEND).upload(io.BytesIO(data), PLAIN))


def noise(size: int) -> bytes:
    """Bytes of which no two chunks are the same."""
    return NOISE[:size]


@pytest.mark.parametrize(
    ("size", "commands"),
    [
        (0, [("upload, finalize", 0, 0)]),
        (5, [("upload, finalize", 0, 5)]),
        (8 * MB, [("upload, finalize", 0, 8 * MB)]),
        (8 * MB + 1, [("upload", 0, 8 * MB), ("upload, finalize", 8 * MB, 1)]),
        (
            17 * MB,
            [
                ("upload", 0, 8 * MB),
                ("upload", 8 * MB, 8 * MB),
                ("upload, finalize", 16 * MB, MB),
            ],
        ),
    ],
)
def test_a_file_goes_up_in_chunks(size: int, commands: list[tuple[str, int, int]]) -> None:
    storage, data = FakeStorage(), noise(size)
    assert uploaded(storage, data).size_bytes == size
    assert storage.commands[1:] == commands
    assert storage.digest == hashlib.sha256(data).hexdigest()


def test_what_is_announced() -> None:
    storage = FakeStorage()
    uploaded(storage, b"12345")
    assert storage.about == {"mimeType": "application/pdf", "sizeBytes": "5"}
    start = storage.headers[0]
    assert start["x-goog-upload-protocol"] == "resumable"
    assert start["x-goog-upload-header-content-length"] == "5"
    assert start["x-goog-upload-header-content-type"] == "application/pdf"


def test_the_key_goes_nowhere_but_to_the_api() -> None:
    storage = FakeStorage("lost")
    uploaded(storage, noise(9 * MB))
    assert storage.headers[0]["x-goog-api-key"] == BACKEND.key
    assert len(storage.headers) == 5
    assert all(BACKEND.key not in str(headers) for headers in storage.headers[1:])


@pytest.mark.parametrize("granularity", [1, 3 * MB, 9 * MB])
def test_chunks_are_as_large_as_the_service_wants(granularity: int) -> None:
    storage, data = FakeStorage(granularity=granularity), noise(20 * MB)
    uploaded(storage, data)
    assert storage.digest == hashlib.sha256(data).hexdigest()
    assert storage.commands[1][2] == {1: 8 * MB, 3 * MB: 6 * MB, 9 * MB: 9 * MB}[granularity]


@pytest.mark.parametrize(
    ("faults", "offsets"),
    [
        (["lost"], [0, 0, 8 * MB, 16 * MB]),
        (["half"], [0, 4 * MB, 12 * MB]),
        (["deaf"], [0, 8 * MB, 16 * MB]),
        (["", "503"], [0, 8 * MB, 8 * MB, 16 * MB]),
        (["", "", "lost"], [0, 8 * MB, 16 * MB, 16 * MB]),
        (["", "", "deaf"], [0, 8 * MB, 16 * MB]),
    ],
    ids=["lost", "half", "deaf", "status", "last-lost", "last-deaf"],
)
def test_an_upload_is_taken_up_where_it_broke_off(faults: list[str], offsets: list[int]) -> None:
    storage, data = FakeStorage(*faults), noise(18 * MB)
    assert uploaded(storage, data).size_bytes == len(data)
    assert storage.digest == hashlib.sha256(data).hexdigest()
    assert storage.offsets == offsets


def test_attempts_are_counted_anew_when_something_has_arrived() -> None:
    storage, data = FakeStorage(*["half"] * 9), noise(18 * MB)
    uploaded(storage, data)
    assert storage.digest == hashlib.sha256(data).hexdigest()
    assert len(storage.waits) == 9


def test_nobody_asks_for_ever() -> None:
    storage = FakeStorage(*["lost"] * 10)
    with pytest.raises(NetworkError):
        uploaded(storage, b"data")
    assert len(storage.waits) == 3
    assert storage.offsets == [0] * 4


def test_a_refused_chunk_is_not_repeated() -> None:
    storage = FakeStorage("400")
    with pytest.raises(GemchatError, match="no"):
        uploaded(storage, b"data")
    assert storage.offsets == [0]


@settings(max_examples=30)
@given(st.lists(st.sampled_from(["", "lost", "half", "deaf", "503"]), max_size=8))
def test_whatever_fails_the_bytes_arrive_once_and_in_order(faults: list[str]) -> None:
    data = noise(17 * MB + 3)
    storage = FakeStorage(*faults)
    try:
        uploaded(storage, data)
    except (NetworkError, ServerError):
        assert len(storage.waits) >= 3
    else:
        assert storage.digest == hashlib.sha256(data).hexdigest()


def test_progress_is_told_after_each_chunk() -> None:
    told: list[tuple[int, int]] = []
    operations = FileOperations(FakeStorage("", "half"), BACKEND)
    size = 17 * MB
    step(operations.upload(io.BytesIO(noise(size)), PLAIN, lambda *done: told.append(done)))
    assert told == [(8 * MB, size), (12 * MB, size), (size, size)]


def test_a_large_file_never_is_in_memory(tmp_path: Path) -> None:
    size = 200 * MB
    path = tmp_path / "movie.mp4"
    with path.open("wb") as file:
        file.write(b"\0\0\0\x20ftypisom")
        file.truncate(size)
    storage = FakeStorage()
    tracemalloc.start()
    step(FileOperations(storage, BACKEND).upload(path))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert storage.received == size
    assert storage.about["mimeType"] == "video/mp4"
    assert peak < 20 * MB


class Shrinking(io.BytesIO):
    """A file that is shorter when it is read than when it was measured."""

    def seek(self, offset: int, whence: int = 0, /) -> int:
        return super().seek(offset, whence) + (whence == os.SEEK_END)


class Huge(io.BytesIO):
    """A file that says it has 3 GB."""

    def seek(self, offset: int, whence: int = 0, /) -> int:
        return 3 * 1024 * MB if whence == os.SEEK_END else super().seek(offset, whence)


class Pipe(io.BytesIO):
    """A stream that goes forward only."""

    def seek(self, offset: int, whence: int = 0, /) -> int:
        raise io.UnsupportedOperation("seek")


@pytest.mark.parametrize(
    ("file", "config", "words"),
    [
        (Shrinking(b"data"), PLAIN, "changed while it was read"),
        (Huge(), PLAIN, "3.0 GB"),
        (Pipe(b"data"), None, "only once"),
        (Pipe(b"data"), PLAIN, "only once"),
        (io.StringIO("data"), None, "reading text"),
        (io.StringIO("data"), PLAIN, "reading text"),
        (io.BytesIO(b"\xfe\xff\0"), None, "type .* is not known"),
        (io.BytesIO(b"data"), {"name": "files/.."}, "no name"),
    ],
)
def test_what_cannot_be_uploaded(file: io.BytesIO, config: object, words: str) -> None:
    storage = FakeStorage()
    with pytest.raises(UsageError, match=words):
        step(FileOperations(storage, BACKEND).upload(file, config))  # type: ignore[arg-type]  # wrong on purpose
    assert storage.received == 0


class Answering(FakeStorage):
    """A service that answers every chunk in one way."""

    def __init__(self, headers: dict[str, str], body: bytes = b"") -> None:
        super().__init__()
        self._answer = HttpReply(200, headers, body)

    async def send(self, call: HttpCall) -> HttpReply:
        reply = await super().send(call)
        return reply if call.headers["x-goog-upload-command"] == "start" else self._answer


@pytest.mark.parametrize(
    "answer",
    [
        Answering({}),
        Answering({"x-goog-upload-status": "cancelled"}),
        Answering({"x-goog-upload-status": "final"}, b"{oops"),
    ],
    ids=["silent", "cancelled", "no-json"],
)
def test_answers_that_make_no_sense(answer: Answering) -> None:
    with pytest.raises(BrokenReplyError):
        uploaded(answer, b"data")
