"""One question in a pipe, one answer: what is sent, what comes out, and where."""

from __future__ import annotations

import base64
import subprocess
from pathlib import Path

import pytest

from gemchat.demo.picture import sunset
from tests.e2e.program import CANARY, Program, leave

HEALTHY = (
    "This reply is what could be said before, and in spite of, the fault that you asked for.\n"
)


def test_piped_text_and_a_question_are_one_message_of_two_parts(gemchat: Program) -> None:
    done = gemchat.run("-m", "gemini-2.5-pro", "recall this", stdin=b"data\n")
    assert (done.status, done.err) == (0, "")
    assert done.out == (
        "You have sent 1 message in this conversation. The first one was:\n\n> data recall this\n"
    )
    (request,) = gemchat.asked
    assert request.path == "/v1beta/models/gemini-2.5-pro:streamGenerateContent"
    assert request.query == {"alt": "sse"}
    assert request.headers["x-goog-api-key"] == CANARY
    assert request.body == {
        "contents": [{"role": "user", "parts": [{"text": "data\n"}, {"text": "recall this"}]}]
    }


def test_a_shell_pipe_with_a_file_at_its_end(gemchat: Program, tmp_path: Path) -> None:
    out = tmp_path / "out"
    command = " ".join(gemchat.command("-m", "gemini-2.5-pro", "demo:lf"))
    done = subprocess.run(
        f"echo data | {command} > {out}",
        shell=True,
        env=gemchat.env,
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    assert out.read_text() == HEALTHY


@pytest.mark.parametrize(
    ("arguments", "stdin", "texts"),
    [
        (["demo:lf", "two", "words"], b"", ["demo:lf two words"]),
        (["demo:lf", "-t", "0", "mixed"], b"", ["demo:lf mixed"]),
        (["--", "-t", "demo:lf"], b"", ["-t demo:lf"]),
        (["--", "models", "demo:lf"], b"", ["models demo:lf"]),
        (["models of demo:lf"], b"", ["models of demo:lf"]),
        ([], b"only piped demo:lf", ["only piped demo:lf"]),
        ([], b"\xef\xbb\xbfdemo:lf", ["demo:lf"]),
        (["--no-stdin", "demo:lf"], b"left alone", ["demo:lf"]),
    ],
)
def test_words_become_the_message(
    gemchat: Program, arguments: list[str], stdin: bytes, texts: list[str]
) -> None:
    done = gemchat.run(*arguments, stdin=stdin)
    assert (done.status, done.out) == (0, HEALTHY), done.err
    assert gemchat.contents == [{"role": "user", "parts": [{"text": text} for text in texts]}]


@pytest.mark.parametrize(
    ("arguments", "sent"),
    [
        (
            ["-s", "Be brief."],
            {"systemInstruction": {"role": "user", "parts": [{"text": "Be brief."}]}},
        ),
        (["-t", "0.5"], {"generationConfig": {"temperature": 0.5}}),
        (
            ["-o", "top_p=0.9", "-o", 'stop_sequences=["END"]', "-o", "max_output_tokens=200"],
            {
                "generationConfig": {
                    "topP": 0.9,
                    "stopSequences": ["END"],
                    "maxOutputTokens": 200,
                }
            },
        ),
        (
            ["-o", "thinking_level=HIGH"],
            {"generationConfig": {"thinkingConfig": {"thinkingLevel": "HIGH"}}},
        ),
        (["-T", "search", "-T", "url"], {"tools": [{"googleSearch": {}}, {"urlContext": {}}]}),
    ],
)
def test_options_are_sent(gemchat: Program, arguments: list[str], sent: dict[str, object]) -> None:
    done = gemchat.run(*arguments, "demo:lf")
    assert done.status == 0, done.err
    body = gemchat.asked[0].body
    assert {name: value for name, value in body.items() if name != "contents"} == sent


def test_a_system_instruction_and_settings_come_from_files(
    gemchat: Program, tmp_path: Path
) -> None:
    (tmp_path / "system.txt").write_text("From a file.\n")
    config = tmp_path / "mine.toml"
    config.write_text('model = "gemini-2.5-pro"\n[generation]\ntemperature = 0.25\n')
    system = f"@{tmp_path / 'system.txt'}"
    assert gemchat.run("--config", str(config), "-s", system, "demo:lf").status == 0
    (request,) = gemchat.asked
    assert "gemini-2.5-pro:" in request.path
    assert request.body["systemInstruction"]["parts"] == [{"text": "From a file."}]
    assert request.body["generationConfig"] == {"temperature": 0.25}


def test_attachments_stand_before_the_question(gemchat: Program, tmp_path: Path) -> None:
    picture = base64.b64decode(sunset())
    (tmp_path / "notes.txt").write_text("some notes")
    (tmp_path / "picture").write_bytes(picture)
    done = gemchat.run(
        *("-a", str(tmp_path / "notes.txt"), "-a", str(tmp_path / "picture"), "-a", "-"),
        *("-a", "https://youtu.be/abc", "demo:lf"),
        stdin=b"%PDF-1.7",
    )
    assert done.status == 0, done.err
    assert gemchat.contents[0]["parts"] == [
        {"text": "notes.txt:\n\nsome notes"},
        {"inlineData": {"mimeType": "image/png", "data": base64.b64encode(picture).decode()}},
        {"inlineData": {"mimeType": "application/pdf", "data": "JVBERi0xLjc="}},
        {"fileData": {"fileUri": "https://youtu.be/abc"}},
        {"text": "demo:lf"},
    ]


def test_the_answer_is_the_same_in_one_piece(gemchat: Program) -> None:
    streamed = gemchat.run("markdown")
    whole = gemchat.run("--no-stream", "markdown")
    assert (whole.status, whole.out) == (0, streamed.out)
    assert [request.path.rpartition(":")[2] for request in gemchat.asked] == [
        "streamGenerateContent",
        "generateContent",
    ]


def test_what_is_not_the_answer_goes_to_stderr(gemchat: Program) -> None:
    plain = gemchat.run("thoughts")
    assert "generationConfig" not in gemchat.asked[-1].body
    noisy = gemchat.run("--thoughts", "--usage", "thoughts")
    assert gemchat.asked[-1].body["generationConfig"] == {
        "thinkingConfig": {"includeThoughts": True}
    }
    assert (
        plain.out
        == noisy.out
        == ("The answer is **42**. While you waited, you saw how it was found.\n")
    )
    assert plain.err == ""
    assert "A demo has no thoughts." in noisy.err
    assert noisy.err.splitlines()[-1].startswith("tokens: ")
    assert gemchat.run("--usage", "demo:no-usage").err == "tokens: –\n"


def test_hostile_text_is_shown_harmlessly_unless_asked_for_raw(gemchat: Program) -> None:
    safe = gemchat.run("demo:escapes")
    raw = gemchat.run("--raw", "demo:escapes")
    assert "\x1b" not in safe.out
    assert "␛]0;" in safe.out
    assert "\x1b]0;your terminal is mine\x07" in raw.out


def test_broken_text_is_mended_on_the_way(gemchat: Program) -> None:
    assert gemchat.run("caf\udce9 demo:lf").status == 0
    assert gemchat.contents == [{"role": "user", "parts": [{"text": "caf\ufffd demo:lf"}]}]


def test_colour_only_where_it_is_wanted(gemchat: Program) -> None:
    assert "\x1b" not in gemchat.run("markdown").out
    assert "\x1b[" in gemchat.run("--color", "always", "markdown").out


def test_at_a_terminal_the_answer_is_drawn(gemchat: Program) -> None:
    with gemchat.chat("table") as terminal:
        assert terminal.wait_exit() == 0
        assert not any("|:---" in row for row in terminal.transcript)
        assert any("Mercury" in row for row in terminal.transcript)
    with gemchat.chat("table", env={"TERM": "dumb"}) as terminal:
        assert terminal.wait_exit() == 0
        assert b"\x1b" not in terminal.raw


def test_only_what_is_asked_to_be_saved_is_saved(gemchat: Program) -> None:
    assert gemchat.run("not saved").status == 0
    assert gemchat.session_files == []
    assert gemchat.run("--save", "the first question").status == 0
    assert gemchat.run("-c", "recall").status == 0
    assert [content["parts"][0]["text"] for content in gemchat.contents[::2]] == [
        "the first question",
        "recall",
    ]
    assert gemchat.run("not saved", "either").status == 0
    (file,) = gemchat.session_files
    for which in (file.stem, file.stem[:14], "the first question"):
        assert gemchat.run("-r", which, "recall").status == 0
    assert len(gemchat.contents) == 9
    assert [record["state"] for record in gemchat.records("end")] == ["complete"] * 5


@pytest.mark.parametrize("which", [["-c"], ["-r", "the first question"]])
def test_a_session_is_gone_on_with_and_left_as_it_was(gemchat: Program, which: list[str]) -> None:
    assert gemchat.run("--save", "the first question").status == 0
    (file,) = gemchat.session_files
    before = file.read_bytes()
    assert gemchat.run(*which, "--no-save", "recall").status == 0
    assert gemchat.contents[0]["parts"] == [{"text": "the first question"}]
    assert gemchat.session_files == [file]
    assert file.read_bytes() == before


def test_the_demo_needs_no_key_and_sends_none(gemchat: Program) -> None:
    done = gemchat.run("--demo", "demo:lf", env={"GEMINI_API_KEY": ""})
    assert (done.status, done.out) == (0, HEALTHY)
    assert gemchat.asked == []


def test_silence_is_borne_as_long_as_was_said(gemchat: Program) -> None:
    done = gemchat.run("--timeout", "0.3", "demo:stall")
    assert done.status == 7
    assert HEALTHY.startswith(done.out.strip())
    assert done.err.endswith(" The answer is incomplete.\n")
    assert "kept" in gemchat.run("--save", "--timeout", "0.3", "demo:stall").err


def test_the_chat_goes_on_after_the_first_answer(gemchat: Program) -> None:
    with gemchat.chat("-i", "demo:lf") as terminal:
        terminal.wait_for("asked for.")
        assert leave(terminal) == 0
