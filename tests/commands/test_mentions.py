"""What a message names with an @, and what it only seems to name."""

from __future__ import annotations

from pathlib import Path

import pytest

from gemchat.commands.entry import Entry
from gemchat.commands.mentions import missed
from gemchat.commands.sending import typed
from tests.commands.chatting import Chat


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("see @a.txt", ["a.txt"]),
        ("@a.txt, and (@c.txt) and @b.txt!", ["a.txt", "b.txt"]),
        ('see @"with space.txt" now', ["with space.txt"]),
        ("see @with\\ space.txt now", ["with space.txt"]),
        ("me@a.txt and @nobody and @ and @folder", []),
        ("a\n@a.txt\n@b.txt.", ["a.txt", "b.txt"]),
        ("(see @a.txt), [@b.txt] '@with\\ space.txt'", ["a.txt", "b.txt", "with space.txt"]),
        ("why is @a.txt:3 as @b.txt:12:7: says", ["a.txt", "b.txt"]),
        ("@" + "x" * 5000 + " @\0", []),
    ],
)
def test_files_named_in_a_message(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, names: list[str]
) -> None:
    chat = Chat(tmp_path)
    (tmp_path / "folder").mkdir()
    for name in ("a.txt", "b.txt", "with space.txt"):
        (tmp_path / name).write_text("x")
    monkeypatch.chdir(tmp_path)
    submit = typed(chat.context, Entry(text))
    assert (submit.message, list(submit.along)) == (text, [*map(Path, names)])


@pytest.mark.parametrize("paste", ["import @a.txt here", "import @a.txt", '@"a.txt"'])
def test_what_is_pasted_names_no_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, paste: str
) -> None:
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "b.txt").write_text("x")
    monkeypatch.chdir(tmp_path)
    submit = typed(Chat(tmp_path).context, Entry(f"see @b.txt: {paste}?", (paste,)))
    assert submit.along == (Path("b.txt"),)


@pytest.mark.parametrize(
    ("text", "paste", "names"),
    [
        ("diff of @a.txt.bak shows: with @a.txt please", "diff of @a.txt.bak shows: ", ["a.txt"]),
        ("see @a.txt\nimport @b.txt!", "import @b.txt\nimport sys", ["a.txt"]),
        ("see @a.txt", "a.txt", ["a.txt"]),
    ],
    ids=["longer name", "edited paste", "name alone"],
)
def test_what_is_typed_beside_a_paste_names_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, paste: str, names: list[str]
) -> None:
    (tmp_path / "a.txt").write_text("x")
    (tmp_path / "b.txt").write_text("x")
    monkeypatch.chdir(tmp_path)
    submit = typed(Chat(tmp_path).context, Entry(text, (paste,)))
    assert list(submit.along) == [*map(Path, names)]


@pytest.mark.parametrize(
    ("text", "notes"),
    [
        ("see @a.txt and ask @someone, @ ... or @everyone! @*", []),
        ("me@nofile.txt", []),
        ("(@nofile.txt)?", ["@nofile.txt is no file here; it goes as text."]),
        ("@folder/no.py:3", ["@folder/no.py:3 is no file here; it goes as text."]),
        ("@~no-such-user/x", ["@~no-such-user/x is no file here; it goes as text."]),
        (
            "@folder",
            ["@folder names no file of its own; /attach folder lets more than one go along."],
        ),
        (
            "@*.json",
            ["@*.json names no file of its own; /attach *.json lets more than one go along."],
        ),
    ],
)
def test_what_seems_to_name_a_file_and_does_not_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, notes: list[str]
) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "a.txt").write_text("x")
    monkeypatch.chdir(tmp_path)
    assert missed(Entry(text)) == notes
    assert missed(Entry(text, (text,))) == []
