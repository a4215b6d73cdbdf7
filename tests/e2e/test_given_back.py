"""Messages that come back to the prompt, at a terminal."""

from __future__ import annotations

from pathlib import Path

from tests.e2e.program import Program, ask, leave


def test_what_was_pasted_is_no_command_and_names_no_file(gemchat: Program, tmp_path: Path) -> None:
    (tmp_path / "a").write_text("secret words")
    with gemchat.chat(size=(120, 24)) as terminal:  # a row has room for the path of any machine
        ask(terminal, "demo:stall", "This")
        terminal.paste(f"/new recall @{tmp_path}/a")
        terminal.send_key("enter")
        terminal.wait_for("queued: /new recall")
        terminal.send_key("c-c")
        terminal.wait_for("interrupted")
        terminal.wait_for(lambda it: it.screen[it.cursor[1]].startswith("> /new recall"))
        terminal.send_key("enter")
        terminal.wait_for("2 messages")
        assert leave(terminal) == 0
    assert gemchat.contents[-1]["parts"] == [{"text": f"/new recall @{tmp_path}/a"}]
    assert len(gemchat.session_files) == 1


def test_a_first_question_that_cannot_be_sent_comes_back_with_its_files(
    gemchat: Program, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text("some words")
    with gemchat.chat("-m", "foo bar", "-a", str(tmp_path / "a.txt"), "-i", "see @x") as terminal:
        terminal.wait_for("'foo bar' is no model name.")
        terminal.wait_for(lambda it: it.screen[it.cursor[1]] == "> see @x")
        terminal.send_key("c-c")
        ask(terminal, "/model foo baz", "'foo baz' is no model name.")
        ask(terminal, "/model gemini-2.5-pro", "Now talking")
        ask(terminal, "recall", "1 message")
        assert leave(terminal) == 0
    assert gemchat.contents[0]["parts"] == [{"text": "a.txt:\n\nsome words"}, {"text": "recall"}]
