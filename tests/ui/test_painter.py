from __future__ import annotations

import random
import re

import pytest
from rich.cells import chop_cells
from rich.color import ColorSystem
from rich.style import Style

from gemchat.ui.markdown import MarkdownStream, Row, render
from gemchat.ui.painter import Painter
from tests.ui.markdown.nasty import NASTY, SIZES
from tests.ui.screens import Terminal

SIZES_OF_SCREENS = ((80, 24), (40, 24), (24, 10), (30, 6))
REPLY = (
    "# Title\n\nSome **bold** text and `code` that goes on for more than a row or two, "
    "as replies do.\n\n- item one\n- item two\n  1. nested\n\n```python\ndef f(x):\n"
    "    return 'a rather long line of code ' + str(x) + ' that needs more than one row'\n"
    "```\n\n| name | value |\n|---|---|\n"
    + "".join(f"| row {n} | {'v' * n} |\n" for n in range(30))
    + "\n> quoted\n> text\n\nThe end.\n"
)


def row(text: str, style: Style | None = None) -> Row:
    return Row(((text, style or Style()),)) if text else Row()


def painter_on(terminal: Terminal, *, synchronized: bool = True, reflows: bool = True) -> Painter:
    return Painter(
        terminal.write,
        terminal.size,
        colors=ColorSystem.STANDARD,
        synchronized=synchronized,
        reflows=reflows,
    )


def lines_of(rows: list[Row], width: int) -> list[str]:
    """The lines that final *rows* take on a terminal."""
    lines = [line for each in rows for line in chop_cells(each.text, width) or [""]]
    while lines and not lines[-1]:
        lines.pop()
    return [line.rstrip() for line in lines]


def play(text: str, terminal: Terminal, seed: int, *, prompt: bool) -> None:
    """Stream *text* in random chunks, with a frame now and then."""
    chance = random.Random(seed)
    width, height = terminal.size()
    painter, stream = painter_on(terminal), MarkdownStream(width)
    typed, at = "> ", 0
    while at < len(text):
        size = chance.choice((1, 3, 20, 97))
        painter.commit(stream.feed(text[at : at + size]))
        at += size
        if prompt and chance.random() < 0.2:
            typed = typed + "x" if len(typed) < 9 else "> "
        painter.prompt([row(typed)] if prompt else [], (0, len(typed)))
        if chance.random() < 0.5:
            painter.sketch(stream.tail(height - 1))
            painter.paint()
            assert not prompt or cursor_line(terminal) == typed.rstrip()
    painter.commit(stream.finish())
    painter.finish()


def cursor_line(terminal: Terminal) -> str:
    return terminal.visible[terminal.screen.cursor.y]


@pytest.mark.parametrize("size", SIZES_OF_SCREENS)
@pytest.mark.parametrize("prompt", [False, True])
@pytest.mark.parametrize("seed", [1, 2])
def test_what_was_streamed_is_what_one_shot_gives(
    size: tuple[int, int], prompt: bool, seed: int
) -> None:
    terminal = Terminal(*size)
    play(REPLY, terminal, seed, prompt=prompt)
    assert terminal.everything == lines_of(render(REPLY, size[0]), size[0])
    assert cursor_line(terminal) == ""


CERTAIN = [
    name
    for name in NASTY
    if name not in SIZES and all(each.certain for each in render("".join(NASTY[name]), 40))
]


@pytest.mark.parametrize("name", CERTAIN)
def test_nasty_replies(name: str) -> None:
    terminal = Terminal(40, 10)
    text = "".join(NASTY[name])
    play(text, terminal, 3, prompt=True)
    assert terminal.everything == lines_of(render(text, 40), 40)


def test_bytes_stay_in_proportion() -> None:
    text = "Prose that goes on for a while. " * 40 + "\n\n```python\n" + "x = f(1)\n" * 60 + "```\n"
    terminal = Terminal(80, 24)
    painter, stream = painter_on(terminal), MarkdownStream(80)
    for at in range(0, len(text), 50):
        painter.commit(stream.feed(text[at : at + 50]))
        painter.sketch(stream.tail(23))
        painter.prompt([row("> typed")], (0, 7))
        painter.paint()
    painter.commit(stream.finish())
    painter.finish()
    assert len(terminal.sent) < 5 * len(text)
    assert "J" not in re.findall(r"\x1b\[[0-9;?]*([A-Za-z])", terminal.sent)


def test_a_row_that_becomes_final_is_not_written_again() -> None:
    terminal = Terminal(40, 10)
    painter = painter_on(terminal)
    painter.sketch([row("Hello")])
    painter.paint()
    terminal.sent = ""
    painter.commit([row("Hello")])
    painter.sketch([row("next")])
    painter.paint()
    assert "Hello" not in terminal.sent
    assert terminal.everything == ["Hello", "next"]


def test_nothing_is_written_when_nothing_has_changed() -> None:
    terminal = Terminal(40, 10)
    painter = painter_on(terminal)
    painter.sketch([row("Hello")])
    painter.prompt([row("> x")], (0, 3))
    painter.paint()
    terminal.sent = ""
    painter.sketch([row("Hello")])
    painter.paint()
    assert terminal.sent == ""


def test_frames_that_only_append_are_not_marked() -> None:
    terminal = Terminal(40, 10)
    painter = painter_on(terminal)
    painter.commit([row("one"), row("two")])
    painter.paint()
    assert "?2026" not in terminal.sent
    painter.sketch([row("a"), row("b")])
    painter.paint()
    painter.sketch([row("x"), row("b")])
    painter.paint()
    assert terminal.sent.count("\x1b[?2026h") == terminal.sent.count("\x1b[?2026l") == 1


def test_synchronized_output_can_be_switched_off() -> None:
    terminal = Terminal(40, 10)
    painter = painter_on(terminal, synchronized=False)
    for text in ("one", "two"):
        painter.sketch([row(text)])
        painter.prompt([row("> ")], (0, 2))
        painter.paint()
    assert "?2026" not in terminal.sent
    assert terminal.everything == ["two", ">"]


def test_the_prompt_stays_below_the_tail_with_the_cursor_in_it() -> None:
    terminal = Terminal(40, 6)
    painter = painter_on(terminal)
    painter.sketch([row(f"tail {n}") for n in range(9)])
    painter.prompt([row("> one"), row("  two")], (1, 3))
    painter.paint()
    assert terminal.visible == ["tail 6", "tail 7", "tail 8", "> one", "  two", ""]
    assert (terminal.screen.cursor.y, terminal.screen.cursor.x) == (4, 3)
    painter.prompt([row("> one"), row("  two")], (0, 5))
    painter.paint()
    assert (terminal.screen.cursor.y, terminal.screen.cursor.x) == (3, 5)
    painter.prompt([])
    painter.sketch([])
    painter.paint()
    assert terminal.everything == []


def test_of_a_long_prompt_the_rows_around_the_cursor_are_shown() -> None:
    terminal = Terminal(40, 10)
    painter = painter_on(terminal)
    painter.prompt([row(f"line {n}") for n in range(9)], (8, 2))
    painter.paint()
    assert terminal.everything == [f"line {n}" for n in range(4, 9)]
    painter.prompt([row(f"line {n}") for n in range(9)], (1, 2))
    painter.paint()
    assert terminal.everything == [f"line {n}" for n in range(5)]
    assert cursor_line(terminal) == "line 1"


def test_rows_of_uncertain_width_are_clipped_while_live_and_whole_when_final() -> None:
    terminal = Terminal(10, 6)
    painter = painter_on(terminal)
    wide = row("👍🏽" * 7 + " end")
    painter.sketch([wide, row("next")])
    painter.paint()
    assert terminal.visible[1] == "next"
    painter.commit([wide])
    painter.sketch([row("next")])
    painter.paint()
    assert "end" in "".join(terminal.everything)
    assert terminal.everything[-1] == "next"


def test_a_long_line_of_code_is_folded_while_live_and_one_line_when_final() -> None:
    terminal = Terminal(10, 6)
    painter = painter_on(terminal)
    long = Row((("0123456789" * 2 + "x", Style()),), folds=True)
    painter.sketch([long])
    painter.prompt([row("> ")], (0, 2))
    painter.paint()
    assert terminal.everything == ["0123456789", "0123456789", "x", ">"]
    painter.sketch([])
    painter.commit([long, row("after")])
    painter.paint()
    assert terminal.everything == ["0123456789", "0123456789", "x", "after", ">"]


def test_full_rows_lose_no_cell() -> None:
    terminal = Terminal(10, 6)
    painter = painter_on(terminal)
    painter.sketch([row("a" * 10), row("b")])
    painter.paint()
    painter.sketch([row("c" * 10), row("d" * 10)])
    painter.paint()
    assert terminal.everything == ["c" * 10, "d" * 10]


def test_a_terminal_that_does_not_keep_up_gets_no_frame_but_loses_nothing() -> None:
    terminal = Terminal(40, 10)
    keeps_up = False
    painter = Painter(terminal.write, terminal.size, ready=lambda: keeps_up)
    painter.commit([row("one")])
    painter.sketch([row("tail")])
    assert not painter.paint()
    assert terminal.sent == ""
    painter.commit([row("two")])
    keeps_up = True
    assert painter.paint()
    assert terminal.everything == ["one", "two", "tail"]


def test_finishing_writes_what_is_final_and_takes_the_live_part_away() -> None:
    terminal = Terminal(40, 10)
    painter = painter_on(terminal)
    painter.commit([row("one")])
    painter.sketch([row("tail"), row("more")])
    painter.prompt([row("> typed")], (0, 7))
    painter.paint()
    painter.commit([row("two")])
    painter.finish()
    assert terminal.everything == ["one", "two"]
    assert (terminal.screen.cursor.y, terminal.screen.cursor.x) == (2, 0)


def test_what_another_program_wrote_is_left_alone() -> None:
    terminal = Terminal(40, 10)
    painter = painter_on(terminal)
    painter.sketch([row("tail")])
    painter.paint()
    terminal.write("\r\n[stopped]\r\n")
    painter.forget()
    painter.paint()
    assert terminal.everything == ["tail", "[stopped]", "tail"]


@pytest.mark.parametrize("size", [(20, 10), (60, 10), (60, 20)])
def test_a_resize_loses_no_final_row(size: tuple[int, int]) -> None:
    terminal = Terminal(40, 10)
    painter = painter_on(terminal, reflows=False)
    painter.commit([row(f"final {n}") for n in range(12)])
    painter.sketch([row("tail one"), row("tail two")])
    painter.prompt([row("> typed")], (0, 7))
    painter.paint()
    terminal.resize(*size)
    painter.commit([row("after")])
    painter.sketch([row("tail")])
    painter.paint()
    kept = [f"final {n}" for n in range(12)]
    assert terminal.everything == [*kept, "after", "tail", "> typed"]
