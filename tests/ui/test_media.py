from __future__ import annotations

import errno
import stat
from pathlib import Path

import pytest

from gemchat.sessions.disk import Disk
from gemchat.ui.media import MediaShelf


@pytest.mark.parametrize(
    ("mime_type", "suffix"),
    [("image/png", ".png"), ("audio/x-nothing-known", ".bin"), ("../../x", ".bin")],
)
def test_the_same_is_kept_once_and_privately(mime_type: str, suffix: str, tmp_path: Path) -> None:
    shelf = MediaShelf(tmp_path / "media")
    place = shelf.keep(b"data", mime_type)
    assert shelf.keep(b"data", mime_type) == place
    assert shelf.keep(b"other", mime_type) != place
    file = Path(place)
    assert file.parent == tmp_path / "media"
    assert (file.suffix, file.read_bytes()) == (suffix, b"data")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_a_disk_that_refuses(tmp_path: Path) -> None:
    (tmp_path / "media").write_text("in the way")
    assert MediaShelf(tmp_path / "media").keep(b"data", "image/png").startswith("(not saved: ")


def test_what_broke_off_is_not_trusted_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_disk: Disk, _fd: int, _data: memoryview) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    shelf = MediaShelf(tmp_path / "media")
    with monkeypatch.context() as patched:
        patched.setattr(Disk, "write", full)
        assert shelf.keep(b"data", "image/png") == "(not saved: No space left on device)"
    assert Path(shelf.keep(b"data", "image/png")).read_bytes() == b"data"
