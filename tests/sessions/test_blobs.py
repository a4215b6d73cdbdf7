from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from gemchat.sessions.blobs import LIMIT, BlobFiles, attached, detached
from gemchat.types.base import JsonObject
from tests.sessions.scripted import BadDisk, QuickDisk

LONG = "QUJD" * (LIMIT // 4 + 1)
SHORT = "QUJD" * (LIMIT // 4)
NAME = hashlib.sha256(LONG.encode()).hexdigest()
REFERENCE = {"$blob": NAME, "size": len(LONG)}


def picture(data: object) -> JsonObject:
    return {"inlineData": {"mimeType": "image/png", "data": data}, "videoMetadata": {}}


def in_every_place(data: object) -> list[JsonObject]:
    """Records with `data` wherever a long base64 text may be."""
    parts = [
        {"text": "a", "thoughtSignature": data},
        picture(data),
        {"functionResponse": {"name": "f", "response": {}, "parts": [picture(data)]}},
    ]
    return [
        {"k": "user", "content": {"role": "user", "parts": parts}},
        {"k": "end", "contents": [{"role": "model", "parts": parts}]},
        {"k": "tick", "parts": parts},
        {"k": "setup", "system": parts},
    ]


@pytest.fixture
def files(tmp_path: Path) -> BlobFiles:
    return BlobFiles(tmp_path / "x.files", QuickDisk())


@pytest.mark.parametrize("place", range(4))
def test_long_texts_go_and_come_back(place: int) -> None:
    document = in_every_place(LONG)[place]
    without, blobs = detached(document)
    assert without == in_every_place(REFERENCE)[place]
    assert blobs == {NAME: LONG.encode()}
    assert attached(without, blobs.get) == (document, False)


@pytest.mark.parametrize("place", range(4))
def test_short_texts_stay(place: int) -> None:
    document = in_every_place(SHORT)[place]
    assert detached(document) == (document, {})


@pytest.mark.parametrize("text", [LONG[:-1] + "ä", None, 7])
def test_what_is_no_base64_stays(text: object) -> None:
    document = in_every_place(text)[2]
    assert detached(document)[1] == {}


def test_a_reference_elsewhere_is_only_text() -> None:
    call = {"functionCall": {"name": "f", "args": {"data": REFERENCE, "inlineData": REFERENCE}}}
    document: JsonObject = {"k": "end", "contents": [{"role": "model", "parts": [call]}]}
    assert attached(document, lambda _: b"secret") == (document, False)


def test_what_is_lost_leaves_no_part_that_says_nothing() -> None:
    parts = [
        {"text": "a", "thoughtSignature": REFERENCE},
        {"thoughtSignature": REFERENCE},
        picture(REFERENCE),
    ]
    assert attached({"parts": parts}, lambda _: None) == ({"parts": [{"text": "a"}]}, True)


def test_all_else_stays_as_received() -> None:
    parts = [{}, None, "text", {"text": None, "thoughtSignature": None}, {"inlineData": None}]
    assert detached({"parts": parts}) == ({"parts": parts}, {})
    assert attached({"parts": parts}, lambda _: None) == ({"parts": parts}, False)


def test_a_blob_is_kept_once_and_privately(files: BlobFiles, tmp_path: Path) -> None:
    files.write(NAME, LONG.encode())
    BlobFiles(tmp_path / "x.files", QuickDisk()).write(NAME, LONG.encode())
    [kept] = (tmp_path / "x.files").iterdir()
    assert (kept.name, kept.stat().st_mode & 0o777) == (NAME, 0o600)
    assert files.read(NAME) == LONG.encode()


def test_a_blob_is_written_once(tmp_path: Path) -> None:
    disk = BadDisk(lambda _, __: None)
    files = BlobFiles(tmp_path / "x.files", disk)
    files.write(NAME, LONG.encode())
    calls = disk.calls
    files.write(NAME, LONG.encode())
    assert disk.calls == calls


def test_what_a_crash_left_is_no_obstacle(files: BlobFiles, tmp_path: Path) -> None:
    (tmp_path / "x.files").mkdir()
    (tmp_path / "x.files" / f"{NAME}.part").write_text("half")
    (tmp_path / "x.files" / NAME).write_text("short")
    files.write(NAME, LONG.encode())
    assert files.read(NAME) == LONG.encode()
    assert [each.name for each in (tmp_path / "x.files").iterdir()] == [NAME]


@pytest.mark.parametrize("name", ["../../etc/passwd", "", NAME.upper(), NAME + "\n", "a" * 63])
def test_a_name_that_is_no_hash_is_never_opened(files: BlobFiles, name: str) -> None:
    assert files.read(name) is None


def test_a_damaged_blob_is_no_blob(files: BlobFiles, tmp_path: Path) -> None:
    files.write(NAME, LONG.encode())
    (tmp_path / "x.files" / NAME).write_bytes(LONG.lower().encode())
    assert files.read(NAME) is None


def test_a_symbolic_link_is_no_blob(files: BlobFiles, tmp_path: Path) -> None:
    (tmp_path / "x.files").mkdir()
    (tmp_path / "elsewhere").write_text(LONG)
    (tmp_path / "x.files" / NAME).symlink_to(tmp_path / "elsewhere")
    assert files.read(NAME) is None
