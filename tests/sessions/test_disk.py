from __future__ import annotations

import errno
import stat
from pathlib import Path

import pytest

from gemchat.sessions.disk import Disk, write_private


def test_a_file_for_its_owner_replaces_what_was_there(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"old")
    file.chmod(0o644)
    write_private(file, b"new")
    assert file.read_bytes() == b"new"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [file]


def test_a_full_disk_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_disk: Disk, _fd: int, _data: memoryview) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Disk, "write", full)
    file = tmp_path / "file"
    with pytest.raises(OSError, match="No space left"):
        write_private(file, b"data")
    assert list(tmp_path.iterdir()) == []
