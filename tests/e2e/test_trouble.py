"""What people do when something is not right, at a terminal."""

from __future__ import annotations

import shlex
import stat
import sys

from tests.e2e.program import CANARY, Program, ask, leave


def test_the_doctor_in_a_chat(gemchat: Program) -> None:
    with gemchat.chat() as terminal:
        ask(terminal, "/doctor", "As the server has it.")
        assert any("From GEMINI_API_KEY." in row for row in terminal.transcript)
        assert leave(terminal) == 0


def test_the_doctor_of_a_program_that_cannot_start(gemchat: Program) -> None:
    gemchat.home.mkdir(mode=0o700)
    (gemchat.home / "config.toml").write_text("timeout = never")
    with gemchat.chat("doctor", env={"GEMINI_API_KEY": "", "NO_PROXY": "*"}) as terminal:
        assert terminal.wait_exit() == 2
        assert any(row.startswith("fail") and "config.toml" in row for row in terminal.transcript)


def test_a_key_is_set_at_a_terminal_without_being_shown(gemchat: Program) -> None:
    kept = gemchat.home / "api_key"
    with gemchat.chat("keys", "set") as terminal:
        terminal.wait_for("not shown as you type:")
        terminal.send(f"{CANARY}\r")
        assert terminal.wait_exit() == 0
        assert any("GEMINI_API_KEY is set and goes before it." in row for row in terminal.screen)
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    with gemchat.chat("keys", "status") as terminal:
        assert terminal.wait_exit() == 0
        assert any(row.startswith("GEMINI_API_KEY") for row in terminal.screen)
    with gemchat.chat("keys", "unset") as terminal:
        assert terminal.wait_exit() == 0
    assert not kept.exists()


def test_a_setting_is_changed_in_the_editor(gemchat: Program) -> None:
    program = "import sys, pathlib; pathlib.Path(sys.argv[1]).write_text(input('model? '))"
    editor = shlex.join([sys.executable, "-c", program])
    with gemchat.chat("config", "edit", env={"VISUAL": editor}) as terminal:
        terminal.wait_for("model?")
        terminal.send('model = "gemini-pro-latest"\r')
        assert terminal.wait_exit() == 0
    with gemchat.chat("config", "show") as terminal:
        assert terminal.wait_exit() == 0
        rows = [row.split() for row in terminal.transcript]
        assert ["model", "config.toml", "line", "1", "gemini-pro-latest"] in rows


def test_a_script_reads_the_models(gemchat: Program) -> None:
    with gemchat.chat("models", "flash") as terminal:
        assert terminal.wait_exit() == 0
        assert terminal.screen[0].split() == ["model", "input", "output", "thinks"]
