from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from gemchat.commands import COMMANDS, is_message
from gemchat.commands.branches import GO_ON
from gemchat.commands.entry import Entry
from gemchat.commands.outcome import Edit, Replay, Say, Send, Submit
from gemchat.commands.sending import checked, typed
from gemchat.errors import IncompleteReplyError, SessionError, UsageError
from gemchat.types.base import JsonObject
from tests.commands.chatting import Chat, reply

CUT = ["text: half of ", "finish: MAX_TOKENS"]
BLOCKED = ["text: bad ", "finish: SAFETY"]
BROKEN = ["text: half of ", "cut"]


@pytest.fixture
def chat(tmp_path: Path) -> Chat:
    chat = Chat(tmp_path, *[reply("yes")] * 9)
    for question in "abc":
        chat.ask(question)
    return chat


def on_disk(chat: Chat) -> list[str]:
    """The questions of the conversation as the session file has it."""
    turns = chat.context.store.read(chat.context.session.id).turns
    return [turn.user["parts"][0]["text"] for turn in turns]


@pytest.mark.parametrize("line", ["/edit", "/continue", "/keep", "/fork"])
def test_before_anything_was_said(line: str, tmp_path: Path) -> None:
    assert Chat(tmp_path).run(line) == Say("Nothing has been said yet.", level="warning")


@pytest.mark.parametrize(
    ("line", "text", "left"),
    [("/edit", "c", "ab"), ("/edit 2", "b", "a"), ("/edit 3", "a", "")],
)
def test_editing_takes_the_conversation_back(chat: Chat, line: str, text: str, left: str) -> None:
    edit = chat.run(line)
    assert isinstance(edit, Edit)
    assert edit.entry.text == text
    assert on_disk(chat) == ["a", "b", "c"], "nothing has happened yet"
    chat.ask(typed(chat.context, replace(edit.entry, text="d")))
    assert chat.questions == [*left, "d"] == on_disk(chat)
    with pytest.raises(UsageError):
        chat.run("/edit 9")


def send(chat: Chat, entry: Entry) -> list[JsonObject]:
    """Send an entry with what goes along with it; give the contents of the request."""
    submit = typed(chat.context, entry)
    sent = asyncio.run(checked(chat.context, submit))
    assert isinstance(sent, Send)
    chat.context.attached.clear()
    chat.ask(Submit(sent.content, replaces=submit.replaces))
    contents: list[JsonObject] = chat.transport.bodies[-1]["contents"]
    return contents


def to_edit(chat: Chat) -> Entry:
    """Ask for the last question, to edit it."""
    edit = chat.run("/edit")
    assert isinstance(edit, Edit)
    return edit.entry


def test_what_came_along_with_an_edited_question_goes_along_again(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (tmp_path / "notes.txt").write_text("line one")
    text = f"compare with @{tmp_path}/notes.txt"
    chat = Chat(tmp_path, *[reply("yes")] * 3)
    chat.run(f"/attach {tmp_path}/a.png")
    asked = send(chat, Entry(text))
    assert [list(part) for part in asked[0]["parts"]] == [["inlineData"], ["text"], ["text"]]
    assert to_edit(chat).text == text
    assert send(chat, to_edit(chat)) == asked
    identity = chat.context.session.id
    chat.run("/new")
    chat.run(f"/resume {identity}")
    assert to_edit(chat).text == text
    assert send(chat, to_edit(chat)) == asked


def test_a_question_without_words_is_edited_with_all_that_it_had(tmp_path: Path) -> None:
    picture = {"inlineData": {"mimeType": "image/png", "data": "iVBORw=="}}
    chat = Chat(tmp_path, *[reply("yes")] * 2)
    chat.ask(Submit({"role": "user", "parts": [picture]}))
    note = Say("Its attachments go along again.", level="quiet")
    assert chat.run("/edit") == Edit(to_edit(chat), note)
    [asked] = send(chat, replace(to_edit(chat), text="what is this?"))
    assert asked["parts"] == [picture, {"text": "what is this?"}]


def test_a_file_that_did_not_go_along_is_told_again(tmp_path: Path) -> None:
    chat = Chat(tmp_path, reply("yes"))
    file = tmp_path / "notes.txt"
    send(chat, Entry(f"compare with @{file}"))
    assert typed(chat.context, to_edit(chat)).missed == [
        f"@{file} is no file here; it goes as text."
    ]
    file.write_text("line one")
    edit = chat.run("/edit")
    assert isinstance(edit, Edit)
    assert edit.note == Say(
        f"@{file} goes as text; /attach {file} lets it go along.", level="quiet"
    )
    assert typed(chat.context, edit.entry).along == ()


def test_a_file_that_went_along_and_is_gone_goes_along_again(tmp_path: Path) -> None:
    chat = Chat(tmp_path, *[reply("yes")] * 2)
    file = tmp_path / "notes.txt"
    file.write_text("line one")
    asked = send(chat, Entry(f"compare with @{file}"))
    file.unlink()
    assert typed(chat.context, to_edit(chat)).missed == []
    assert send(chat, to_edit(chat)) == asked


@pytest.mark.parametrize("text", ["/new way", "exit"])
def test_a_pasted_command_that_is_edited_stays_a_message(tmp_path: Path, text: str) -> None:
    chat = Chat(tmp_path, reply("yes"))
    chat.ask(text)
    assert is_message(to_edit(chat))
    assert not is_message(replace(to_edit(chat), text="/model"))


def test_an_edited_question_is_worded_once(tmp_path: Path) -> None:
    profiles = {"profile": "fix", "profiles": {"fix": {"prompt": "Fix: {input}"}}}
    chat = Chat(tmp_path, *[reply("yes")] * 3, settings=profiles)
    [asked] = send(chat, Entry("helo"))
    assert asked["parts"] == [{"text": "Fix: helo"}]
    assert send(chat, to_edit(chat)) == [asked]


def test_an_edit_takes_no_place_in_another_conversation(chat: Chat) -> None:
    entry = to_edit(chat)
    chat.run("/new")
    chat.ask("d")
    chat.ask(typed(chat.context, entry))
    assert chat.questions == ["d", "c"]


def test_an_answer_that_was_cut_goes_on(tmp_path: Path) -> None:
    chat = Chat(tmp_path, CUT, reply("it"))
    chat.ask(Submit("all of it", {"max_output_tokens": 3}, "gemini-pro"))
    outcome = chat.run("/continue")
    assert outcome == Submit(GO_ON, {"max_output_tokens": 3}, "gemini-pro")
    assert isinstance(outcome, Submit)
    chat.ask(outcome)
    assert chat.questions == ["all of it", GO_ON]
    assert chat.said("/continue") == "The last answer is complete."


def test_an_answer_that_broke_off_goes_on(tmp_path: Path) -> None:
    chat = Chat(tmp_path, BROKEN, reply("it"))
    with pytest.raises(IncompleteReplyError):
        chat.ask("all of it")
    assert isinstance(chat.run("/continue"), Submit)


def test_no_answer_cannot_go_on(tmp_path: Path) -> None:
    chat = Chat(tmp_path, BLOCKED)
    chat.ask("something bad")
    assert chat.said("/continue").startswith("There is no answer to go on with.")


def test_a_blocked_answer_is_kept(tmp_path: Path) -> None:
    chat = Chat(tmp_path, BLOCKED, reply("yes"), reply("yes"))
    chat.ask("something bad")
    assert chat.said("/keep") == "The blocked answer goes into the next request."
    chat.ask("and then?")
    assert chat.questions == ["something bad", "and then?"]
    assert chat.said("/keep") == "The last answer was not blocked."
    identity = chat.context.session.id
    chat.run("/new")
    chat.run(f"/resume {identity}")
    chat.ask("still?")
    assert chat.questions == ["something bad", "and then?", "still?"]


def test_a_fork_leaves_the_session_as_it_is(chat: Chat) -> None:
    left = chat.context.session.id
    assert chat.said("/fork") == f"From here on this is a copy. /resume {left[-12:-8]} goes back."
    chat.ask("d")
    assert chat.questions == ["a", "b", "c", "d"] == on_disk(chat)
    assert chat.context.session.id != left
    assert len(chat.context.store.read(left).turns) == 3


def test_a_branch_for_each_way_the_conversation_went(chat: Chat) -> None:
    chat.run("/undo 2")
    assert chat.shown("/branches") == [("1*", "1", "a", ""), ("2", "3", "c", "a")]
    chat.ask("d")
    chat.ask("e")
    chat.run("/undo 3")
    chat.ask("f")
    assert chat.shown("/branches") == [
        ("1", "3", "c", "the start"),
        ("2", "3", "e", "the start"),
        ("3*", "1", "f", ""),
    ]
    before = (chat.context.store.directory / f"{chat.context.session.id}.jsonl").read_bytes()
    outcome = chat.run("/branches 2")
    assert isinstance(outcome, Replay)
    assert outcome.note == "Going on here, 3 turns."
    chat.ask("g")
    assert chat.questions == ["a", "d", "e", "g"] == on_disk(chat)
    after = (chat.context.store.directory / f"{chat.context.session.id}.jsonl").read_bytes()
    assert after.startswith(before), "nothing that was written is touched"


def test_switching_survives_a_restart(chat: Chat) -> None:
    chat.ask(Submit("d", replaces=2))
    chat.run("/branches 1")
    identity = chat.context.session.id
    chat.run("/new")
    chat.run(f"/resume {identity}")
    chat.run("/undo")
    chat.ask("e")
    assert chat.questions == ["a", "b", "e"]


def test_a_loaded_conversation_has_no_branch_of_its_own_yet(chat: Chat, tmp_path: Path) -> None:
    chat.run(f"/save {tmp_path / 'chat.json'}")
    chat.run(f"/load {tmp_path / 'chat.json'}")
    words = "Nothing has been said yet but what was loaded. /new begins without it."
    for line in ("/branches", "/undo", "/retry", "/edit", "/continue", "/keep", "/usage"):
        assert chat.said(line) == words
    assert chat.said("/fork").startswith("From here on this is a copy.")
    chat.ask("d")
    assert chat.questions == ["a", "b", "c", "d"]


def test_a_copy_has_no_branches_before_it_is_on_disk(chat: Chat) -> None:
    chat.run("/fork")
    for line in ("/branches", "/fork"):
        with pytest.raises(SessionError, match=r"a copy already, .* from the next question on"):
            chat.run(line)


def test_branches_that_are_not_there(chat: Chat, tmp_path: Path) -> None:
    with pytest.raises(UsageError):
        chat.run("/branches 2")
    other = Chat(tmp_path / "other", reply("one"), saving=False)
    assert other.said("/branches") == "Nothing has been said yet."
    other.ask("a")
    with pytest.raises(SessionError, match="not saved"):
        other.run("/branches")


def test_completing_the_number_of_a_branch(chat: Chat, tmp_path: Path) -> None:
    command = COMMANDS.find("branches")
    assert command is not None
    chat.run("/undo")
    assert list(command.complete(chat.context, "")) == ["1", "2"]
    assert list(command.complete(chat.context, "2")) == ["2"]
    assert list(command.complete(Chat(tmp_path / "other").context, "")) == []
