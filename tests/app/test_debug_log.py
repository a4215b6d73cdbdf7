from __future__ import annotations

import errno
import io
import logging
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from gemchat.app.debug_log import keep_off_terminal, keep_out, logged
from gemchat.app.options import Options
from gemchat.errors import GemchatError, ServerError, UsageError
from gemchat.settings import Paths

NOISE = """
import logging, sys, warnings
if "quiet" in sys.argv:
    from gemchat.app.debug_log import keep_off_terminal
    keep_off_terminal()
logging.getLogger("somebody").error("an error")
warnings.warn("a warning")
"""


def test_what_libraries_log_does_not_reach_the_terminal(env_for_child: dict[str, str]) -> None:
    def stderr(*arguments: str) -> bytes:
        command = [sys.executable, "-c", NOISE, *arguments]
        return subprocess.run(command, env=env_for_child, capture_output=True, check=True).stderr

    assert b"an error" in stderr()
    assert stderr("quiet") == b""


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths.find({"GEMCHAT_HOME": str(tmp_path)})


def test_without_a_wish_there_is_no_log(paths: Paths) -> None:
    before = list(logging.getLogger().handlers)
    with logged(Options(), paths):
        assert logging.getLogger().handlers == before
    assert not paths.logs.exists()


def test_the_log_is_for_its_owner_and_has_no_key(paths: Paths, tmp_path: Path) -> None:
    for debug in ("", str(tmp_path / "mine")):
        with logged(Options(debug=debug), paths):
            keep_out("AQ.secret-key")
            logging.getLogger("gemchat").debug("sent AQ.secret-key in %s", "QVEuc2VjcmV0LWtleQ==")
    for file in (paths.logs / "debug.log", tmp_path / "mine"):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        began, line = file.read_text().splitlines()
        assert began.startswith("gemchat ")
        assert "DEBUG sent [key] in [key]" in line
    assert not [one for one in logging.getLogger().handlers if hasattr(one, "keys")]


def test_what_nobody_foresaw_is_logged(paths: Paths) -> None:
    with pytest.raises(ZeroDivisionError), logged(Options(debug=""), paths):
        raise ZeroDivisionError
    assert "ZeroDivisionError" in (paths.logs / "debug.log").read_text()


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (ServerError("what was said", code=503), "ServerError 503"),
        (UsageError("said"), "UsageError"),
    ],
)
def test_of_what_is_told_anyway_only_the_kind_is_logged(
    paths: Paths, error: GemchatError, words: str
) -> None:
    with pytest.raises(GemchatError), logged(Options(debug=""), paths):
        raise error
    _, line = (paths.logs / "debug.log").read_text().splitlines()
    assert words in line
    assert "said" not in line


@pytest.mark.parametrize("file", ["/dev/full", "/"])
def test_a_log_that_cannot_be_written_is_wrong_use(paths: Paths, file: str) -> None:
    with pytest.raises(UsageError, match="cannot be written"), logged(Options(debug=file), paths):
        raise AssertionError("it went on")


class Full(io.StringIO):
    def write(self, text: str, /) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_log_that_takes_no_more_disturbs_nobody(
    paths: Paths, capsys: pytest.CaptureFixture[str]
) -> None:
    keep_off_terminal()
    with logged(Options(debug=""), paths):
        log = next(one for one in logging.getLogger().handlers if hasattr(one, "keys"))
        assert isinstance(log, logging.StreamHandler)
        log.setStream(Full())
        logging.getLogger("gemchat").error("words")
    assert capsys.readouterr() == ("", "")
