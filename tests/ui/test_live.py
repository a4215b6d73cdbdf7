from __future__ import annotations

import asyncio

import pytest
from rich.style import Style

from gemchat.ui.live import LiveCanvas, now_or_never
from gemchat.ui.markdown import Row
from gemchat.ui.pace import Pace
from gemchat.ui.painter import Painter
from tests.gates.pane import Clock
from tests.ui.screens import Terminal

RESTORED = "\x1b[0m\x1b[?7h\x1b[?25h\x1b[?2026l\x1b[?2004l"


def row(text: str) -> Row:
    return Row(((text, Style()),))


def broken(_height: int) -> list[Row]:
    raise ZeroDivisionError


def test_a_view_that_fails_is_asked_no_more_and_final_rows_still_come() -> None:
    terminal, clock = Terminal(40, 10), Clock()
    painter = Painter(terminal.write, terminal.size)
    canvas = LiveCanvas(painter, Pace(), later=clock.later, clock=lambda: clock.now)
    with canvas.live():
        canvas.sketch(lambda _: [row("tail")])
        clock.wait(0.1)
        canvas.sketch(broken)
        with pytest.raises(ZeroDivisionError):
            clock.wait(0.1)
        canvas.sketch(broken)
        clock.wait(5)
        canvas.commit([row("final")])
        assert terminal.visible[0] == "final"
    assert terminal.everything == ["final"]
    assert terminal.sent.endswith(RESTORED)


def test_an_owner_that_fails_leaves_the_terminal_in_order() -> None:
    terminal, clock = Terminal(40, 10), Clock()
    canvas = LiveCanvas(
        Painter(terminal.write, terminal.size), Pace(), later=clock.later, clock=lambda: clock.now
    )
    with pytest.raises(ZeroDivisionError), canvas.live():
        canvas.commit([row("final")])
        canvas.sketch(lambda _: [row("tail")])
        clock.wait(0.1)
        raise ZeroDivisionError
    assert terminal.everything == ["final"]
    assert terminal.sent.endswith(RESTORED)
    clock.wait(5)
    assert terminal.sent.endswith(RESTORED)


def test_without_a_loop_each_event_is_a_frame() -> None:
    terminal = Terminal(40, 10)
    painter = Painter(terminal.write, terminal.size, pastes=False)
    canvas = LiveCanvas(painter, Pace(interval=0), later=now_or_never)
    with canvas.live():
        for text in ("H", "He", "Hel"):
            canvas.sketch(lambda _, text=text: [row(text)])
            assert terminal.visible[0] == text
    assert terminal.everything == []
    assert "?2004" not in terminal.sent


def test_what_comes_between_two_frames_is_painted_by_the_loop() -> None:
    terminal = Terminal(40, 10)
    canvas = LiveCanvas(Painter(terminal.write, terminal.size), Pace(interval=0.001))

    async def draw() -> None:
        with canvas.live():
            painted = asyncio.Event()

            def sketch(_height: int) -> list[Row]:
                painted.set()
                return [row("tail")]

            canvas.sketch(sketch)
            await painted.wait()
            assert terminal.visible[0] == "tail"

    asyncio.run(draw())
    assert terminal.everything == []


def test_a_pause_leaves_the_screen_to_another() -> None:
    terminal, clock = Terminal(40, 10), Clock()
    canvas = LiveCanvas(
        Painter(terminal.write, terminal.size), Pace(), later=clock.later, clock=lambda: clock.now
    )
    with canvas.live():
        canvas.sketch(lambda _: [row("tail")])
        clock.wait(0.1)
        canvas.pause()
        assert terminal.everything == []
        assert terminal.sent.endswith(RESTORED)
        terminal.write("another\r\n")
        canvas.resume()
        clock.wait(0.1)
        assert terminal.everything == ["another", "tail"]
