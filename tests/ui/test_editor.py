"""The person's own editor: what it is given, and what is left behind."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from gemchat.errors import UsageError
from gemchat.ui.editor import edited, editor_command

Editor = Callable[[str], dict[str, str]]


@pytest.fixture
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Editor:
    """An environment whose editor is a script in a folder with spaces."""
    folder = tmp_path / "my programs"
    folder.mkdir()
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(temporary))

    def environment(script: str) -> dict[str, str]:
        program = folder / "editor"
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o700)
        return {**os.environ, "VISUAL": f"'{program}'", "OUT": str(tmp_path / "out")}

    return environment


def run(text: str, environment: dict[str, str]) -> str:
    return asyncio.run(edited(text, environment))


def test_the_text_goes_in_and_comes_back(editor: Editor, tmp_path: Path) -> None:
    assert run("größer\n端", editor('echo "$1" > "$OUT"; echo more >> "$1"')) == "größer\n端more"
    name = Path((tmp_path / "out").read_text().strip())
    assert name.name == "message.md"
    assert list((tmp_path / "tmp").iterdir()) == []


def test_only_its_owner_can_read_it(editor: Editor, tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        run("x", editor('stat -c %a "$1" "$(dirname "$1")" > "$OUT"'))
    finally:
        os.umask(before)
    assert (tmp_path / "out").read_text().split() == ["600", "700"]


def test_the_key_is_not_in_its_environment(editor: Editor, tmp_path: Path) -> None:
    run("x", {**editor('env > "$OUT"'), "GEMINI_API_KEY": "k-1", "GOOGLE_API_KEY": "k-2"})
    seen = (tmp_path / "out").read_text()
    assert "OUT=" in seen
    assert "k-1" not in seen
    assert "k-2" not in seen


@pytest.mark.parametrize("script", ["exit 3", "kill -9 $$"])
def test_one_that_fails_leaves_nothing(editor: Editor, tmp_path: Path, script: str) -> None:
    with pytest.raises(UsageError, match="ended with status"):
        run("x", editor(script))
    assert list((tmp_path / "tmp").iterdir()) == []


def test_when_the_program_is_told_to_end_nothing_is_left(editor: Editor, tmp_path: Path) -> None:
    async def broken_off() -> None:
        fifo = tmp_path / "started"
        os.mkfifo(fifo)
        task = asyncio.ensure_future(edited("x", editor(f"echo > '{fifo}'; exec sleep 60")))
        await asyncio.to_thread(fifo.read_text)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(broken_off())
    assert list((tmp_path / "tmp").iterdir()) == []


def test_control_characters_do_not_come_back(editor: Editor) -> None:
    assert run("", editor("printf 'a\\033[2Jb\\tc' > \"$1\"")) == "a␛[2Jb\tc"


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({"EDITOR": "emacs -nw"}, ["emacs", "-nw"]),
        ({"EDITOR": "emacs", "VISUAL": "code --wait"}, ["code", "--wait"]),
        ({"VISUAL": "sh -c 'touch x' --"}, ["sh", "-c", "touch x", "--"]),
    ],
)
def test_which_program(environment: dict[str, str], words: list[str]) -> None:
    assert editor_command(environment) == words


def test_one_that_takes_the_file_away(editor: Editor, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="could not be edited: No such file"):
        run("x", editor('rm "$1"'))
    assert list((tmp_path / "tmp").iterdir()) == []


def test_no_place_for_the_text(
    editor: Editor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    with pytest.raises(UsageError, match="could not be edited: No such file"):
        run("x", editor("true"))


@pytest.mark.parametrize("name", ["vim", "/usr/bin/nvim", "vim.tiny"])
def test_vim_obeys_no_line_of_the_text(name: str) -> None:
    command = editor_command({"VISUAL": name})
    assert "nomodeline" in command[-1]
    assert "-n" in command


@pytest.mark.parametrize(("behind", "guarded"), [("vim.basic", True), ("nvi", False)])
def test_vi_is_what_it_leads_to(tmp_path: Path, behind: str, guarded: bool) -> None:
    program = tmp_path / behind
    program.touch(mode=0o700)
    (tmp_path / "vi").symlink_to(program)
    for environment in ({"VISUAL": "vi"}, {}):
        command = editor_command({"PATH": str(tmp_path), **environment})
        assert (command[0], "-n" in command) == ("vi", guarded)


@pytest.mark.parametrize(
    ("named", "said"), [("'open", "quote"), ("/no/such/editor", "cannot be started")]
)
def test_what_is_no_editor(named: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        run("x", {"VISUAL": named})


@pytest.mark.parametrize("name", ["vim", "vi"])
def test_a_modeline_changes_nothing_in_vim(tmp_path: Path, name: str) -> None:
    options = editor_command({"PATH": os.environ["PATH"], "VISUAL": name})[1:]
    if not options or not shutil.which(name):
        pytest.skip(f"{name} is no vim here")
    (tmp_path / "vimrc").write_text("set modeline\n")
    text, out = tmp_path / "message.md", tmp_path / "out"
    text.write_text("hello\n# vim: set textwidth=7:\n")
    look = f"redir! > {out} | set textwidth? | redir END | q"
    vim = [name, "-u", str(tmp_path / "vimrc"), *options, "-es", "-c", look, str(text)]
    subprocess.run(vim, check=True, timeout=30)
    assert out.read_text().strip() == "textwidth=0"
