"""The chat on a terminal, over real sockets."""

from __future__ import annotations

import os
import re
import signal
import stat
from pathlib import Path

import pytest

from tests.e2e.program import Json, Program, ask, at_prompt, below, leave, press
from tests.terminal import Terminal, launch

SIZES = [(80, 24), (40, 15)]
HEALTHY = "asked for."


def reply_words(record: Json) -> list[str]:
    """The words of a reply, without the marks that Markdown takes away."""
    text = "".join(part["text"] for part in record["contents"][0]["parts"])
    return re.sub(r"[*`]", "", text).split()


def words_below(terminal: Terminal, text: str, *ending: str) -> list[str]:
    """The words between what was sent and the prompt after it, but for a note at their end."""
    rows = below(terminal, text)
    words = " ".join(rows[: next(i for i, row in enumerate(rows) if row.startswith(">"))]).split()
    assert tuple(words[len(words) - len(ending) :]) == ending
    return words[: len(words) - len(ending)]


@pytest.mark.parametrize("size", SIZES)
def test_no_word_of_a_reply_is_lost_or_doubled(gemchat: Program, size: tuple[int, int]) -> None:
    with gemchat.chat(size=size) as terminal:
        ask(terminal, "long 10", "Paragraph 50")
        assert leave(terminal) == 0
        assert words_below(terminal, "long 10") == reply_words(gemchat.records("end")[0])


@pytest.mark.parametrize("size", SIZES)
def test_control_c_stops_a_reply_and_keeps_what_came(
    slow_gemchat: Program, size: tuple[int, int]
) -> None:
    gemchat = slow_gemchat
    with gemchat.chat(size=size) as terminal:
        ask(terminal, "long 200", "Paragraph 3")
        terminal.send("typed before")
        terminal.send_key("c-c")
        terminal.wait_for("> typed before")
        (end,) = gemchat.records("end")
        assert (end["state"], end["reason"]) == ("interrupted", "user")
        assert words_below(terminal, "long 200", "interrupted") == reply_words(end)
        terminal.send_key("c-c")
        ask(terminal, "recall", "2 messages")
        assert gemchat.contents == [
            {"role": "user", "parts": [{"text": "long 200"}]},
            *end["contents"],
            {"role": "user", "parts": [{"text": "recall"}]},
        ]
        assert leave(terminal) == 0


def test_what_is_typed_while_a_reply_streams_is_the_next_message(gemchat: Program) -> None:
    with gemchat.chat() as terminal:
        ask(terminal, "demo:429-header once", "slow down")
        terminal.send("recall")
        terminal.send_key("enter")
        terminal.wait_for("2 messages")
        assert leave(terminal) == 0
        assert words_below(terminal, "recall")[:3] == ["You", "have", "sent"]


def test_thoughts_are_seen_while_they_come(slow_gemchat: Program) -> None:
    with slow_gemchat.chat(env={"GEMCHAT_DISPLAY_THOUGHTS": "brief"}) as terminal:
        ask(terminal, "/models flash-latest", "1,048,576")
        terminal.send("thoughts")
        terminal.send_key("enter")
        terminal.wait_for(lambda it: "thinking, 0 seconds" in it.screen)
        terminal.wait_for(lambda it: any("pretend to have two" in row for row in it.screen))
        terminal.wait_for("you saw how it was found")
        terminal.wait_for(at_prompt)
        assert not any("pretend" in row for row in terminal.transcript)
        assert leave(terminal) == 0
    assert slow_gemchat.asked[-1].body["generationConfig"] == {
        "thinkingConfig": {"includeThoughts": True}
    }


def test_messages_that_wait_come_back_when_the_reply_is_stopped(slow_gemchat: Program) -> None:
    with slow_gemchat.chat() as terminal:
        ask(terminal, "long 200", "Paragraph 1")
        terminal.send("one")
        terminal.send_key("enter")
        terminal.wait_for("queued: one")
        terminal.send("half of two")
        terminal.wait_for("> half of two")
        terminal.send_key("c-c")
        terminal.wait_for("interrupted")
        terminal.wait_for(lambda it: "> one" in it.screen and "  half of two" in it.screen)
        assert len(slow_gemchat.asked) == 1


@pytest.mark.parametrize("size", SIZES)
def test_no_row_is_lost_below_what_is_typed(slow_gemchat: Program, size: tuple[int, int]) -> None:
    with slow_gemchat.chat(size=size) as terminal:
        ask(terminal, "long 4", "Paragraph 1")
        terminal.send("typed while it streams, and long enough to take more than one row here")
        terminal.wait_for("Paragraph 19")
        terminal.wait_for(lambda it: it.transcript[-1].startswith("gemini-flash-latest"))
        (end,) = slow_gemchat.records("end")
        assert words_below(terminal, "long 4") == reply_words(end)


def test_a_paste_of_a_hundred_lines_is_one_message_that_enter_sends(gemchat: Program) -> None:
    lines = "\n".join(f"/model line {number}" for number in range(100))
    with gemchat.chat() as terminal:
        terminal.wait_for(at_prompt)
        terminal.paste(lines)
        terminal.wait_for("> [pasted 100 lines]")
        assert gemchat.asked == []
        terminal.send(" recall")
        terminal.send_key("enter")
        terminal.wait_for("1 message")
        assert gemchat.contents == [{"role": "user", "parts": [{"text": f"{lines} recall"}]}]
        assert leave(terminal) == 0


@pytest.mark.parametrize(
    ("number", "status"), [(signal.SIGTERM, 143), (signal.SIGHUP, 129)], ids=["term", "hup"]
)
def test_the_system_ends_it_in_mid_stream(slow_gemchat: Program, number: int, status: int) -> None:
    with slow_gemchat.chat() as terminal:
        ask(terminal, "long 200", "Paragraph 3")
        terminal.process.send_signal(number)
        assert terminal.wait_exit() == status
        (end,) = slow_gemchat.records("end")
        assert (end["state"], end["reason"]) == ("interrupted", "exit")
        assert b"Traceback" not in terminal.raw


def test_the_system_ends_it_at_the_prompt(gemchat: Program) -> None:
    with gemchat.chat() as terminal:
        terminal.wait_for(at_prompt)
        terminal.process.terminate()
        assert terminal.wait_exit() == 143


@pytest.mark.parametrize("way", ["exit", "quit", ":q", "/exit", "/quit", "/q"])
def test_leaving_by_words(gemchat: Program, way: str) -> None:
    with gemchat.chat() as terminal:
        terminal.wait_for(at_prompt)
        terminal.send(way)
        terminal.send_key("enter")
        assert terminal.wait_exit() == 0
    assert gemchat.session_files == []


def test_leaving_by_control_c(gemchat: Program) -> None:
    with gemchat.chat() as terminal:
        terminal.wait_for(at_prompt)
        terminal.send("half a")
        terminal.wait_for("> half a")
        terminal.send_key("c-c")
        terminal.wait_for(at_prompt)
        terminal.send_key("c-c", "c-c")
        assert terminal.wait_exit() == 0


@pytest.mark.parametrize("kind", ["a file in the way", "read-only"])
def test_a_chat_that_is_not_saved_says_so(gemchat: Program, kind: str) -> None:
    sessions = gemchat.home / "sessions"
    gemchat.home.mkdir()
    if kind == "read-only":
        if os.geteuid() == 0:
            pytest.skip("nothing is read-only for root")
        sessions.mkdir(mode=0o500)
    else:
        sessions.write_text("")
    with gemchat.chat() as terminal:
        ask(terminal, "demo:lf", HEALTHY)
        terminal.wait_for("NOT SAVED")
        assert leave(terminal) == 0


def test_a_failed_request_is_explained_and_sent_again(gemchat: Program) -> None:
    with gemchat.chat() as terminal:
        ask(terminal, "demo:400-too-long", "input token count")
        ask(terminal, "demo:error-event", "words are kept")
        ask(terminal, "/retry", "words are kept")
        assert leave(terminal) == 0
    sent = [
        [part["text"] for part in request.body["contents"][-1]["parts"]]
        for request in gemchat.asked
    ]
    assert sent == [["demo:400-too-long"], ["demo:error-event"], ["demo:error-event"]]
    assert [end["state"] for end in gemchat.records("end")] == [
        "failed",
        "interrupted",
        "interrupted",
    ]


@pytest.mark.parametrize("size", SIZES)
def test_a_resumed_chat_shows_its_last_turns(gemchat: Program, size: tuple[int, int]) -> None:
    for number in (1, 2, 3):
        arguments = ["-c"] if number > 1 else ["--save"]
        assert gemchat.run(*arguments, f"recall {number}").status == 0
    with gemchat.chat("-c", size=size) as terminal:
        terminal.wait_for("Going on with “recall 1”")
        questions = [row for row in terminal.transcript if row.startswith("> recall")]
        assert questions == ["> recall 2", "> recall 3"]
        terminal.wait_for("3 messages")
        ask(terminal, "recall", "4 messages")
        assert leave(terminal) == 0
    assert len(gemchat.session_files) == 1


def test_a_session_that_another_program_has_is_copied(gemchat: Program) -> None:
    with gemchat.chat() as first:
        ask(first, "recall", "1 message")
        with gemchat.chat("-c") as second:
            second.wait_for("copy")
            ask(second, "recall", "2 messages")
            assert leave(second) == 0
        assert leave(first) == 0
    assert len(gemchat.session_files) == 2


def test_saving_and_loading_keep_every_content(gemchat: Program, tmp_path: Path) -> None:
    file = tmp_path / "chat.json"
    with gemchat.chat("-m", "gemini-2.5-pro") as terminal:
        ask(terminal, "thoughts", "The answer is 42.")
        ask(terminal, "recall", "2 messages")
        ask(terminal, f"/save {file}", "Saved 4")
        ask(terminal, "/new", "A new conversation.")
        ask(terminal, "/model gemini-2.5-flash", "Now talking")
        ask(terminal, f"/load {file}", "Loaded chat.json: 4")
        before = gemchat.contents
        ask(terminal, "recall again", "3 messages")
        assert gemchat.contents[:3] == before
        assert "gemini-2.5-pro:" in gemchat.asked[-1].path
        assert leave(terminal) == 0
    assert len(gemchat.session_files) == 2
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_file_in_the_way_is_asked_about(gemchat: Program, tmp_path: Path) -> None:
    file = tmp_path / "chat.json"
    file.write_text("mine")
    with gemchat.chat() as terminal:
        ask(terminal, "demo:lf", HEALTHY)
        for answer in ("no", "yes"):
            ask(terminal, f"/save {file}", "[y/N]")
            assert file.read_text() == "mine"
            press(terminal, answer, "Left as it was." if answer == "no" else "Saved 2")
        assert leave(terminal) == 0
    assert file.read_text() != "mine"


def test_what_was_piped_begins_a_chat_at_the_terminal(gemchat: Program) -> None:
    command = " ".join(gemchat.command("-i", "recall"))
    with launch(["sh", "-c", f"echo data | {command}"], env=gemchat.env) as terminal:
        terminal.wait_for("▌ data")
        ask(terminal, "recall", "2 messages")
        assert leave(terminal) == 0


def test_a_chat_needs_a_terminal_to_write_to(gemchat: Program, tmp_path: Path) -> None:
    command = " ".join(gemchat.command())
    out = tmp_path / "out"
    with launch(["sh", "-c", f"{command} > {out}"], env=gemchat.env) as terminal:
        assert terminal.wait_exit() == 2
        assert terminal.transcript[0] == "gemchat: A chat needs a terminal to write to."
    assert out.read_text() == ""


def test_plain_is_never_redrawn(gemchat: Program) -> None:
    with gemchat.chat("--plain", "-i", "long 3") as terminal:
        terminal.wait_for("Paragraph 14")
        streamed = terminal.raw.partition(b"Paragraph 1 ")[2].partition(b"Paragraph 14")[0]
        assert b"\x1b[" not in re.sub(rb"\x1b\[[0-9;]*m", b"", streamed)
        assert leave(terminal) == 0


def test_a_narrow_window_breaks_no_word_of_the_first_rows(gemchat: Program) -> None:
    with gemchat.chat(size=(23, 15)) as terminal:
        terminal.wait_for(at_prompt)
        assert terminal.screen[: terminal.screen.index("")][-2:] == [
            "/help lists commands,",
            "Ctrl-D leaves",
        ]
        assert leave(terminal) == 0


def test_the_demo_says_what_it_is(gemchat: Program) -> None:
    with gemchat.chat("--demo", env={"GEMINI_API_KEY": ""}) as terminal:
        terminal.wait_for("demo, no model behind it: type help or any word")
        ask(terminal, "hello", "There is no model behind it")
        assert leave(terminal) == 0
    assert gemchat.session_files == []
    assert len(list((gemchat.home / "demo-sessions").glob("*.jsonl"))) == 1


def test_all_a_chat_writes_is_for_its_owner_alone(gemchat: Program) -> None:
    before = os.umask(0)
    try:
        with gemchat.chat() as terminal:
            ask(terminal, "picture", ".png")
            ask(terminal, "/models", "gemini-2.5-pro")
            assert leave(terminal) == 0
    finally:
        os.umask(before)
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in gemchat.home.rglob("*")}
    assert {"input_history", "models.json"} <= {path.name for path in modes}
    for path, mode in modes.items():
        assert mode == (0o700 if path.is_dir() else 0o600), path
