from __future__ import annotations

import re
from base64 import b64decode
from io import BytesIO

import pytest
from PIL import Image
from rich.color import ColorSystem
from rich.style import Style

from gemchat.types import Blob, Part
from gemchat.ui.graphics import GraphicsProtocol, Picture, protocol_of
from gemchat.ui.markdown import Row, ansi
from gemchat.ui.painter import Painter
from gemchat.ui.pictures import picture_rows
from tests.ui.screens import Terminal


def png(width: int, height: int) -> bytes:
    into = BytesIO()
    Image.new("RGB", (width, height), "red").save(into, "PNG")
    return into.getvalue()


def part_of(data: bytes, kind: str = "image/png") -> Part:
    return Part(inline_data=Blob(data=data, mime_type=kind))


@pytest.mark.parametrize(
    ("size", "width", "cells"),
    [
        ((80, 80), 80, (10, 5)),
        ((4000, 2000), 80, (60, 15)),
        ((4000, 2000), 20, (20, 5)),
        ((400, 4000), 80, (4, 20)),
        ((1, 1), 80, (1, 1)),
        ((2000, 1), 80, (60, 1)),
    ],
)
def test_half_blocks(size: tuple[int, int], width: int, cells: tuple[int, int]) -> None:
    rows = picture_rows(part_of(png(*size)), width, protocol=None)
    assert [row.text for row in rows] == ["▀" * cells[0]] * cells[1]
    sent = ansi(rows[0], ColorSystem.TRUECOLOR)
    assert sent == f"\x1b[38;2;255;0;0;48;2;255;0;0m{'▀' * cells[0]}\x1b[0m"


@pytest.mark.parametrize(
    "part",
    [
        Part(text="no picture"),
        part_of(b"RIFF", "audio/wav"),
        part_of(b"broken"),
        part_of(png(8, 8)[:-30]),
        part_of(png(8000, 8000)),
        part_of(b""),
    ],
)
def test_what_cannot_be_drawn_gives_no_rows(part: Part) -> None:
    assert picture_rows(part, 80, protocol=None) == []


@pytest.mark.parametrize("protocol", ["kitty", "iterm2"])
def test_the_terminals_own_protocols_carry_the_picture(protocol: GraphicsProtocol) -> None:
    (row,) = picture_rows(part_of(png(80, 80)), 80, protocol=protocol)
    sent = ansi(row, None)
    bodies = re.findall(r"[;:]([A-Za-z0-9+/=]+)(?:\x1b\\|\x07)", sent)
    with Image.open(BytesIO(b64decode("".join(bodies)))) as image:
        assert image.size == (80, 80)
    head, tail = ("\n" * 5 + "\x1b[5A\x1b7", "\x1b8\x1b[4B")
    assert sent.startswith(head)
    assert sent.endswith(tail)


def test_a_large_picture_goes_to_kitty_in_pieces() -> None:
    sent = Picture("kitty", bytes(10_000), 10, 5).sequence
    pieces = re.findall(r"\x1b_G(.*?);(.*?)\x1b\\", sent)
    assert [head[-3:] for head, _ in pieces] == ["m=1", "m=1", "m=1", "m=0"]
    assert all(len(body) <= 4096 for _, body in pieces)


def test_what_is_live_stays_below_a_picture() -> None:
    terminal = Terminal(40, 12)
    # the emulator knows neither protocol; what counts here is where the cursor goes
    drawn: list[str] = []

    def write(text: str) -> None:
        drawn.append(text)
        terminal.write(re.sub(r"\x1b_G.*?\x1b\\|\x1b[78]", "", text))

    painter = Painter(write, terminal.size)
    painter.sketch([Row((("tail", Style()),))])
    painter.paint()
    painter.commit([Row(picture=Picture("kitty", b"PNG", 10, 4))])
    painter.sketch([Row((("tail", Style()),)), Row((("more", Style()),))])
    painter.paint()
    painter.sketch([Row((("end", Style()),))])
    painter.paint()
    assert terminal.everything == ["", "", "", "", "end"]
    assert "\x1b_G" in "".join(drawn)


@pytest.mark.parametrize(
    ("environment", "protocol"),
    [
        ({"TERM": "xterm-kitty"}, "kitty"),
        ({"TERM": "xterm-ghostty"}, "kitty"),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "ghostty"}, "kitty"),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "iTerm.app"}, "iterm2"),
        ({"TERM": "xterm-256color", "LC_TERMINAL": "iTerm2"}, "iterm2"),
        ({"TERM": "xterm-256color", "TERM_PROGRAM": "iTerm.app", "TMUX": "x"}, None),
        ({"TERM": "screen-256color", "LC_TERMINAL": "iTerm2"}, None),
        ({"TERM": "xterm-256color"}, None),
        ({}, None),
    ],
)
def test_how_a_terminal_takes_pictures(
    environment: dict[str, str], protocol: GraphicsProtocol | None
) -> None:
    assert protocol_of(environment) == protocol
