"""What picking from a long list shows, filters and gives."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Iterator

import pyte
import pytest
from prompt_toolkit.data_structures import Size
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.key_binding import KeyBindings
from prompt_toolkit.output import DummyOutput
from prompt_toolkit.output.vt100 import Vt100_Output

from gemchat.commands.outcome import Pickable
from gemchat.ui.picker import Picker, cut
from tests.terminal import KEYS

ENTER, UP, DOWN, CLEAR = KEYS["enter"], KEYS["up"], KEYS["down"], KEYS["c-c"]


def entries() -> list[Pickable]:
    names = ("Red heron", "White stork", "Grey heron \x1b[31m")
    return [Pickable(("today", name), lambda name=name: f"All about\n{name}") for name in names]


@pytest.fixture
def keys() -> Iterator[PipeInput]:
    with create_pipe_input() as keys:
        yield keys


@pytest.mark.parametrize(
    ("typed", "picked"),
    [
        (ENTER, 0),
        (f"{DOWN}{ENTER}", 1),
        (f"{DOWN * 9}{UP}{ENTER}", 1),
        (f"{UP}{ENTER}", 0),
        (f"HERON gr{ENTER}", 2),
        (f"heron{DOWN}{ENTER}", 2),
        (f"heron{DOWN}\x7f{ENTER}", 0),
        (f"nothing{ENTER}{CLEAR}", None),
        (CLEAR, None),
        ("\x1b", None),
        ("\x04", None),
    ],
)
def test_typing_filters_and_enter_picks(keys: PipeInput, typed: str, picked: int | None) -> None:
    keys.send_text(typed)
    assert asyncio.run(Picker(entries(), KeyBindings()).ask(keys, DummyOutput(), {})) == picked


def rows_of(sent: str) -> list[str]:
    screen = pyte.Screen(60, 12)
    pyte.Stream(screen).feed(sent)
    return [row.rstrip() for row in screen.display if row.strip()]


def test_the_entry_is_shown_with_what_lies_behind_it(keys: PipeInput) -> None:
    looked: list[str] = []
    sent = io.StringIO()
    output = Vt100_Output(sent, lambda: Size(rows=12, columns=60), term="xterm")

    def preview(name: str) -> str:
        looked.append(name)
        return f"All about\n{name} \x1b[2J"

    named = [
        Pickable((when, name), lambda name=name: preview(name))
        for when, name in (("今日", "Red"), ("before", "White"))
    ]

    async def pick() -> int | None:
        picking = asyncio.ensure_future(Picker(named, KeyBindings()).ask(keys, output, {}))
        while (rows := rows_of(sent.getvalue()))[-1:] != ["filter:"]:
            await asyncio.sleep(0)
        assert rows == [
            "今日    Red",
            "before  White",
            "All about",
            "Red ␛[2J",
            "Enter picks, up and down choose, Escape leaves",
            "filter:",
        ]
        keys.send_text(ENTER)
        return await picking

    assert asyncio.run(pick()) == 0
    assert looked == ["Red"], "only what is looked at is read"
    assert rows_of(sent.getvalue()) == [], "nothing of it is left"


@pytest.mark.parametrize(
    ("row", "shown"),
    [("today  abc", "today  abc"), ("today  abcd", "today  ab…"), ("today  a端b", "today  a…")],
)
def test_a_row_is_cut_with_an_ellipsis(row: str, shown: str) -> None:
    assert cut(row, 10) == shown
