"""Sessions at the terminal: found, picked, held by another program, edited, deleted."""

from __future__ import annotations

from tests.e2e.program import Program, ask, at_prompt, leave, press

SECRET = "recall the canary 7f3a9"


def talk(gemchat: Program, *questions: str) -> None:
    with gemchat.chat() as terminal:
        for question in questions:
            ask(terminal, question, "message")
        leave(terminal)


def test_a_session_is_picked_from_the_list(gemchat: Program) -> None:
    talk(gemchat, "recall a heron")
    talk(gemchat, "recall a stork")
    with gemchat.chat("-r") as terminal:
        terminal.wait_for("Enter picks")
        terminal.wait_for("> recall a stork")
        terminal.send("heron")
        terminal.wait_for("> recall a heron")
        terminal.send_key("enter")
        terminal.wait_for("Going on with “recall a heron”, 1 turn.")
        assert "Enter picks" not in "\n".join(terminal.transcript)
        ask(terminal, "recall both", "2 messages")
        leave(terminal)


def test_nothing_picked_is_a_new_chat(gemchat: Program) -> None:
    talk(gemchat, "recall a heron")
    with gemchat.chat("-r") as terminal:
        terminal.wait_for("Enter picks")
        terminal.send_key("c-c")
        terminal.wait_for("Left as it was.")
        ask(terminal, "recall me", "1 message")
        leave(terminal)


def test_a_held_session_is_shown_or_copied(gemchat: Program) -> None:
    with gemchat.chat() as first:
        ask(first, "recall a heron", "1 message")
        with gemchat.chat("-r", "heron") as second:
            second.wait_for(f"is open in process {first.process.pid}")
            press(second, "2", "stays where it is")
            ask(second, "/resume heron", "1  Go on with a copy")
            press(second, "n", "Left as it was.")
            ask(second, "/resume heron", "1  Go on with a copy")
            press(second, "1", "This is a copy of it.")
            ask(second, "recall more", "2 messages")
            leave(second)
        ask(first, "recall again", "2 messages")
        leave(first)
    assert len(gemchat.session_files) == 2


def test_a_held_session_is_continued_in_a_copy(gemchat: Program) -> None:
    with gemchat.chat() as first:
        ask(first, "recall a heron", "1 message")
        done = gemchat.run("-c", "recall")
        assert (done.status, "This is a copy of it." in done.err) == (0, True)
        assert "is open in process" in done.err
        with gemchat.chat("-c", "-i", "recall it") as second:
            second.wait_for("> recall it")
            second.wait_for("3 messages")
            assert any("Going on with “recall a heron”, 2 turns." in it for it in second.transcript)
            leave(second)
        leave(first)


def test_a_question_is_edited_and_asked_again(gemchat: Program) -> None:
    with gemchat.chat() as terminal:
        ask(terminal, "recall one", "1 message")
        ask(terminal, "recall two", "2 messages")
        terminal.wait_for(at_prompt)
        terminal.send("/edit")
        terminal.send_key("enter")
        terminal.wait_for(lambda it: it.screen[it.cursor[1]] == "> recall two")
        terminal.send("!")
        terminal.send_key("enter")
        terminal.wait_for(lambda it: "> recall two!" in it.transcript)
        ask(terminal, "/branches", "2*")
        leave(terminal)
    texts = [record["content"]["parts"][0]["text"] for record in gemchat.records("user")]
    assert texts == ["recall one", "recall two", "recall two!"]


def test_a_deleted_session_is_in_no_file(gemchat: Program) -> None:
    talk(gemchat, "recall a heron")
    with gemchat.chat() as terminal:
        ask(terminal, SECRET, "1 message")
        ask(terminal, "/rename canary 7f3a9", "is called")
        leave(terminal)
    files = [path for path in gemchat.home.rglob("*") if path.is_file()]
    assert [path for path in files if b"7f3a9" in path.read_bytes()]
    with gemchat.chat() as terminal:
        ask(terminal, "/resume", "Enter picks")
        terminal.send_key("enter")
        terminal.wait_for("Going on with “canary 7f3a9”")
        (held,) = [path for path in gemchat.session_files if b"7f3a9" in path.read_bytes()]
        ask(terminal, f"/delete {held.stem}", "[y/N]")
        press(terminal, "y", "Deleted")
        leave(terminal)
    files = [path for path in gemchat.home.rglob("*") if path.is_file()]
    assert not [path for path in files if b"7f3a9" in path.read_bytes()]
    assert [path for path in files if b"heron" in path.read_bytes()]


def test_the_subcommand_draws_at_a_terminal_and_asks_there(gemchat: Program) -> None:
    talk(gemchat, "recall a heron")
    with gemchat.chat("sessions", "list") as terminal:
        terminal.wait_for("last used")
        terminal.wait_for("recall a heron")
        assert terminal.wait_exit() == 0
    with gemchat.chat("sessions", "delete", "recall a heron") as terminal:
        terminal.wait_for("Delete “recall a heron”, 1 question, for good? [y/N]")
        terminal.send("y\n")
        terminal.wait_for("Deleted “recall a heron”.")
        assert terminal.wait_exit() == 0
    assert gemchat.session_files == []
    done = gemchat.run("sessions", "list", "--json")
    assert (done.status, done.out, done.err) == (0, "[]\n", "")
