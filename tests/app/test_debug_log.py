from __future__ import annotations

import subprocess
import sys

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
