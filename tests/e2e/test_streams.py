"""The answer goes to stdout and all else to stderr, wherever these lead and whatever they take."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.e2e.program import Done, Program
from tests.terminal import Terminal, launch

STYLE = re.compile(r"\x1b\[[0-9;]*m")
FULL = "gemchat: Standard output cannot be written: No space left on device.\n"

needs_full_device = pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no such")


def in_shell(gemchat: Program, redirection: str, arguments: Sequence[str]) -> Sequence[str]:
    return ["bash", "-c", f'exec "$@" {redirection}', "bash", *gemchat.command(*arguments)]


def redirected(gemchat: Program, redirection: str, *arguments: str) -> Done:
    done = subprocess.run(
        in_shell(gemchat, redirection, arguments),
        stdin=subprocess.DEVNULL,
        env=gemchat.env,
        capture_output=True,
        text=True,
        check=False,
    )
    return Done(done.returncode, done.stdout, done.stderr)


def on_terminal(gemchat: Program, redirection: str, *arguments: str) -> Terminal:
    return launch(in_shell(gemchat, redirection, arguments), env=gemchat.env)


@needs_full_device
@pytest.mark.parametrize(
    "arguments",
    [
        ["markdown"],
        ["--raw", "markdown"],
        ["--json", "markdown"],
        ["--jsonl", "markdown"],
        ["-x", "markdown"],
        ["--no-stream", "markdown"],
        ["--color", "always", "markdown"],
        ["--schema", "name", "somebody"],
        ["config", "path"],
        ["man"],
        ["--help"],
        ["--version"],
    ],
    ids=" ".join,
)
def test_a_full_disk_is_told_and_what_is_there_is_incomplete(
    gemchat: Program, arguments: list[str]
) -> None:
    done = redirected(gemchat, ">/dev/full", *arguments)
    assert (done.status, done.err) == (7, FULL)


@needs_full_device
def test_a_turn_that_a_full_disk_ended_is_kept_as_far_as_it_came(gemchat: Program) -> None:
    redirected(gemchat, ">/dev/full", "--save", "markdown")
    (end,) = gemchat.records("end")
    assert (end["state"], end["reason"]) == ("interrupted", "exit")


@pytest.mark.parametrize("arguments", [["hello"], ["config", "path"], ["--help"]], ids=" ".join)
def test_nothing_is_asked_where_nothing_can_be_answered(
    gemchat: Program, arguments: list[str]
) -> None:
    done = redirected(gemchat, ">&-", *arguments)
    assert (done.status, done.err) == (2, "gemchat: Standard output is closed.\n")
    assert gemchat.asked == []


@needs_full_device
@pytest.mark.parametrize("lost", ["2>/dev/full", "2>&-"])
@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["--usage", "--thoughts", "thoughts"], 0),
        (["--no-such-option"], 2),
        (["demo:400-key"], 3),
        (["demo:safety"], 6),
        (["demo:no-finish"], 7),
    ],
    ids=str,
)
def test_words_that_nobody_can_be_told_change_nothing(
    gemchat: Program, lost: str, arguments: list[str], status: int
) -> None:
    told = gemchat.run(*arguments)
    done = redirected(gemchat, lost, *arguments)
    assert (done.status, done.out) == (status, told.out)
    assert told.err


def test_a_stdin_that_can_only_be_written_has_nothing_piped_in(gemchat: Program) -> None:
    with_words = redirected(gemchat, "0>/dev/null", "demo:lf")
    assert (with_words.status, with_words.err) == (0, "")
    without = redirected(gemchat, "0>/dev/null")
    assert (without.status, without.err.splitlines()[0]) == (2, "gemchat: There is nothing to ask.")


@pytest.mark.parametrize("prompt", ["markdown", "code", "table", "thoughts"])
def test_colours_change_nothing_of_the_answer(gemchat: Program, prompt: str) -> None:
    plain, coloured = gemchat.run(prompt), gemchat.run("--color", "always", prompt)
    assert STYLE.sub("", coloured.out) == plain.out
    assert coloured.err == plain.err


@pytest.mark.parametrize("env", [{}, {"FORCE_COLOR": "1"}])
def test_what_is_no_answer_is_told_on_stderr_in_colours_or_not(
    gemchat: Program, env: dict[str, str]
) -> None:
    done = gemchat.run("demo:blocked-safety", env=env)
    assert (done.status, done.out) == (6, "")
    assert done.err == "gemchat: Google blocked the question: safety filter.\n"
    done = gemchat.run("--thoughts", "thoughts", env=env)
    assert "A demo has no thoughts." in done.err
    assert "thoughts" not in done.out


@pytest.mark.parametrize("form", [[], ["--json"], ["-x"]], ids=str)
def test_another_attempt_is_announced_in_every_form(gemchat: Program, form: list[str]) -> None:
    done = gemchat.run(*form, "demo:close-once")
    assert done.status == 0
    assert done.err.startswith("gemchat: ")
    assert " Once more.\n" in done.err


def test_a_terminal_shows_the_answer_alone_if_stderr_leads_elsewhere(
    gemchat: Program, tmp_path: Path
) -> None:
    with on_terminal(gemchat, f"2>{tmp_path}/err", "--thoughts", "demo:safety") as terminal:
        assert terminal.wait_exit() == 6
        shown = "\n".join(terminal.transcript)
    assert shown.startswith("This reply")
    assert "Google" not in shown
    assert "I look for a word" not in shown
    told = (tmp_path / "err").read_text()
    assert "I look for a word" in told
    assert told.endswith("\ngemchat: Google cut the reply: safety filter.\n")


def test_a_terminal_shows_both_and_advises_what_can_be_done_there(gemchat: Program) -> None:
    with gemchat.chat("demo:max-tokens") as terminal:
        assert terminal.wait_exit() == 7
        assert "Cut at the token limit. Raise it: -o max_output_tokens=N." in terminal.transcript


def test_json_is_no_markdown_even_at_a_terminal(gemchat: Program) -> None:
    with gemchat.chat("--schema", "name, age int", "somebody") as terminal:
        assert terminal.wait_exit() == 0
        at_terminal = STYLE.sub("", terminal.raw.decode()).replace("\r\n", "\n")
        assert terminal.raw.count(b"\x1b[3")
    assert at_terminal == gemchat.run("--schema", "name, age int", "somebody").out


@pytest.mark.parametrize(
    ("arguments", "field", "expected"),
    [
        ("-s @<(echo Be brief.)", "systemInstruction", "Be brief."),
        ("-s @/dev/stdin < <(echo Be brief.)", "systemInstruction", "Be brief."),
        ('--schema <(echo \'{"type": "string"}\')', "generationConfig", "responseJsonSchema"),
        ("--config /dev/stdin <<< 'generation.top_k = 7'", "generationConfig", "topK"),
        ("--api-key-file - <<< 'another-key'", "contents", "demo:lf"),
    ],
)
def test_the_shell_can_stand_in_for_files(
    gemchat: Program, arguments: str, field: str, expected: str
) -> None:
    command = " ".join(gemchat.command(arguments, "demo:lf"))
    done = subprocess.run(
        ["bash", "-c", command], env=gemchat.env, capture_output=True, text=True, check=False
    )
    assert done.returncode in (0, 9), done.stderr
    request = gemchat.asked[-1]
    assert expected in str(request.body[field])
    assert request.body["contents"] == [{"role": "user", "parts": [{"text": "demo:lf"}]}]
    if "api-key" in arguments:
        assert request.headers["x-goog-api-key"] == "another-key"


@pytest.mark.parametrize(
    ("stdin", "status", "said"),
    [
        ("0<&-", 2, "No key was given."),
        ("0>/dev/null", 2, "No key was given."),
        ("</dev/null", 2, "No key was given."),
        ("< <(printf '\\xff\\n')", 3, "The key from standard input holds characters"),
    ],
)
def test_a_key_that_stdin_does_not_have(
    gemchat: Program, stdin: str, status: int, said: str
) -> None:
    done = redirected(gemchat, stdin, "--api-key-file", "-", "demo:lf")
    assert (done.status, done.out) == (status, "")
    assert done.err.startswith(f"gemchat: {said}")
