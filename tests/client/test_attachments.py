from __future__ import annotations

import io
import os
import socket
import sys
from pathlib import Path
from typing import Any

import pytest

from gemchat.client.attachments import Attachments, attached, data_part
from gemchat.client.files import FileOperations
from gemchat.client.local_files import looks_secret, typed_path
from gemchat.client.media_types import media_type, signed_type
from gemchat.client.opening import opened
from gemchat.client.stepping import step
from gemchat.errors import UsageError
from gemchat.protocol.gemini import GeminiBackend
from gemchat.types import Content, File, Part
from tests.client.storage import FakeStorage

PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
LIMIT = "gemchat.client.attachments.INLINE_LIMIT"


def sent(message: Any, storage: FakeStorage | None = None) -> list[Any]:
    """The parts of a message on the wire."""
    files = FileOperations(storage or FakeStorage(), GeminiBackend(key="k"))
    content = step(Attachments(files).content(message))
    assert content["role"] == "user"
    parts: list[Any] = content["parts"]
    return parts


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "picture.txt").write_bytes(PNG)  # the name lies
    (tmp_path / "notes.md").write_text("\ufeffSome *notes*.", encoding="utf-8")
    (tmp_path / "raw.wma").write_bytes(b"\x30\x26\xb2\x75\x8e\x66")
    (tmp_path / "raw.bin").write_bytes(b"\x30\x26\xb2\x75\x8e\x66")
    (tmp_path / "nothing.txt").touch()
    return tmp_path


def test_a_path_becomes_a_part(folder: Path) -> None:
    [picture, notes, question] = sent([folder / "picture.txt", folder / "notes.md", "What?"])
    assert picture["inlineData"]["mimeType"] == "image/png"
    assert notes == {"text": "notes.md:\n\nSome *notes*."}
    assert question == {"text": "What?"}
    assert sent(folder / "nothing.txt") == [{"text": "nothing.txt:\n\n"}]
    assert sent(folder / "raw.wma")[0]["inlineData"]["mimeType"].startswith("audio/")


def test_a_text_that_looks_like_a_path_is_a_text(folder: Path) -> None:
    path = str(folder / "notes.md")
    assert sent(path) == [{"text": path}]


def test_bytes_and_open_files(folder: Path) -> None:
    with (folder / "picture.txt").open("rb") as file:
        file.read(5)  # wherever it stands, all of it is meant
        [from_file] = sent(file)
    assert [from_file] == sent(PNG) == sent(io.BytesIO(PNG)) == sent(folder / "picture.txt")


def test_what_needs_no_file_is_as_ever() -> None:
    part, file = Part(text="a"), File(uri="u", mime_type="text/csv")
    assert sent((part, file)) == [
        {"text": "a"},
        {"fileData": {"fileUri": "u", "mimeType": "text/csv"}},
    ]
    assert sent(Content(parts=[part])) == [{"text": "a"}]


@pytest.mark.parametrize("message", [[], b"what is it?", None, [b""], {"words": "a"}, 7])
def test_what_is_no_message(message: Any) -> None:
    with pytest.raises(ValueError, match=r"message|bytes"):
        sent(message)


def test_a_file_of_no_known_type(folder: Path) -> None:
    with pytest.raises(UsageError, match=r"raw\.bin is of no type"):
        sent(folder / "raw.bin")


def test_a_large_file_is_uploaded(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LIMIT, len(PNG))
    storage = FakeStorage()
    assert "inlineData" in sent(folder / "picture.txt", storage)[0]
    assert storage.commands == []
    monkeypatch.setattr(LIMIT, len(PNG) - 1)
    [part] = sent(folder / "picture.txt", storage)
    assert part == {"fileData": {"fileUri": "u", "mimeType": "image/png"}}
    assert storage.about["displayName"] == "picture.txt"
    assert storage.received == len(PNG)


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("page.xhtml", b"<html>and so on</html>", "text/plain"),
        ("table.json", b"[1, 2, 3, 4, 5, 6]", "application/json"),
        ("table.csv", b"a,b,c,d,e,f,g,h,i", "text/csv"),
        ("letter.docx", b"PK\3\4\xff\xff\xff\xff\xff\xff", ""),
    ],
)
def test_large_files_go_as_what_models_take(
    tmp_path: Path, name: str, data: bytes, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(LIMIT, 8)
    (tmp_path / name).write_bytes(data)
    storage = FakeStorage()
    if kind:
        assert sent(tmp_path / name, storage)[0]["fileData"]["mimeType"] == kind
        return
    with pytest.raises(UsageError, match="of no type that can be sent"):
        sent(tmp_path / name, storage)
    assert storage.commands == []


def test_files_share_the_room_of_a_message(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LIMIT, 2 * len(PNG) - 1)
    own = Part.from_bytes(data=b"x" * (len(PNG)), mime_type="image/png")
    parts = sent([folder / "picture.txt", PNG])
    assert [next(iter(part)) for part in parts] == ["inlineData", "fileData"]
    for first in (own, own.to_wire(), own.model_dump()):
        parts = sent([first, folder / "picture.txt"])
        assert [next(iter(part)) for part in parts] == ["inlineData", "fileData"]


@pytest.mark.parametrize(
    ("source", "part"),
    [
        (
            "https://x.org/a.png?x=1",
            {"fileUri": "https://x.org/a.png?x=1", "mimeType": "image/png"},
        ),
        ("https://x.org/a", {"fileUri": "https://x.org/a"}),
        ("gs://bucket/a.pdf", {"fileUri": "gs://bucket/a.pdf", "mimeType": "application/pdf"}),
        ("https://youtu.be/abc", {"fileUri": "https://youtu.be/abc"}),
        (
            "https://www.YouTube.com/watch?v=a.png",
            {"fileUri": "https://www.YouTube.com/watch?v=a.png"},
        ),
    ],
)
def test_addresses_are_for_the_service_to_fetch(source: str, part: dict[str, str]) -> None:
    made = attached(source)
    assert isinstance(made, Part)
    assert made.to_wire() == {"fileData": part}


def test_other_words_are_paths(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(folder))
    assert attached("~/notes.md") == folder / "notes.md"
    for source in ("~/missing", "ftp://x", "."):
        with pytest.raises(UsageError):
            attached(source)


@pytest.mark.parametrize("name", ["~no-such-user/x", "~no\0user/x", "~\ud800/x"])
def test_the_home_of_nobody(name: str) -> None:
    with pytest.raises(UsageError, match="is no home"):
        typed_path(name)


@pytest.mark.parametrize(
    ("name", "secret"),
    [
        (".env", True),
        (".env.local", True),
        (".ssh/known_hosts", True),
        ("id_ed25519", True),
        ("server.PEM", True),
        ("link.txt", True),
        ("api_key", True),
        ("notes.md", False),
        ("environment", False),
        ("pem/notes.md", False),
        ("key.txt", False),
    ],
)
def test_files_that_people_are_asked_about(tmp_path: Path, name: str, secret: bool) -> None:
    (tmp_path / "link.txt").symlink_to(tmp_path / "my.key")
    assert looks_secret(tmp_path / name) is secret


@pytest.mark.parametrize(
    "name", ["/proc/self/environ", "/dev/zero", "/dev/null", "/sys/kernel/uevent_seqnum", "link"]
)
@pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")
def test_what_is_no_file_to_send(tmp_path: Path, name: str) -> None:
    (tmp_path / "link").symlink_to("/proc/self/environ")
    with pytest.raises(UsageError, match="no file to send"):
        opened(tmp_path / name)


@pytest.mark.skipif(os.name != "posix", reason="pipes and sockets with names are of Unix")
def test_only_regular_files_are_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "socket"))
    for name in ("pipe", "socket", ".", "missing", "a\0b"):
        with pytest.raises(UsageError):
            opened(tmp_path / name)


@pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")
def test_refusing_leaves_nothing_open(tmp_path: Path) -> None:
    before = os.listdir("/proc/self/fd")  # noqa: PTH208 - Path.iterdir opens one of its own
    with pytest.raises(UsageError):
        opened(tmp_path)
    assert len(os.listdir("/proc/self/fd")) == len(before)  # noqa: PTH208


@pytest.mark.parametrize(
    ("head", "name", "kind"),
    [
        (PNG, "a.jpg", "image/png"),
        (b"\xff\xd8\xff\xe0", "", "image/jpeg"),
        (b"RIFF\1\2\3\4WEBPVP8", "", "image/webp"),
        (b"RIFF\1\2\3\4WAVEfmt ", "", "audio/wav"),
        (b"\0\0\0\x18ftypheic", "", "image/heic"),
        (b"\0\0\0\x18ftypisom", "", "video/mp4"),
        (b"\0\0\0\x14ftypqt  ", "", "video/quicktime"),
        (b"%PDF-1.7", "a.txt", "application/pdf"),
        (b"ID3\x04\0", "", "audio/mpeg"),
        (b"OggS\0\2", "", "audio/ogg"),
        (b"a,b\n", "table.csv", "text/csv"),
        (b"plain words", "README", "text/plain"),
        ("gr\u00fc\u00dfe".encode()[:3], "", "text/plain"),
        (b"\0\1\2", "", ""),
    ],
)
def test_the_type_is_told_by_content_then_by_name(head: bytes, name: str, kind: str) -> None:
    assert media_type(head, name) == kind


@pytest.mark.parametrize(
    "text",
    [b"The new WAVE of films", b"ID3 tags, explained", b"The ftyp box", b"OggS is a mark"],
)
def test_a_text_about_a_format_is_a_text(text: bytes) -> None:
    assert signed_type(text) == ""
    assert data_part(text, "essay").text == f"essay:\n\n{text.decode()}"
