"""Each slash command at the terminal, one after the other in one chat."""

from __future__ import annotations

from pathlib import Path

import pytest

from gemchat.commands import COMMANDS
from tests.e2e.program import Program, ask, at_prompt, leave, press


@pytest.mark.parametrize("size", [(80, 24), (40, 15)])
def test_every_command_does_its_work(
    gemchat: Program, size: tuple[int, int], tmp_path: Path
) -> None:
    file = tmp_path / "a.txt"
    file.write_text("words")
    steps = [
        ("/history", "Nothing has been said"),
        ("/sessions", "There are no sessions"),
        ("recall one", "1 message"),
        ("recall two", "2 messages"),
        ("/help", "/help keys what keys do"),
        ("/help keys", "searches what you typed"),
        ("/usage all", "takes nothing after it"),
        ("/help model", "/models lists them"),
        ("/model", "Talking to gemini-flash-latest."),
        ("/models 2.5-pro", "1,048,576"),
        ("/model gemini-2.5-pro", "Now talking to gemini-2.5-pro."),
        ("/temperature 7", "/temperature: temperature must be a number from 0 to 2"),
        ("/temperature cold", "0 to 2"),
        ("/thinking", "128 to 32,768"),
        ("/thinking low", "takes no thinking_level"),
        ("/tools search", "on: search."),
        ("/tools none", "No tools"),
        ("/once top_k=3 recall", "3 messages"),
        ("/undo", "from “recall” on"),
        ("/profile", "no profiles"),
        ("/config", "api.backend"),
        ("/theme", "The theme is auto."),
        ("/theme puce", "takes auto, terminal, light or dark."),
        ("/theme light", "The theme is light."),
        ("/temperature 0.3", "temperature is 0.3"),
        ("/set temperature", "/temperature"),
        ("/unset temperature", "left to the model"),
        ("/system Be kind.", "is set, 2 words"),
        ("/usage", "List prices of"),
        (f"/attach {file}", "Attached a.txt"),
        ("/attachments", "/detach N leaves one out."),
        ("/detach", "Took away a.txt; 0 attachments left."),
        ("/paste", "No program here"),
        ("/rename my chat", "“my chat”"),
        ("/sessions my", "(this one)"),
        ("/history 1", "> recall two"),
        ("/copy", "Sent the answer to the terminal's clipboard."),
        ("/copy code", "has no code"),
        ("/raw", "> recall one"),
        ("/undo", "from “recall two” on"),
        ("/retry gemini-2.5-flash", "1 message"),
        (f"/save {tmp_path / 'a.json'}", "Saved 2 messages"),
        ("/branches", "N switches."),
        ("/branches 1", "Going on here, 3 turns."),
        ("/continue", "is complete"),
        ("/keep", "was not blocked"),
        ("/fork", "this is a copy"),
        ("/compact the words", "and the last 2 turns."),
        ("/new", "A new conversation."),
        (f"/load {tmp_path / 'a.json'}", "[y/N]"),
        ("y", "Loaded a.json"),
        ("/rename a copy", "“a copy”"),  # its title came along
        ("/resume my chat", "3 turns"),
        ("/search recall two", "you"),
        ("/delete my chat", "[y/N]"),
        ("y", "Deleted “my chat”."),
    ]
    with gemchat.chat(size=size) as terminal:
        for line, said in steps:
            (press if line == "y" else ask)(terminal, line, said)
        assert leave(terminal) == 0
    tried = {line.split()[0][1:] for line, _ in steps if line.startswith("/")}
    assert {command.name for command in COMMANDS} - tried == {
        "exit",  # ends other tests
        "edit",  # leaves a text in the editor
        "doctor",  # looks at the machine the tests run on
        "editor",  # so does this one
    }


def test_a_command_that_is_not_there_comes_back_to_be_mended(gemchat: Program) -> None:
    with gemchat.chat() as terminal:
        terminal.wait_for(at_prompt)
        terminal.send("/mdoel\r")
        terminal.wait_for("Did you mean /model?")
        terminal.wait_for(lambda it: it.screen[it.cursor[1]] == "> /mdoel" and it.cursor[0] == 8)
        terminal.send_key("c-c")
        ask(terminal, "/model", "Talking to gemini-flash-latest.")
        assert leave(terminal) == 0
    assert not gemchat.asked
