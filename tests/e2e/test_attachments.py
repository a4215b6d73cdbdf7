"""Files on the command line: what goes inside the message, what is uploaded, what stays here."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from gemchat import Client
from gemchat.demo.picture import sunset
from tests.e2e.program import CANARY, Program

MB = 1024 * 1024


def test_small_files_are_in_the_message_and_large_ones_are_uploaded(
    gemchat: Program, tmp_path: Path
) -> None:
    (tmp_path / "sunset.png").write_bytes(base64.b64decode(sunset()))
    with (tmp_path / "book.pdf").open("wb") as book:
        book.write(b"%PDF-1.7")
        book.truncate(16 * MB)
    attached = ("-a", str(tmp_path / "sunset.png"), "-a", str(tmp_path / "book.pdf"))
    done = gemchat.run("--save", *attached, "-a", "gs://bucket/song.mp3", "demo:lf")
    assert (done.status, done.err) == (0, "")
    picture, book_part, song, question = gemchat.contents[0]["parts"]
    assert picture["inlineData"]["mimeType"] == "image/png"
    assert book_part["fileData"]["mimeType"] == "application/pdf"
    assert song == {"fileData": {"fileUri": "gs://bucket/song.mp3", "mimeType": "audio/mpeg"}}
    assert question == {"text": "demo:lf"}
    [said] = gemchat.records("user")
    assert said["content"]["parts"][1] == book_part
    chunks = [one for one in gemchat.demo.requests if "upload_id" in one.query]
    assert [len(chunk.raw) for chunk in chunks[-2:]] == [8 * MB, 8 * MB]
    assert not any(CANARY in str(chunk.headers) for chunk in chunks)


def test_at_a_terminal_it_says_what_it_sends(gemchat: Program, tmp_path: Path) -> None:
    (tmp_path / "a\x1b[2J.md").write_text("words")
    with gemchat.chat("-a", str(tmp_path / "a\x1b[2J.md"), "demo:lf") as terminal:
        terminal.wait_for("gemchat: sending a␛[2J.md, text/markdown, 5 bytes")
        terminal.wait_for("This reply is what could be said")
        assert terminal.wait_exit() == 0


@pytest.mark.parametrize(
    ("name", "words"),
    [(".env", "looks like a secret"), ("missing", "cannot be read"), (".", "no regular file")],
)
def test_what_is_not_sent(gemchat: Program, tmp_path: Path, name: str, words: str) -> None:
    (tmp_path / ".env").write_text("PASSWORD=sesame")
    done = gemchat.run("-a", str(tmp_path / name), "demo:lf")
    assert (done.status, done.out) == (2, "")
    assert words in done.err
    assert gemchat.asked == []


def test_a_session_outlives_the_files_it_names(gemchat: Program, tmp_path: Path) -> None:
    with (tmp_path / "book.pdf").open("wb") as book:
        book.write(b"%PDF-1.7")
        book.truncate(16 * MB)
    assert gemchat.run("--save", "-a", str(tmp_path / "book.pdf"), "demo:lf").status == 0
    [noted] = gemchat.records("upload")
    assert (noted["path"], noted["name"]) == (str(tmp_path / "book.pdf"), "book.pdf")
    with Client(api_key="k", http_options={"base_url": gemchat.demo.url}) as client:
        client.files.delete(name=noted["uri"])
        assert gemchat.run("-c", "demo:lf").status == 0
        assert client.files.get(name=noted["uri"]).size_bytes == 16 * MB
        client.files.delete(name=noted["uri"])
    (tmp_path / "book.pdf").unlink()
    done = gemchat.run("-c", "demo:lf")
    assert (done.status, done.out) == (3, "")
    assert "do not have permission to access the File" in done.err
