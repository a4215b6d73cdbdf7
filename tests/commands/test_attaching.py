from __future__ import annotations

from pathlib import Path

import pytest

from gemchat.commands.clipboard import Clipboard
from gemchat.commands.completers import paths
from gemchat.commands.entry import Entry
from gemchat.commands.outcome import Confirm, Submit
from gemchat.commands.sending import typed
from gemchat.commands.table import Suggestion
from gemchat.demo.picture import sunset
from gemchat.errors import UsageError
from gemchat.types import Part
from tests.commands.chatting import Chat, yes


@pytest.fixture
def chat(tmp_path: Path) -> Chat:
    for name in ("a.txt", "b.txt", "c.md", ".hidden"):
        (tmp_path / name).write_text(name)
    return Chat(tmp_path)


def test_attaching_listing_and_leaving_out(chat: Chat, tmp_path: Path) -> None:
    assert chat.said("/attachments").startswith("Nothing is attached.")
    assert chat.said("/detach").startswith("Nothing is attached.")
    assert chat.said(f"/attach {tmp_path}/a.txt") == "Attached a.txt, text/plain, 5 bytes"
    chat.run("/attach https://example.org/x.pdf")
    assert chat.shown("/attachments") == [
        ("1", "a.txt, text/plain, 5 bytes"),
        ("2", "https://example.org/x.pdf, application/pdf"),
    ]
    (tmp_path / "a.txt").unlink()
    assert "a.txt cannot be read" in chat.shown("/attachments")[0][1]
    assert chat.said("/detach 1") == "Took away a.txt; 1 attachment left."
    assert chat.shown("/attachments") == [("1", "https://example.org/x.pdf, application/pdf")]
    for wrong in ("2", "x", "0"):
        with pytest.raises(UsageError):
            chat.run(f"/detach {wrong}")


@pytest.mark.parametrize(
    "argument",
    ["", "nowhere", "*.nothing", "a**b", "x" * 300, "~no-such-user/x", "~no-such-user/*"],
)
def test_what_cannot_be_attached(chat: Chat, tmp_path: Path, argument: str) -> None:
    (tmp_path / "empty").mkdir()
    for name in (argument, str(tmp_path / "empty")):
        with pytest.raises(UsageError):
            chat.run(f"/attach {name}")
    assert chat.context.attached == []


def test_several_files_are_listed_and_asked_about(chat: Chat, tmp_path: Path) -> None:
    question = chat.run(f"/attach {tmp_path}/*.txt")
    assert isinstance(question, Confirm)
    assert question.question.splitlines() == [
        "a.txt, text/plain, 5 bytes",
        "b.txt, text/plain, 5 bytes",
        f"Attach 2 files of {tmp_path}/*.txt?",
    ]
    assert chat.context.attached == []
    yes(question)
    assert chat.context.attached == [tmp_path / "a.txt", tmp_path / "b.txt"]


def test_a_folder_stands_for_its_files(chat: Chat, tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    (tmp_path / "d.bin").write_bytes(b"\0\1")
    (tmp_path / "e.txt").touch()
    question = chat.run(f"/attach {tmp_path}")
    assert isinstance(question, Confirm)
    assert question.question.splitlines()[-2:] == [
        "Left out: d.bin, e.txt, inner/.",
        f"Attach 3 files of {tmp_path}?",
    ]
    yes(question)
    assert [Path(str(one)).name for one in chat.context.attached] == ["a.txt", "b.txt", "c.md"]


def test_a_picture_from_the_clipboard(chat: Chat) -> None:
    encoded = sunset().encode()
    chat.context.clipboard = Clipboard({}, "linux", lambda command, data, environment: encoded)
    assert chat.said("/paste").startswith("Attached data, image/png, ")
    (part,) = chat.context.attached
    assert isinstance(part, Part)


def test_the_profile_words_the_message(tmp_path: Path) -> None:
    profiles = {"profile": "fix", "profiles": {"fix": {"prompt": "Fix: {input}"}}}
    entry = Entry("helo")
    submit = typed(Chat(tmp_path, settings=profiles).context, entry)
    assert (submit.message, submit.entry) == ("Fix: helo", entry)


def test_once_names_files_too(chat: Chat, tmp_path: Path) -> None:
    submit = chat.run(f"/once top_k=3 see @{tmp_path}/a.txt")
    assert isinstance(submit, Submit)
    assert submit.once == {"top_k": 3}
    assert submit.message == f"see @{tmp_path}/a.txt"
    assert submit.along == (tmp_path / "a.txt",)
    assert submit.entry == Entry(f"/once top_k=3 see @{tmp_path}/a.txt")


def test_paths_complete_as_they_are_typed(chat: Chat, tmp_path: Path) -> None:
    assert list(paths(None, f"{tmp_path}/a")) == [Suggestion(f"{tmp_path}/a.txt", "a.txt")]
    assert list(paths(None, f"{tmp_path}/.")) == [Suggestion(f"{tmp_path}/.hidden", ".hidden")]


@pytest.mark.parametrize("typed", ["~no-such-user/", "nowhere/", "a\0b/", "x" * 300 + "/"])
def test_what_cannot_be_looked_up_is_not_offered(typed: str) -> None:
    assert list(paths(None, typed)) == []


FORMS = ["{folder}/pic ture.txt", '"{folder}/pic ture.txt"', "'{folder}/pic ture.txt'"]
FORMS += [r"{folder}/pic\ ture.txt"]


@pytest.mark.parametrize("form", FORMS)
def test_a_path_is_taken_as_terminals_write_it(chat: Chat, tmp_path: Path, form: str) -> None:
    (tmp_path / "pic ture.txt").write_text("words")
    written = form.format(folder=tmp_path)
    chat.run(f"/attach {written}")
    assert chat.context.attached == [tmp_path / "pic ture.txt"]
    chat.run(f"/system @{written}")
    assert chat.said("/system") == "words"


def test_a_file_of_that_very_name_goes_before(chat: Chat, tmp_path: Path) -> None:
    odd = r"it's\ odd.txt"
    for name in (odd, "a b", "it's odd.txt"):
        (tmp_path / name).write_text("words")
    for name in (odd, "it's odd.txt"):
        chat.run(f"/attach {tmp_path}/{name}")
    assert chat.context.attached == [tmp_path / odd, tmp_path / "it's odd.txt"]
    with pytest.raises(UsageError, match="no such's"):
        chat.run("/attach no such's")


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [("a.bin", b"\0\1", "no type that can be sent"), ("a.txt", b"", "a.txt is empty")],
)
def test_what_could_not_be_sent_is_not_attached(
    tmp_path: Path, name: str, data: bytes, said: str
) -> None:
    chat = Chat(tmp_path)
    (tmp_path / name).write_bytes(data)
    with pytest.raises(UsageError, match=said):
        chat.run(f"/attach {tmp_path / name}")
    assert chat.context.attached == []


def test_the_last_attachment_is_taken_away_first(chat: Chat, tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        chat.run(f"/attach {tmp_path / name}")
    assert chat.said("/detach") == "Took away b.txt; 1 attachment left."
    assert chat.context.attached == [tmp_path / "a.txt"]
