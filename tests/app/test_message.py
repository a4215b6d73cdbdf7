from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from gemchat.app.message import piped, sent_along, user_message
from gemchat.app.options import Options
from gemchat.client.attachments import INLINE_LIMIT
from gemchat.errors import UsageError
from gemchat.types import Part


class Stdin(io.TextIOWrapper):
    """A standard input that holds bytes, or is a terminal."""

    def __init__(self, data: bytes, terminal: bool = False) -> None:
        self.source = io.BytesIO(data)
        super().__init__(self.source)
        self._terminal = terminal

    def isatty(self) -> bool:
        return self._terminal


@pytest.mark.parametrize(
    ("stdin", "options", "data"),
    [
        (Stdin(b"data"), Options(), b"data"),
        (Stdin(b"data"), Options(stdin=False), b""),
        (Stdin(b"data", terminal=True), Options(), b""),
        (None, Options(), b""),
    ],
    ids=["pipe", "no-stdin", "terminal", "closed"],
)
def test_what_is_piped(
    stdin: Stdin | None, options: Options, data: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", stdin)
    assert piped(options) == data


def test_too_much_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    stdin = Stdin(bytes(INLINE_LIMIT + 100))
    monkeypatch.setattr(sys, "stdin", stdin)
    with pytest.raises(UsageError, match="15 MB"):
        piped(Options())
    assert stdin.source.tell() == INLINE_LIMIT + 1


@pytest.mark.parametrize(
    ("options", "data", "texts"),
    [
        (Options(), b"data", ["data"]),
        (Options(words=["why", "not"]), b"", ["why not"]),
        (Options(words=["why"]), b"data\n", ["data\n", "why"]),
        (Options(words=["why"], attach=["-"]), b"data", ["stdin:\n\ndata", "why"]),
        (Options(), b"\xef\xbb\xbfdata", ["data"]),
    ],
)
def test_texts(options: Options, data: bytes, texts: list[str]) -> None:
    assert user_message(options, data) == [Part(text=text) for text in texts]


def test_nothing_to_send() -> None:
    assert user_message(Options(), b"") == []


def test_piped_bytes_of_a_known_kind_are_media() -> None:
    [part] = user_message(Options(), b"\x89PNG\r\n\x1a\n\xff")
    assert isinstance(part, Part)
    assert part.inline_data is not None
    assert part.inline_data.mime_type == "image/png"


def test_attachments_are_files_and_addresses(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.touch()
    message = user_message(Options(words=["why"], attach=[str(path), "gs://b/c.png"]), b"")
    address = Part.from_uri(file_uri="gs://b/c.png", mime_type="image/png")
    assert message == [path, address, Part(text="why")]


def test_what_goes_along_is_said(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"%PDF-1.7")
    (tmp_path / "b.txt").write_text("words " * 1000)
    (tmp_path / "c").touch()
    sources = [*(str(tmp_path / name) for name in ("a.pdf", "b.txt", "c")), "gs://b/d.png", "-"]
    message = user_message(Options(words=["why"], attach=sources), b"\xff\xd8\xff\xe0")
    assert sent_along(message) == [
        "a.pdf, application/pdf, 8 bytes",
        "b.txt, text/plain, 6 KB",
        "c, text/plain, 0 bytes",
        "gs://b/d.png, image/png",
        "data, image/jpeg, 4 bytes",
    ]


def test_a_secret_goes_only_where_that_is_meant(tmp_path: Path) -> None:
    path = tmp_path / "server.pem"
    path.touch()
    with pytest.raises(UsageError, match="looks like a secret") as refused:
        user_message(Options(attach=[str(path)]), b"")
    assert "--yes" in refused.value.hint
    assert user_message(Options(attach=[str(path)], yes=True), b"") == [path]


@pytest.mark.parametrize(
    ("options", "data"),
    [
        (Options(), b"\xff\xfe\x00"),
        (Options(attach=["missing.png"]), b""),
        (Options(attach=["."]), b""),
        (Options(attach=["/dev/null"]), b""),
        (Options(words=["why"], attach=["-"]), b""),
    ],
    ids=["unknown", "missing", "folder", "device", "nothing-piped"],
)
def test_what_cannot_be_sent(
    options: Options, data: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError):
        user_message(options, data)
