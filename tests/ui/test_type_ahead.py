"""What is typed while a reply streams, and what becomes of it at the prompt."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from typing import Literal

import pytest
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput

from gemchat.commands.entry import Entry
from gemchat.ui.editor_rows import editor_rows
from gemchat.ui.keys import PromptKeys
from gemchat.ui.prompt import Prompt
from gemchat.ui.theme import Theme
from gemchat.ui.type_ahead import TypeAhead
from tests.terminal import KEYS
from tests.ui.prompt_loop import COMMANDS, CONTEXT
from tests.ui.talking import paste

ENTER, LEAVE, UP, DOWN = (KEYS[name] for name in ("enter", "c-d", "up", "down"))


class Desk:
    """A prompt, and the keyboard before it."""

    def __init__(self, keys: PipeInput, mode: Literal["emacs", "vi"] = "emacs") -> None:
        self._keys = keys
        self.prompt = Prompt(
            CONTEXT,
            COMMANDS,
            history_file=None,
            editing_mode=mode,
            status=lambda: "",
            keys=PromptKeys({"search": "c-f"}),
            input=keys,
            output=DummyOutput(),
        )
        self.ahead = self.prompt.type_ahead

    async def meanwhile(self, typed: str, until: Callable[[TypeAhead], bool]) -> None:
        """Type while a reply streams, which ends as soon as that has done what it does."""
        changed = asyncio.Event()
        self.ahead.on_change = changed.set
        async with self.ahead.listening():
            self._keys.send_text(typed)
            while not until(self.ahead):
                await changed.wait()
                changed.clear()

    async def entry(self, typed: str) -> Entry:
        """Type at the prompt."""
        self._keys.send_text(typed)
        return await self.prompt.ask()


@pytest.fixture
def desk() -> Iterator[Desk]:
    with create_pipe_input() as keys:
        yield Desk(keys)


def run(talk: Awaitable[Entry]) -> Entry:
    async def limited() -> Entry:
        return await asyncio.wait_for(talk, 10)

    return asyncio.run(limited())


def shows(text: str) -> Callable[[TypeAhead], bool]:
    return lambda ahead: ahead.document.text == text


def test_the_prompt_goes_on_with_what_was_typed(desk: Desk) -> None:
    async def talk() -> Entry:
        await desk.meanwhile("drft\x1b[D\x1b[D", lambda ahead: ahead.document.cursor_position == 2)
        return await desk.entry(f"a{ENTER}")

    assert run(talk()).text == "draft"


def test_a_text_to_edit_comes_before_what_was_typed(desk: Desk) -> None:
    async def talk() -> Entry:
        await desk.meanwhile(f"/edit{ENTER}and more", shows("and more"))
        desk.ahead.put_in_front(Entry("a question"))
        return await desk.entry(ENTER)

    assert run(talk()).text == "a question\nand more"


def test_what_is_taken_back_comes_before_what_was_typed(desk: Desk) -> None:
    async def talk() -> Entry:
        await desk.meanwhile(f"one{ENTER}two{ENTER}half", shows("half"))
        desk.ahead.take_back()
        return await desk.entry(ENTER)

    assert run(talk()).text == "one\ntwo\nhalf"
    assert desk.ahead.queue == []


def test_where_nothing_waits_the_draft_stays_as_it_is(desk: Desk) -> None:
    lines = "\n".join(f"line {n}" for n in range(100))

    async def talk() -> Entry:
        await desk.meanwhile(paste(lines), shows("[pasted 100 lines]"))
        desk.ahead.take_back()
        assert desk.ahead.document.text == "[pasted 100 lines]"
        return await desk.entry(ENTER)

    assert run(talk()).text == lines


def test_a_draft_survives_a_look_at_the_history(desk: Desk) -> None:
    async def talk() -> Entry:
        await desk.entry(f"old{ENTER}")
        await desk.meanwhile(f"draft{UP}", shows("old"))
        return await desk.entry(DOWN + ENTER)

    assert run(talk()).text == "draft"


def test_one_can_search_while_a_reply_streams(desk: Desk) -> None:
    async def talk() -> Entry:
        await desk.entry(f"the needle{ENTER}")
        await desk.entry(f"some hay{ENTER}")
        await desk.meanwhile("draft", shows("draft"))  # the history is there from now on
        await desk.meanwhile(KEYS["c-r"] + "NEED", shows("search: NEED\nthe needle"))
        await desk.meanwhile(KEYS["c-r"] + "x", shows("not found: x\ndraft"))
        await desk.meanwhile(KEYS["c-r"] + "need" + ENTER, shows("the needle"))
        return await desk.entry(ENTER)

    assert run(talk()).text == "the needle"


def test_the_key_that_was_chosen_searches_while_a_reply_streams(desk: Desk) -> None:
    async def talk() -> Entry:
        await desk.entry(f"the needle{ENTER}")
        await desk.meanwhile("draft", shows("draft"))  # the history is there from now on
        await desk.meanwhile("\x06need", shows("search: need\nthe needle"))
        return await desk.entry(ENTER)

    assert run(talk()).text == "draft"


def test_tab_completes_while_a_reply_streams(desk: Desk) -> None:
    async def talk() -> Entry:
        await desk.meanwhile("/exi\t", shows("/exit"))
        return await desk.entry(ENTER)

    assert run(talk()).text == "/exit"


@pytest.mark.parametrize(
    ("mode", "keys", "found"),
    [
        ("emacs", "\x13hay", "not found: hay\n"),
        ("emacs", "\x1b<\x13hay", "search: hay\nsome hay"),
        ("emacs", "\x1b<\x12hay", "not found: hay\nthe needle"),
        ("vi", "\x1b/eed", "search: eed\nthe needle"),
        ("vi", "\x1b?hay", "not found: hay\n"),
    ],
)
def test_which_way_one_searches(mode: Literal["emacs", "vi"], keys: str, found: str) -> None:
    async def talk() -> Entry:
        await desk.entry(f"the needle{ENTER}")
        await desk.entry(f"some hay{ENTER}")
        await desk.meanwhile("", shows(""))  # the history is there from now on
        await desk.meanwhile(keys, shows(found))
        return await desk.entry(f"x{ENTER}")

    with create_pipe_input() as source:
        desk = Desk(source, mode)
        run(talk())


def test_the_history_is_there_after_a_command_that_took_no_time(desk: Desk) -> None:
    async def talk() -> Entry:
        await desk.entry(f"old{ENTER}")
        await desk.meanwhile("", shows(""))
        return await desk.entry(UP + ENTER)

    assert run(talk()).text == "old"


def test_a_slash_that_was_pasted_meanwhile_calls_no_command(desk: Desk) -> None:
    async def talk() -> Entry:
        await desk.meanwhile(paste("/undo"), shows("/undo"))
        return await desk.entry(ENTER)

    assert run(talk()).pasted


@pytest.mark.parametrize("typed", ["one\x1b", "one\x1bv", "one\x1bd", "\x1bkji\x1b"])
def test_the_navigation_of_vi_is_seen_while_a_reply_streams(typed: str) -> None:
    async def talk() -> Entry:
        await desk.meanwhile("one", lambda ahead: not ahead.navigating)
        await desk.meanwhile(typed, lambda ahead: ahead.navigating)
        return await desk.entry(ENTER)

    with create_pipe_input() as keys:
        desk = Desk(keys, "vi")
        assert run(talk()).text


@pytest.mark.parametrize(("navigating", "row"), [(False, "> one"), (True, ": one")])
def test_the_row_shows_what_keys_are(navigating: bool, row: str) -> None:
    drawn, _ = editor_rows([], "one", 3, 40, Theme(), navigating=navigating)
    assert [each.text for each in drawn] == [row]


def test_leaving_while_a_reply_streams_is_shown_and_undone_by_typing(desk: Desk) -> None:
    def rows() -> list[str]:
        ahead = desk.ahead
        drawn, _ = editor_rows(ahead.queue, "", 0, 40, Theme(), leaving=ahead.leaving)
        return [row.text for row in drawn]

    async def talk() -> Entry:
        await desk.meanwhile(LEAVE, lambda ahead: ahead.leaving)
        assert rows() == ["leaving after this reply", "> "]
        await desk.meanwhile("d", shows("d"))
        assert rows() == ["> "]
        return await desk.entry(ENTER)

    assert run(talk()).text == "d"


def test_a_text_to_edit_undoes_leaving(desk: Desk) -> None:
    async def talk() -> Entry:
        await desk.meanwhile(LEAVE, lambda ahead: ahead.leaving)
        desk.ahead.put_in_front(Entry("a question"))
        assert not desk.ahead.leaving
        return await desk.entry(ENTER)

    assert run(talk()).text == "a question"
