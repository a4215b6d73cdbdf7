"""A program for the pane of a terminal: paints what it is told through a connection."""

from __future__ import annotations

import os
import sys
import tty
from multiprocessing.connection import Client

from rich.style import Style

from gemchat.ui.markdown import MarkdownStream, Row
from gemchat.ui.painter import Painter


def size() -> tuple[int, int]:
    columns, lines = os.get_terminal_size(1)
    return columns, lines


def write(text: str) -> None:
    os.write(1, text.encode())


def main(address: str) -> None:
    tty.setraw(0)
    painter, stream = Painter(write, size), MarkdownStream(size()[0])
    with Client(address) as driver:
        while told := driver.recv():
            text, typed = told
            stream.resize(size()[0])
            painter.commit(stream.feed(text))
            painter.sketch(stream.tail(size()[1]))
            painter.prompt([Row(((typed, Style()),))], (0, len(typed)))
            painter.paint()
            driver.send(size())
        painter.commit(stream.finish())
        painter.finish()
        write("END")
        driver.recv()


if __name__ == "__main__":
    main(sys.argv[1])
