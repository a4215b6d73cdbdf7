from __future__ import annotations

import asyncio
import io
import re
from pathlib import Path

import pytest

from gemchat import Client
from gemchat.chat.conversation import Conversation
from gemchat.chat.events import Retrying
from gemchat.client.files import FileOperations
from gemchat.client.originals import RecentUploads
from gemchat.client.renewing import RenewingTransport
from gemchat.demo import DemoServer
from gemchat.errors import AccessError, ApiError, RefusedError, ServerError
from gemchat.protocol.gemini import GeminiBackend
from gemchat.types import File, FileState, UploadFileConfig
from tests.client.conftest import CANARY
from tests.client.faces import Face
from tests.fakes import Twin

MODEL = "gemini-flash-latest"
PDF = b"%PDF-1.7 and so on"
MB = 1024 * 1024


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.pdf"
    path.write_bytes(PDF)
    return path


def test_a_file_is_uploaded_looked_at_listed_and_deleted(face: Face, report: Path) -> None:
    stored = face.call("files.upload", file=report)
    assert (stored.display_name, stored.mime_type) == ("report.pdf", "application/pdf")
    assert stored.size_bytes == len(PDF)
    assert stored.state is FileState.ACTIVE
    assert stored.expiration_time
    for name in (stored.name, stored.name.removeprefix("files/"), stored.uri):
        assert face.call("files.get", name=name) == stored
    assert stored in face.call("files.list")
    assert face.call("files.delete", name=stored.name) is None
    assert stored not in face.call("files.list")
    with pytest.raises(AccessError):
        face.call("files.get", name=stored.name)


@pytest.mark.parametrize(
    "config",
    [
        {"name": "my-report", "display_name": "Mine", "mime_type": "text/plain"},
        UploadFileConfig(name="files/my-report", display_name="Mine", mime_type="text/plain"),
    ],
)
def test_what_a_file_is_called(face: Face, report: Path, config: object) -> None:
    stored = face.call("files.upload", file=str(report), config=config)
    assert (stored.name, stored.display_name) == ("files/my-report", "Mine")
    assert stored.mime_type == "text/plain"
    with pytest.raises(ApiError) as taken:
        face.call("files.upload", file=report, config=config)
    assert taken.value.status == "ALREADY_EXISTS"
    face.call("files.delete", name=stored.name)


def test_an_open_file_is_uploaded_from_its_beginning(face: Face, report: Path) -> None:
    with report.open("rb") as file:
        file.read(9)
        stored = face.call("files.upload", file=file)
    assert stored.size_bytes == len(PDF)
    assert stored.mime_type == "application/pdf"
    assert stored.display_name is None


def test_chunks_go_over_the_wire_without_a_key(
    face: Face, demo: DemoServer, tmp_path: Path
) -> None:
    path = tmp_path / "sound.flac"
    with path.open("wb") as file:
        file.write(b"fLaC\0")
        file.truncate(17 * MB)
    before, told = len(demo.requests), []
    stored = face.call("files.upload", file=path, progress=lambda *done: told.append(done))
    start, *chunks = demo.requests[before:]
    assert stored.size_bytes == 17 * MB
    assert stored.sha256_hash
    assert start.headers["x-goog-api-key"] == CANARY
    assert [chunk.headers["x-goog-upload-offset"] for chunk in chunks] == [
        str(offset * MB) for offset in (0, 8, 16)
    ]
    assert not any(CANARY in str(chunk.headers) for chunk in chunks)
    assert told == [(8 * MB, 17 * MB), (16 * MB, 17 * MB), (17 * MB, 17 * MB)]


def test_files_are_listed_over_pages(face: Face, demo: DemoServer) -> None:
    names = [
        face.call("files.upload", file=io.BytesIO(b"text"), config={"display_name": str(number)})
        for number in range(3)
    ]
    before = len(demo.requests)
    listed = face.call("files.list", config={"page_size": 2})
    assert [file.name for file in names] == [file.name for file in reversed(listed[:3])]
    assert [request.query.get("pageToken", "") for request in demo.requests[before:]][:2] == [
        "",
        "2",
    ]


def video(state: str, **more: object) -> str:
    return f"raw: {File.from_wire({'state': state, **more}).to_wire()}".replace("'", '"')


def test_a_video_is_waited_for(twin: Twin) -> None:
    transport = twin.transport(*[[video("PROCESSING")]] * 6, [video("ACTIVE")])
    operations = FileOperations(transport, GeminiBackend(key="k"))
    assert twin.run(operations.wait_active("abc")).state is FileState.ACTIVE
    assert transport.sleeps == [1, 2, 4, 8, 10, 10]


def test_a_video_that_fails(twin: Twin) -> None:
    transport = twin.transport([video("FAILED", error={"message": "no frames"})])
    operations = FileOperations(transport, GeminiBackend(key="k"))
    with pytest.raises(RefusedError, match="abc could not be processed: no frames"):
        twin.run(operations.wait_active("abc"))


def test_nobody_waits_for_ever(twin: Twin) -> None:
    transport = twin.transport(*[[video("PROCESSING")]] * 3)
    operations = FileOperations(transport, GeminiBackend(key="k"))
    with pytest.raises(ServerError, match="still being processed after 3 s"):
        twin.run(operations.wait_active("abc", 5))


def test_a_video_can_be_sent_at_once(
    face: Face, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Too large for a message, and not ready when it is uploaded."""
    monkeypatch.setattr("gemchat.client.attachments.INLINE_LIMIT", 8)
    monkeypatch.setattr("gemchat.client.files._FIRST_PAUSE", 0.001)
    movie = tmp_path / "movie.mp4"
    movie.write_bytes(b"\0\0\0\x20ftypisom and so on")
    chat = face.chat(model=MODEL)
    assert chat.send([movie, "What happens?"]).text
    [named, _] = chat.history()[0].parts or []
    assert named.file_data is not None
    assert named.file_data.mime_type == "video/mp4"
    assert face.call("files.get", name=named.file_data.file_uri).state is FileState.ACTIVE


def test_a_file_that_has_expired_is_uploaded_again(face: Face, report: Path) -> None:
    stored = face.call("files.upload", file=report)
    chat = face.chat(model=MODEL)
    assert chat.send([stored, "hi"]).text
    before = chat.history()
    face.call("files.delete", name=stored.name)
    assert "".join(chat.stream("hi again"))
    assert face.call("files.get", name=stored.name).uri == stored.uri
    face.call("files.delete", name=stored.name)
    assert chat.send("and again").text
    face.call("files.delete", name=stored.name)
    assert face.ask("generate_content", model=MODEL, contents=[stored, "once more"]).text
    assert chat.history()[:2] == before


def test_a_file_that_has_changed_is_not_taken_for_the_one_that_expired(
    face: Face, report: Path
) -> None:
    stored = face.call("files.upload", file=report)
    face.call("files.delete", name=stored.name)
    report.write_bytes(PDF + b"!")
    with pytest.raises(AccessError, match="do not have permission to access the File"):
        face.chat(model=MODEL).send([stored, "hi"])
    report.unlink()
    with pytest.raises(AccessError, match="do not have permission to access the File"):
        face.chat(model=MODEL).send([stored, "hi"])


def test_what_is_there_is_not_uploaded_again(
    face: Face, demo: DemoServer, report: Path, tmp_path: Path
) -> None:
    gone, here = face.call("files.upload", file=report), face.call("files.upload", file=report)
    foreign = File(uri="https://example.com/a.pdf", mime_type="application/pdf")
    face.call("files.delete", name=gone.name)
    before = len(demo.requests)
    assert face.chat(model=MODEL).send([here, gone, foreign, "hi"]).text
    starts = [one for one in demo.requests[before:] if "upload_id" in one.query]
    assert len(starts) == 1


def test_the_person_is_told(demo: DemoServer, report: Path) -> None:
    """Between a refusal and the answer there is a retry, and it says what was done."""
    backend = GeminiBackend(key="k", base_url=demo.url)

    async def told() -> list[str]:
        async with Client(api_key="k", http_options={"base_url": demo.url}).aio as client:
            transport = client._transport
            files = FileOperations(transport, backend, RecentUploads())
            stored = await files.upload(report)
            await files.delete(stored.name or "")
            conversation = Conversation(RenewingTransport(transport, files), backend, MODEL)
            part = {"fileData": {"fileUri": stored.uri, "mimeType": stored.mime_type}}
            user = {"role": "user", "parts": [part, {"text": "hi"}]}
            events = [event async for event in conversation.events(user)]
            return [str(event.error) for event in events if isinstance(event, Retrying)]

    assert asyncio.run(told()) == ["Uploaded report.pdf again."]


def test_a_service_that_loses_files_at_once_is_not_asked_for_ever(twin: Twin, report: Path) -> None:
    refused = ["error: 403 PERMISSION_DENIED no such file"]
    stored = ['raw: {"file": {"name": "files/1", "uri": "https://g/files/1"}}']
    upload = [
        ["header: x-goog-upload-url https://g/u", "http: 200 {}"],
        ["header: x-goog-upload-status final", *stored],
    ]
    renewed = [refused, refused, *upload, ['raw: {"state": "ACTIVE"}']]
    transport = twin.transport(*upload, *renewed, *renewed, *renewed)
    backend = GeminiBackend(key="k")
    files = FileOperations(transport, backend)
    twin.run(files.upload(report))
    conversation = Conversation(RenewingTransport(transport, files), backend, MODEL)
    user = {"role": "user", "parts": [{"fileData": {"fileUri": "https://g/files/1"}}]}
    with pytest.raises(AccessError, match=re.escape("Uploaded report.pdf again.")):
        twin.run(conversation.send(user))
    assert transport.sleeps == [0, 0]
