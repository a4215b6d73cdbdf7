"""A called function on the screen and in a pipe: the call, then what it returned."""

from __future__ import annotations

from pathlib import Path

from gemchat.chat.events import PartStarted, ToolCalled, ToolReturned, TurnEvent
from gemchat.types import FunctionCall, Part
from gemchat.ui.media import MediaShelf
from gemchat.ui.pipe import PipePrinter
from gemchat.ui.theme import Theme
from gemchat.ui.turn_view import TurnView
from tests.ui.turns import Page

EVENTS: list[TurnEvent] = [
    PartStarted(0, Part.from_function_call(name="double", args={"x": 2})),
    ToolCalled(FunctionCall(name="double", args={"x": 2})),
    ToolReturned(Part.from_function_response(name="double", response={"result": "\x1b[2J4"})),
    PartStarted(0, Part(text="It is 4.")),
]


def test_in_a_pipe() -> None:
    out: list[str] = []
    printer = PipePrinter(out.append, MediaShelf(Path()))
    for event in EVENTS:
        printer.feed(event)
    printer.finish()
    assert "".join(out) == (
        '```python\ndouble(x=2)\n```\n\n```json\n{"result": "\\u001b[2J4"}\n```\n\nIt is 4.\n'
    )


def test_on_the_screen() -> None:
    page = Page()
    view = TurnView(page.canvas, Theme(), MediaShelf(Path()))
    for event in EVENTS:
        view.feed(event)
    view.finish()
    drawn = [line for line in page.lines if line]
    assert [line.strip() for line in drawn] == [
        "python",
        "double(x=2)",
        "json",
        '{"result": "\\u001b[2J4"}',
        "It is 4.",
    ]
