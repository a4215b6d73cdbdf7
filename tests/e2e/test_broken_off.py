"""One-shot runs that are broken off: by the reader, by Ctrl-C, by the system."""

from __future__ import annotations

import os
import signal
import stat
import subprocess

import pytest

from tests.e2e.program import Program


def started(gemchat: Program, *arguments: str) -> subprocess.Popen[bytes]:
    """Start a run and come back when the first words of the reply are out."""
    process = subprocess.Popen(
        gemchat.command(*arguments),
        env=gemchat.env,
        stdin=subprocess.DEVNULL,
        bufsize=0,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    assert process.stdout.read(5) == b"This "
    return process


def told_to_end(process: subprocess.Popen[bytes], number: int) -> tuple[bytes, bytes]:
    """Send a signal, and once more where it came in the instant before a blocking read began.

    Python hears such a one only after the read; a person would press Ctrl-C again.
    """
    process.send_signal(number)
    try:
        return process.communicate(timeout=8)
    except subprocess.TimeoutExpired:
        process.send_signal(number)
        return process.communicate(timeout=8)


def test_a_reader_that_has_enough(gemchat: Program) -> None:
    command = " ".join(gemchat.command("--save", "long", "500"))
    done = subprocess.run(
        ["bash", "-c", f"{command} | head -1; exit ${{PIPESTATUS[0]}}"],
        env=gemchat.env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (141, b"")
    assert done.stdout.startswith(b"Paragraph 1 ")
    (end,) = gemchat.records("end")
    assert end["state"] == "interrupted"


@pytest.mark.parametrize(
    ("number", "status", "reason"),
    [
        (signal.SIGINT, 130, "user"),
        (signal.SIGTERM, 143, "exit"),
        (signal.SIGHUP, 129, "exit"),
    ],
)
def test_a_signal_in_mid_stream(gemchat: Program, number: int, status: int, reason: str) -> None:
    process = started(gemchat, "--save", "demo:stall")
    out, err = told_to_end(process, number)
    assert (process.returncode, err) == (status, b"")
    assert out.endswith(b"\n")
    (end,) = gemchat.records("end")
    assert (end["state"], end["reason"]) == ("interrupted", reason)
    assert "This " + out.decode().strip() == end["contents"][0]["parts"][0]["text"].strip()


def test_a_kill_loses_neither_the_question_nor_the_session(gemchat: Program) -> None:
    process = started(gemchat, "--save", "demo:stall")
    process.kill()
    process.communicate()
    assert [record["k"] for record in gemchat.records()][-1] == "user"
    assert gemchat.run("-c", "recall").status == 0
    states = [(end["state"], end["reason"]) for end in gemchat.records("end")]
    assert states == [("interrupted", "crash"), ("complete", None)]


def test_what_is_saved_is_for_its_owner_alone(gemchat: Program) -> None:
    before = os.umask(0)
    try:
        assert gemchat.run("--save", "picture").status == 0
    finally:
        os.umask(before)
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in gemchat.home.rglob("*")}
    assert any(path.suffix == ".jsonl" for path in modes)
    assert any(path.suffix == ".png" for path in modes)
    modes[gemchat.home] = stat.S_IMODE(gemchat.home.stat().st_mode)
    for path, mode in modes.items():
        assert mode == (0o700 if path.is_dir() else 0o600), path
