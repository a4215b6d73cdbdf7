"""What the keys of the prompt send, clear and leave."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Literal

import pytest
from prompt_toolkit.application import Application
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput

from gemchat.commands.entry import Entry
from gemchat.commands.outcome import Outcome, Pickable, Quit
from gemchat.commands.table import CommandTable, is_command
from gemchat.ui.input_history import InputHistory
from gemchat.ui.keys import PromptKeys
from gemchat.ui.prompt import Prompt
from tests.terminal import KEYS
from tests.ui.prompt_loop import COMMANDS, CONTEXT
from tests.ui.talking import paste

ENTER, ALT_ENTER, NEW_LINE = KEYS["enter"], KEYS["a-enter"], KEYS["c-j"]
CLEAR, LEAVE, UP, HOME = KEYS["c-c"], KEYS["c-d"], KEYS["up"], KEYS["home"]
KILL, YANK, UNDO = "\x15", KEYS["c-y"], "\x1f"


class Desk:
    """A prompt, and the keyboard before it."""

    def __init__(self, keys: PipeInput, clock: Callable[[], float] = lambda: 0.0) -> None:
        self.keys = keys
        self.clock = clock

    def prompt(
        self,
        mode: Literal["emacs", "vi"] = "emacs",
        history: Path | None = None,
        commands: CommandTable = COMMANDS,
        chosen: Mapping[str, str] = MappingProxyType({}),
    ) -> Prompt:
        return Prompt(
            CONTEXT,
            commands,
            history_file=history,
            editing_mode=mode,
            status=lambda: "status",
            input=self.keys,
            output=DummyOutput(),
            keys=PromptKeys(chosen, self.clock),
        )

    def entry(self, typed: str, mode: Literal["emacs", "vi"] = "emacs", text: str = "") -> Entry:
        prompt = self.prompt(mode)
        prompt.type_ahead.put_in_front(Entry(text))
        self.keys.send_text(typed)
        return asyncio.run(prompt.ask())


@pytest.fixture
def desk() -> Iterator[Desk]:
    with create_pipe_input() as keys:
        yield Desk(keys)


@pytest.mark.parametrize("mode", ["emacs", "vi"])
@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        (f"hello{ENTER}", "hello"),
        (f"a{NEW_LINE}b{ENTER}", "a\nb"),
        (f"a\\{ENTER}b{ENTER}", "a\nb"),
        (f"{NEW_LINE}{NEW_LINE}a{ENTER}", "\n\na"),
        (f"{ENTER}  {ENTER}{NEW_LINE}{ENTER}x{ENTER}", "  \nx"),
        (f"gone{CLEAR}kept{ENTER}", "kept"),
        (f"ab{HOME}{LEAVE}{ENTER}", "b"),
        (f"hé端{ENTER}", "hé端"),
        (f"a{paste(chr(10) + 'b' + ENTER + 'c' + ENTER + NEW_LINE)}{ENTER}", "a\nb\nc\n"),
    ],
)
def test_keys_send(desk: Desk, mode: Literal["emacs", "vi"], typed: str, sent: str) -> None:
    assert desk.entry(typed, mode).text == sent


def test_alt_enter_makes_a_new_line_but_not_in_vi(desk: Desk) -> None:
    assert desk.entry(f"a{ALT_ENTER}b{ENTER}").text == "a\nb"
    assert desk.entry(f"a{ALT_ENTER}", "vi").text == "a"


@pytest.mark.parametrize("mode", ["emacs", "vi"])
@pytest.mark.parametrize(
    "typed", [LEAVE, CLEAR + CLEAR, "x" + CLEAR + LEAVE, "x" + CLEAR * 3, " \x7f" + LEAVE]
)
def test_keys_leave(desk: Desk, mode: Literal["emacs", "vi"], typed: str) -> None:
    with pytest.raises(EOFError):
        desk.entry(typed, mode)


def test_a_closed_keyboard_leaves(desk: Desk) -> None:
    desk.keys.close()
    with pytest.raises(EOFError):
        asyncio.run(desk.prompt().ask())


def test_enter_sends_from_the_navigation_of_vi(desk: Desk) -> None:
    # Keys that follow an escape at once would be Alt-j and so on, which vi takes one by one too.
    assert desk.entry(f"ab{KEYS['escape']}x{ENTER}", "vi").text == "a"


def test_a_second_control_c_that_comes_late_does_not_leave() -> None:
    times = iter(range(0, 1000, 2))
    with create_pipe_input() as keys:
        assert Desk(keys, lambda: float(next(times))).entry(CLEAR * 4 + "x" + ENTER).text == "x"


def test_a_text_to_edit_is_there_already(desk: Desk) -> None:
    assert desk.entry(f"d{ENTER}", text="wor\nl").text == "wor\nld"


@pytest.mark.parametrize(
    ("typed", "pasted"),
    [
        ("/exit", False),
        (paste("/exit"), True),
        (paste(" /exit"), True),
        (" " + paste("/exit"), True),
        (paste("/exit") + HOME + paste("x") + "\x1b[D" + LEAVE, True),
        ("/model " + paste("/x"), False),
        (paste("hello"), True),
        ("say " + paste("hello"), False),
        (paste("/") + "\x7f" + "/exit", False),
        (paste("/x") + CLEAR + "/exit", False),
        (paste("/exit") + CLEAR + "/exit", False),
        (paste("/exit now") + KILL + YANK, True),
        (paste("/exit now") + KEYS["c-w"] * 2 + YANK, True),
        (paste("/exit now") + HOME + "\x0b" + YANK, True),
        (paste("/exit now") + KILL + UNDO, True),
        (paste("/exit now") + KILL + "x" + CLEAR + YANK, True),
    ],
)
def test_a_pasted_word_is_told_from_a_typed_one(desk: Desk, typed: str, pasted: bool) -> None:
    assert desk.entry(typed + ENTER).pasted is pasted


def test_the_next_entry_does_not_inherit_the_paste(desk: Desk) -> None:
    async def twice() -> list[Entry]:
        prompt = desk.prompt()
        desk.keys.send_text(paste("/exit") + ENTER + "/exit" + ENTER)
        return [await prompt.ask(), await prompt.ask()]

    assert asyncio.run(twice()) == [Entry("/exit", ("/exit",)), Entry("/exit")]


@pytest.mark.parametrize(
    "later", [UP + ENTER, UP + "!" + ENTER, "a longer draft" + UP + ENTER, KEYS["c-r"] + "@\r\r"]
)
def test_a_paste_that_is_recalled_is_a_paste(desk: Desk, later: str) -> None:
    async def twice() -> Entry:
        prompt = desk.prompt()
        desk.keys.send_text(f"see {paste('@notes.txt')}{ENTER}")
        await prompt.ask()
        async with prompt.type_ahead.listening():
            await asyncio.sleep(0)  # the history is there from now on
        desk.keys.send_text(later)
        return await prompt.ask()

    entry = asyncio.run(asyncio.wait_for(twice(), 10))
    assert "@notes.txt" in entry.text
    assert entry.pastes == ("@notes.txt",)


@pytest.mark.parametrize(
    ("outside", "inside"),
    [
        ("a\x1b[2Jb", "a␛[2Jb"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("\tx\ty", "\tx\ty"),
        ("a\x03\x04b", "a␃␄b"),
        ("a\u202eb", "ab"),
    ],
)
def test_control_characters_of_a_paste_are_harmless(desk: Desk, outside: str, inside: str) -> None:
    assert desk.entry(paste(outside) + ENTER).text == inside


LINES = "\n".join(f"line {n}" for n in range(100))


def test_a_hundred_pasted_lines_arrive(desk: Desk) -> None:
    assert desk.entry(paste(LINES) + ENTER).text == LINES


LEFT, DELETE, BACKSPACE = KEYS["left"], KEYS["delete"], KEYS["backspace"]
EXPAND = KEYS["c-x"] + KEYS["c-v"]


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        (f"a {paste(LINES)}{BACKSPACE}b", "a b"),
        (f"a {paste(LINES)}{LEFT}{DELETE}b", "a b"),
        (f"a {paste(LINES)}{KEYS['c-w']}b", "a b"),
        (f"a{paste(LINES)}{LEFT}b{KEYS['right']}c", f"ab{LINES}c"),
        (f"a{paste(LINES)}{LEFT}{LEFT}b", f"ba{LINES}"),
        (f"a {paste(LINES)}{BACKSPACE}{UNDO}b", f"a {LINES}b"),
        (f"{paste(LINES)}{BACKSPACE}{UNDO}", LINES),
        (f"{paste(LINES)}{KEYS['c-w']}a{KEYS['c-y']}{KEYS['c-y']}", f"a{LINES}{LINES}"),
        (f"a {paste(LINES)}{EXPAND}{BACKSPACE}", f"a {LINES}"[:-1]),
        (f"{paste(LINES)}{paste(LINES.upper())}", LINES + LINES.upper()),
    ],
)
def test_a_long_paste_is_one_thing_to_every_key(desk: Desk, typed: str, sent: str) -> None:
    assert desk.entry(typed + ENTER).text == sent


def test_a_long_paste_that_is_undone_or_recalled_is_still_a_paste(desk: Desk) -> None:
    async def twice() -> list[Entry]:
        prompt = desk.prompt()
        desk.keys.send_text(paste(f"/x\n{LINES}") + BACKSPACE + UNDO + ENTER)
        undone = await prompt.ask()
        desk.keys.send_text(UP + ENTER)
        return [undone, await prompt.ask()]

    assert [entry.pasted for entry in asyncio.run(twice())] == [True, True]


def test_the_history_has_all_of_a_paste(desk: Desk, tmp_path: Path) -> None:
    desk.keys.send_text(paste(LINES) + ENTER)
    asyncio.run(desk.prompt(history=tmp_path / "history").ask())
    assert list(InputHistory(tmp_path / "history").load_history_strings()) == [LINES]


def test_a_pasted_command_that_is_recalled_calls_none(desk: Desk, tmp_path: Path) -> None:
    async def recalled() -> list[str]:
        prompt = desk.prompt(history=tmp_path / "history")
        desk.keys.send_text(paste("/exit now") + ENTER)
        await prompt.ask()
        entries = []
        for each in (prompt, desk.prompt(history=tmp_path / "history")):
            async with each.type_ahead.listening():
                await asyncio.sleep(0)  # the history is there from now on
            desk.keys.send_text(UP + ENTER)
            entries.append(await each.ask())
        return [entry.text for entry in entries]

    assert asyncio.run(recalled()) == [" /exit now"] * 2
    assert not is_command(" /exit now")


@pytest.mark.parametrize(
    ("send", "typed"), [("c-o", KEYS["c-o"]), ("alt-enter", ALT_ENTER), ("c-x c-s", "\x18\x13")]
)
def test_keys_of_ones_own(desk: Desk, send: str, typed: str) -> None:
    prompt = Prompt(
        CONTEXT,
        COMMANDS,
        history_file=None,
        editing_mode="emacs",
        status=lambda: "status",
        keys=PromptKeys({"send": send, "newline": "enter"}),
        input=desk.keys,
        output=DummyOutput(),
    )
    desk.keys.send_text(f"a{ENTER}b{typed}")
    assert asyncio.run(prompt.ask()).text == "a\nb"


@pytest.fixture
def stops(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What was stopped, instead of the tests."""
    stopped: list[object] = []

    def stop(application: Application[str]) -> None:
        stopped.append(application)

    monkeypatch.setattr(Application, "suspend_to_background", stop)
    return stopped


def test_one_can_stop_the_program_at_a_question(desk: Desk, stops: list[object]) -> None:
    desk.keys.send_text(f"y{KEYS['c-z']}es{ENTER}")
    assert asyncio.run(desk.prompt().answer("[y/N]")) == "yes"
    assert len(stops) == 1


def test_one_can_stop_the_program_while_one_picks(desk: Desk, stops: list[object]) -> None:
    herons = [Pickable((name,), str) for name in ("red", "grey")]
    desk.keys.send_text(f"gr{KEYS['c-z']}ey{ENTER}")
    assert asyncio.run(desk.prompt().pick(herons)) == 1
    assert len(stops) == 1


F6 = "\x1b[17~"


@pytest.mark.parametrize("mode", ["emacs", "vi"])
@pytest.mark.parametrize(
    ("action", "typed", "sent"),
    [
        ("send", f"ab{F6}", "ab"),
        ("newline", f"a{F6}b{ENTER}", "a\nb"),
        ("expand", f"{paste(LINES)}{F6}{BACKSPACE}{ENTER}", LINES[:-1]),
        ("editor", f"a{F6}{ENTER}", "edited"),
        ("search", f"{F6}EED{ENTER}{ENTER}", "needle"),
        ("search", f"{F6}n{F6}{ENTER}{ENTER}", "needle"),
        ("suspend", f"a{F6}b{ENTER}", "ab, stopped"),
        ("leave", f"ab{HOME}{F6}{ENTER}", "b"),
    ],
)
def test_the_key_that_was_chosen_for_an_action(
    desk: Desk,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    stops: list[object],
    mode: Literal["emacs", "vi"],
    action: str,
    typed: str,
    sent: str,
) -> None:
    async def edited(_prompt: Prompt, _text: str) -> str:
        return "edited"

    monkeypatch.setattr(Prompt, "edited", edited)

    async def pressed() -> str:
        prompt = desk.prompt(mode, tmp_path / "history", chosen={action: "f6"})
        desk.keys.send_text(f"needle{KEYS['enter'] if action != 'send' else F6}")
        await prompt.ask()
        async with prompt.type_ahead.listening():
            await asyncio.sleep(0)  # the history is there from now on
        desk.keys.send_text(typed)
        return (await prompt.ask()).text + ", stopped" * len(stops)

    assert asyncio.run(asyncio.wait_for(pressed(), 10)) == sent


def test_what_was_typed_ahead_arrives_entry_by_entry(desk: Desk) -> None:
    async def three() -> list[str]:
        prompt = desk.prompt()
        desk.keys.send_text(f"one{ENTER}two{NEW_LINE}more{ENTER}thr")
        entries = [await prompt.ask(), await prompt.ask()]
        desk.keys.send_text(f"ee{ENTER}")
        return [entry.text for entry in (*entries, await prompt.ask())]

    assert asyncio.run(three()) == ["one", "two\nmore", "three"]


def test_the_cursor_moves_between_lines_before_it_walks_the_history(desk: Desk) -> None:
    async def walk() -> list[str]:
        prompt = desk.prompt()
        desk.keys.send_text(f"old{ENTER}")
        first = await prompt.ask()
        desk.keys.send_text(f"a{NEW_LINE}b{UP}x{ENTER}")
        second = await prompt.ask()
        return [first.text, second.text]

    assert asyncio.run(walk()) == ["old", "ax\nb"]


def test_tab_completes_also_before_the_menu_is_there(desk: Desk) -> None:
    table = CommandTable()
    released = threading.Event()

    @table.command("/go where", complete=lambda _, typed: [f"{typed}ward"] * released.wait(10))
    async def go(_context: object, _argument: str) -> Outcome:
        """Go."""
        return Quit()

    async def complete() -> str:
        prompt = desk.prompt(commands=table)
        asked = asyncio.ensure_future(prompt.ask())
        desk.keys.send_text("/go for\t")
        while prompt.type_ahead.document.text != "/go for":
            await asyncio.sleep(0)
        released.set()
        while prompt.type_ahead.document.text == "/go for":
            await asyncio.sleep(0)
        desk.keys.send_text(ENTER)
        return (await asked).text

    assert asyncio.run(asyncio.wait_for(complete(), 10)) == "/go forward"


@pytest.mark.parametrize("tabs", [1, 2, 3])
@pytest.mark.parametrize(("typed", "only"), [("hid", "hide"), ("HID", "hide"), ("", "hide")])
def test_the_only_completion_stays(desk: Desk, typed: str, only: str, tabs: int) -> None:
    table = CommandTable()

    @table.command("/show what", complete=lambda _, typed: [only] * (typed != only))
    async def show(_context: object, _argument: str) -> Outcome:
        """Show."""
        return Quit()

    async def complete() -> str:
        prompt = desk.prompt(commands=table)
        asked = asyncio.ensure_future(prompt.ask())
        desk.keys.send_text(f"/show {typed}")
        for _ in range(tabs):
            desk.keys.send_text("\t")
            while prompt.type_ahead.document.text != f"/show {only}":
                await asyncio.sleep(0)
        desk.keys.send_text(ENTER)
        return (await asked).text

    assert asyncio.run(asyncio.wait_for(complete(), 10)) == f"/show {only}"
