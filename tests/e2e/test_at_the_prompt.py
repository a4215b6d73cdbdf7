"""Keys and habits at the prompt, on the screen as a terminal shows it."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest

from gemchat.demo.picture import sunset
from tests.e2e.program import Program, ask, at_prompt, below, leave, press

SIZES = [(80, 24), (40, 15)]


def script(folder: Path, name: str, body: str) -> Path:
    """Write a program."""
    folder.mkdir(exist_ok=True)
    program = folder / name
    program.write_text(f"#!/bin/sh\n{body}\n")
    program.chmod(0o700)
    return program


@pytest.mark.parametrize("size", SIZES)
def test_a_file_behind_an_at_is_completed_named_and_sent(
    gemchat: Program, tmp_path: Path, size: tuple[int, int]
) -> None:
    (tmp_path / "my notes.txt").write_text("some words")
    with gemchat.chat(size=size) as terminal:
        terminal.wait_for(at_prompt)
        terminal.send(f"recall @{tmp_path}/my")
        terminal.wait_for(lambda it: any(row.strip() == "my notes.txt" for row in it.screen))
        terminal.send_key("tab", "enter")
        terminal.wait_for("sending my notes.txt")
        terminal.wait_for("1 message")
        assert leave(terminal) == 0
    note, question = gemchat.contents[0]["parts"]
    assert note == {"text": "my notes.txt:\n\nsome words"}
    assert question == {"text": f"recall @{tmp_path}/my\\ notes.txt"}


def test_a_secret_is_sent_after_a_yes_alone(gemchat: Program, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("PASSWORD=sesame")
    with gemchat.chat() as terminal:
        ask(terminal, f"recall @{tmp_path}/.env", "looks like a secret. Send it?")
        press(terminal, "n", "Left as it was.")
        terminal.wait_for(lambda it: it.screen[it.cursor[1]].startswith("> recall @"))
        assert gemchat.asked == []
        terminal.send_key("enter")
        press(terminal, "y", "1 message")
        assert leave(terminal) == 0
        assert b"\x1b[6n" not in terminal.raw  # what not every terminal answers is not asked
    assert "sesame" in str(gemchat.contents)


def test_what_is_typed_after_a_yes_is_no_message(gemchat: Program) -> None:
    with gemchat.chat() as terminal:
        ask(terminal, "recall", "1 message")
        ask(terminal, "/rename a heron", "is called")
        ask(terminal, "/new", "A new conversation.")
        ask(terminal, "/delete a heron", "[y/N]")
        terminal.send("yes please\r")
        terminal.wait_for("Left as it was.")
        ask(terminal, "/delete a heron", "[y/N]")
        terminal.send("yes\r")
        terminal.wait_for("Deleted")
        assert leave(terminal) == 0
    assert len(gemchat.asked) == 1


def test_the_picture_in_the_clipboard(gemchat: Program, tmp_path: Path) -> None:
    picture = tmp_path / "sunset.png"
    picture.write_bytes(base64.b64decode(sunset()))
    script(tmp_path / "bin", "xclip", f"cat '{picture}'")
    env = {"DISPLAY": ":7", "PATH": f"{tmp_path}/bin:{gemchat.env['PATH']}"}
    with gemchat.chat(env=env) as terminal:
        ask(terminal, "/paste", "Attached data, image/png")
        ask(terminal, "recall", "1 message")
        assert leave(terminal) == 0
    assert gemchat.contents[0]["parts"][0]["inlineData"]["mimeType"] == "image/png"


@pytest.mark.parametrize("way", ["keys", "command"])
def test_writing_in_ones_own_editor(gemchat: Program, tmp_path: Path, way: str) -> None:
    editor = script(tmp_path / "my bin", "editor", f'env > "{tmp_path}/env"; echo written > "$1"')
    with gemchat.chat(env={"VISUAL": f"'{editor}'"}) as terminal:
        terminal.wait_for(at_prompt)
        if way == "keys":
            terminal.send("draft")
            terminal.send_key("c-x", "c-e")
        else:
            terminal.send("/editor draft")
            terminal.send_key("enter")
        terminal.wait_for(lambda it: it.screen[it.cursor[1]] == "> written")
        assert "GEMINI_API_KEY" not in (tmp_path / "env").read_text()
        terminal.send_key("c-c")
        assert leave(terminal) == 0
    assert gemchat.asked == []


@pytest.mark.parametrize(
    ("editor", "said"),
    [
        ("/no/such/editor", "/no/such/editor cannot be started"),
        ("rm", "The text could not be edited: No such file"),
    ],
)
def test_an_editor_that_fails_costs_no_draft(gemchat: Program, editor: str, said: str) -> None:
    with gemchat.chat(env={"VISUAL": editor}) as terminal:
        terminal.wait_for(at_prompt)
        terminal.send("draft")
        terminal.send_key("c-x", "c-e")
        terminal.wait_for(said)
        terminal.wait_for("> draft")
        terminal.send_key("c-c")
        assert leave(terminal) == 0


def test_told_to_end_while_the_editor_is_open(gemchat: Program, tmp_path: Path) -> None:
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    editor = script(tmp_path / "bin", "editor", "echo opened; exec sleep 60")
    with gemchat.chat(env={"VISUAL": str(editor), "TMPDIR": str(temporary)}) as terminal:
        terminal.wait_for(at_prompt)
        terminal.send_key("c-x", "c-e")
        terminal.wait_for("opened")
        assert len(list(temporary.iterdir())) == 1
        terminal.process.terminate()
        assert terminal.wait_exit() == 143
    assert list(temporary.iterdir()) == []


def test_keys_of_ones_own(gemchat: Program) -> None:
    gemchat.home.mkdir()
    (gemchat.home / "config.toml").write_text('[repl.keys]\nnewline = "c-o"\n')
    with gemchat.chat() as terminal:
        terminal.wait_for(at_prompt)
        terminal.send("recall")
        terminal.send_key("c-o")
        terminal.send("more")
        terminal.send_key("enter")
        terminal.wait_for("1 message")
        assert leave(terminal) == 0
    assert gemchat.contents[0]["parts"] == [{"text": "recall\nmore"}]


def test_a_key_that_is_none_is_named(gemchat: Program) -> None:
    gemchat.home.mkdir()
    (gemchat.home / "config.toml").write_text('[repl.keys]\nnewline = "hyper-o"\n')
    with gemchat.chat() as terminal:
        terminal.wait_for("repl.keys.newline: there is no key hyper-o.")
        assert terminal.wait_exit() == 2


def test_a_model_that_is_not_there(gemchat: Program) -> None:
    with gemchat.chat() as terminal:
        ask(terminal, "/models 2.5-pro", "1,048,576")
        ask(terminal, "/model gemini-2.5-por", "Now talking")
        ask(terminal, "recall", "Did you mean gemini-2.5-pro")
        assert below(terminal, "recall")
        assert leave(terminal) == 0


def test_once_and_templates(gemchat: Program) -> None:
    gemchat.home.mkdir()
    (gemchat.home / "config.toml").write_text(
        '[profiles.fix]\nprompt = "recall {input}"\nmodel = "gemini-2.5-pro"\n'
    )
    with gemchat.chat() as terminal:
        ask(terminal, "/profile fix", "Talking to gemini-2.5-pro.")
        ask(terminal, "/once temperature=0.5 helo", "1 message")
        ask(terminal, "again", "2 messages")
        assert leave(terminal) == 0
    first, second = gemchat.asked
    assert first.body["generationConfig"] == {"temperature": 0.5}
    assert "generationConfig" not in second.body
    assert [content["parts"] for content in gemchat.contents[::2]] == [
        [{"text": "recall helo"}],
        [{"text": "recall again"}],
    ]
    assert gemchat.run("-p", "fix", "helo").status == 0
    assert gemchat.contents[0]["parts"] == [{"text": "recall helo"}]


def test_copying_by_the_desktops_program(gemchat: Program, tmp_path: Path) -> None:
    out = tmp_path / "copied"
    script(tmp_path / "bin", "xclip", f"cat > '{out}'")
    env = {"DISPLAY": ":7", "PATH": f"{tmp_path}/bin:{gemchat.env['PATH']}"}
    with gemchat.chat(env=env) as terminal:
        ask(terminal, "recall", "1 message")
        ask(terminal, "/copy", "Copied the answer.")
        assert b"\x1b]52" not in terminal.raw
        assert leave(terminal) == 0
    (end,) = gemchat.records("end")
    assert out.read_text() == end["contents"][0]["parts"][0]["text"].strip("\n")


def test_copying_by_the_terminal(gemchat: Program) -> None:
    with gemchat.chat() as terminal:
        ask(terminal, "recall", "1 message")
        assert b"\x1b]52" not in terminal.raw
        ask(terminal, "/copy", "Sent the answer to the terminal's clipboard.")
        sent = terminal.raw.partition(b"\x1b]52;c;")[2].partition(b"\x07")[0]
        assert base64.b64decode(sent).startswith(b"You have sent 1 message")
        assert leave(terminal) == 0


def test_a_status_with_cost_and_the_bell_only_where_it_was_asked_for(gemchat: Program) -> None:
    with gemchat.chat("-m", "gemini-2.5-flash") as terminal:
        ask(terminal, "recall", "1 message")
        terminal.wait_for(" · $0.0")
        assert leave(terminal) == 0
        assert b"\x07" not in terminal.raw
