"""A script can tell from the exit status what to do next, and from stdout what it has."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable

import pytest

from gemchat import cli
from gemchat.demo import DemoServer
from gemchat.demo.faults import FAULTS
from tests.e2e.program import CANARY, Done, Program

Run = Callable[..., Done]

COMPLETE = (
    "lf many-data-lines no-space bom comments separators split bad-utf8 bad-json long-line array"
    " gzip closed-after bare-error-after-stop no-usage usage-only usage-falls early-stop"
    " two-candidates unknown-fields wrong-types 500-once 503-once close-once"
    " malformed-call-once 429-header 429-date"
)
REFUSED = "400 400-too-long 404 404-html 405 413 redirect error-escapes"
NO_ACCESS = "400-key 400-region 401 402 403 403-disabled 403-leaked clock-skew"
NO_QUOTA = "429 429-long 429-daily 429-zero 429-plain"
TEMPORARY = (
    "408 409 499 500 503 504 502-html error-empty error-text error-list error-string error-cut"
    " error-huge html-200 204 empty-200 empty-stream no-candidates not-http huge-header close"
    " not-gzip brotli error-first empty-answer thoughts-only malformed-call gzip-cut"
)
BLOCKED = (
    "safety recitation language other blocklist prohibited-content spii model-armor image-safety"
    " a-reason-from-the-future blocked-safety blocked-prohibited-content blocked-jailbreak"
)
INCOMPLETE = (
    "max-tokens max-tokens-empty cut-in-chunk cut-between-chunks cut-in-line too-short no-finish"
    " reset error-event bare-error bad-json-often malformed-response"
)
CASES = [
    (fault, status)
    for faults, status in (
        (COMPLETE, 0),
        (REFUSED, 2),
        (NO_ACCESS, 3),
        (NO_QUOTA, 4),
        (TEMPORARY, 5),
        (BLOCKED, 6),
        (INCOMPLETE, 7),
    )
    for fault in faults.split()
]
SILENT = [("silent", 5), ("stall-at-once", 5), ("stall", 7), ("drip", 7), ("pings", 7)]


@pytest.fixture
def run(
    demo: DemoServer, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    """Run in this process, which spares the start, with pauses between attempts that take no time.

    What it writes is looked through for the key.
    """
    monkeypatch.setenv("GEMINI_API_KEY", CANARY)
    monkeypatch.setenv("GOOGLE_GEMINI_BASE_URL", demo.url)
    monkeypatch.setattr(time, "sleep", lambda _seconds: None)

    def ran(*arguments: str) -> Done:
        status = cli.main(["--no-stdin", *arguments])
        out, err = capsys.readouterr()
        assert CANARY not in out + err
        return Done(status, out, err)

    return ran


@pytest.mark.parametrize(("fault", "status"), CASES)
def test_each_fault_has_its_status(fault: str, status: int, run: Run) -> None:
    assert fault in FAULTS
    _check(run(f"demo:{fault} for the exit status"), status)


@pytest.mark.parametrize(("fault", "status"), SILENT)
def test_silence_ends(fault: str, status: int, run: Run) -> None:
    _check(run("--timeout", "0.3", f"demo:{fault}"), status)


def _check(done: Done, status: int) -> None:
    assert done.status == status, done.err
    if status == 0:
        assert done.out.endswith("\n")
        return
    if status < 6:
        assert done.out == ""
    assert "gemchat: " in done.err
    assert "Traceback" not in done.err
    assert "\x1b" not in done.err
    assert len(done.err) < 2000


def test_a_server_that_is_not_there(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    monkeypatch.setenv("GOOGLE_GEMINI_BASE_URL", f"http://127.0.0.1:{port}")
    done = run("hello")
    _check(done, 5)
    assert "127.0.0.1" in done.err


@pytest.mark.parametrize("arguments", [["-o", "temperature=hot"], ["-o", "nothing=1"], ["-t", "x"]])
def test_a_wrong_setting_is_wrong_use(run: Run, arguments: list[str]) -> None:
    _check(run(*arguments, "hello"), 2)


@pytest.mark.parametrize(
    "arguments",
    [
        ["--config", "missing.toml"],
        ["-a", "missing.png"],
        ["-s", "@missing.txt"],
        ["-p", "missing"],
        ["--base-url", "http://192.0.2.1"],
        ["-r"],
        [],
    ],
)
def test_what_cannot_be_had_is_wrong_use(run: Run, arguments: list[str]) -> None:
    words = ["hello"] if arguments and arguments != ["-r"] else []
    done = run(*arguments, *words)
    _check(done, 2)


def test_nothing_to_go_on_with(run: Run) -> None:
    _check(run("-c", "hello"), 2)
    _check(run("-r", "no such session", "--", "hello"), 2)


def test_more_than_one_session_to_go_on_with(run: Run) -> None:
    for _ in range(2):
        _check(run("--save", "demo:lf"), 0)
    _check(run("-r", "demo:lf", "--", "hello"), 2)
    _check(run("--save", "What is /etc for?"), 0)
    for arguments in (["-r"], ["-r", "2"]):
        assert "What is /etc for?" in run(*arguments, "--", "hello").err


def test_an_answer_that_cannot_be_saved_is_still_given(gemchat: Program) -> None:
    home = gemchat.home / "\x1b[31m"
    home.mkdir(parents=True)
    (home / "sessions").write_text("in the way")
    gemchat.env["GEMCHAT_HOME"] = str(home)
    done = gemchat.run("--save", "demo:lf")
    assert done.status == 8
    assert done.out.startswith("This reply")
    assert done.err.startswith("gemchat: not saved: ")
    assert "\x1b" not in done.err


def test_without_a_key(gemchat: Program) -> None:
    for name in ("GEMINI_API_KEY", "GOOGLE_API_KEY"):
        gemchat.env.pop(name, None)
    done = gemchat.run("hello")
    assert (done.status, done.out) == (3, "")
    assert len(done.err.splitlines()) == 2


@pytest.mark.parametrize("key", ["two words", "line\nbreak", "schlüssel"])
def test_a_key_that_is_none_is_not_shown(gemchat: Program, key: str) -> None:
    done = gemchat.run("hello", env={"GOOGLE_API_KEY": key})
    assert (done.status, done.out) == (3, "")
    assert key not in done.err
    assert gemchat.asked == []
