"""A person without a key: what they read, and what they can do at once."""

from __future__ import annotations

import os
import stat

from tests.e2e.program import CANARY, Program, ask, leave


def without_key(gemchat: Program) -> Program:
    del gemchat.env["GEMINI_API_KEY"]
    return gemchat


def test_a_key_is_set_without_being_seen(gemchat: Program) -> None:
    kept = gemchat.home / "api_key"
    with without_key(gemchat).chat() as terminal:
        terminal.wait_for("then Enter:")
        assert [row[:20] for row in terminal.screen[:3]] == [
            "gemchat needs a key ",
            "  Set it with  expor",
            "  Or look around wit",
        ]
        terminal.send("k\r")
        terminal.wait_for("not shown as you type:")
        terminal.send(f"{CANARY}\r")
        terminal.wait_for("Kept in ")
        ask(terminal, "hello", "gemini-")
        assert leave(terminal) == 0
    assert kept.read_text() == f"{CANARY}\n"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert gemchat.run("hello").status == 0
    assert gemchat.asked[-1].headers["x-goog-api-key"] == CANARY
    kept.unlink()  # or it would be found, as the fixture looks for it


def test_the_demo_needs_none(gemchat: Program) -> None:
    with without_key(gemchat).chat() as terminal:
        terminal.wait_for("then Enter:")
        terminal.send("d\r")
        terminal.wait_for("demo, no model behind it")
        assert leave(terminal) == 0


def test_one_can_leave(gemchat: Program) -> None:
    with without_key(gemchat).chat() as terminal:
        terminal.wait_for("then Enter:")
        terminal.send("\r")
        assert terminal.wait_exit() == 3
    assert not os.path.lexists(gemchat.home)


def test_a_script_is_asked_nothing(gemchat: Program) -> None:
    done = without_key(gemchat).run("hello")
    assert (done.status, done.out) == (3, "")
    assert "There is no API key." in done.err


def test_any_other_answer_is_asked_again_and_a_question_that_is_broken_off_ends_its_row(
    gemchat: Program,
) -> None:
    with without_key(gemchat).chat() as terminal:
        terminal.wait_for("then Enter:")
        terminal.send("x\r")
        terminal.wait_for(lambda it: sum("then Enter:" in row for row in it.screen) == 2)
        terminal.send("k\r")
        terminal.wait_for("not shown as you type:")
        terminal.send_key("c-c")
        assert terminal.wait_exit() == 130
        assert terminal.cursor[0] == 0


def test_what_is_no_key_is_asked_again(gemchat: Program) -> None:
    with without_key(gemchat).chat() as terminal:
        terminal.wait_for("then Enter:")
        terminal.send("k\r")
        terminal.wait_for("not shown as you type:")
        terminal.send("no key\r")
        terminal.wait_for("The key from the terminal holds characters that no key has.")
        terminal.send("k\r")
        terminal.wait_for(lambda it: sum("not shown" in row for row in it.screen) == 2)
        terminal.send_key("c-d")
        terminal.wait_for("No key was given.")
        terminal.wait_for(lambda it: sum("then Enter:" in row for row in it.screen) == 3)
        terminal.send_key("c-d")
        assert terminal.wait_exit() == 3
        assert "No key was given." in terminal.screen, "in a row of its own"
        assert terminal.cursor[0] == 0
    assert not os.path.lexists(gemchat.home)


def test_a_small_terminal_breaks_no_word(gemchat: Program) -> None:
    with without_key(gemchat).chat(size=(40, 15)) as terminal:
        terminal.wait_for("then Enter:")
        rows = " ".join(map(str.strip, terminal.transcript)).split()
        assert {"--demo", "https://aistudio.google.com/apikey", "nothing"} <= set(rows)
        terminal.send("\r")
        assert terminal.wait_exit() == 3


def test_a_question_that_gets_no_answer_ends_its_row(gemchat: Program) -> None:
    assert gemchat.run("config", "init").status == 0
    with gemchat.chat("config", "init") as terminal:
        terminal.wait_for("[y/N]")
        terminal.send_key("c-d")
        assert terminal.wait_exit() == 0
        assert "Left as it was." in terminal.screen
