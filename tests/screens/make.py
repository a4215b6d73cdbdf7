"""Make the pictures of the README: the program at a terminal, as an emulator sees it.

    python -m tests.screens.make

It talks to the demo, so the pictures can be made anywhere, and again whenever its looks change.
"""

from __future__ import annotations

import io
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import pyte
from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.style import Style
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from gemchat.demo import DemoServer
from tests.e2e.program import at_prompt
from tests.terminal import Terminal, spawn

FOLDER = Path(__file__).parent
ROOT = FOLDER.parent.parent
COLUMNS, LINES = 78, 60
FONT = "ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace"
# the font of rich's own format would be fetched from the network
FORMAT = re.sub(
    r"@font-face \{\{.*?\}\}\s*|[ ]*<!--.*?-->\n", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL
)
FORMAT = FORMAT.replace("Fira Code, monospace", FONT)
COLORS = {
    "dark": ((230, 237, 243), (13, 17, 23)),
    "light": ((31, 35, 40), (255, 255, 255)),
}
NAMES = ["black", "red", "green", "brown", "blue", "magenta", "cyan", "white"]


@dataclass(frozen=True, slots=True)
class Scene:
    """One picture.

    Attributes:
        theme: dark or light.
        questions: what is asked, one after the other.
        sight: words after which it is taken at once; at the next prompt if there are none.
        until: words of the first row that is cut off.
        pace: seconds between two chunks of the demo.
    """

    theme: str
    questions: tuple[str, ...]
    sight: str = ""
    until: str = ""
    pace: float = 0


SCENES = {
    "reply-dark": Scene("dark", ("table", "python"), until="In Rust:"),
    "reply-light": Scene("light", ("table", "python"), until="In Rust:"),
    "thoughts": Scene("dark", ("thoughts",), sight="I had it written", pace=0.1),
    "sources": Scene("light", ("search",)),
}


class Screen(pyte.Screen):
    """A screen that knows dim text, which pyte does not: it takes the place of blinking."""

    def select_graphic_rendition(self, *attributes: int) -> None:
        shown = list(attributes)
        end = next((at for at, code in enumerate(shown) if code in (38, 48)), len(shown))
        shown[:end] = [5 if code == 2 else code for code in shown[:end]]
        super().select_graphic_rendition(*shown)


def main() -> None:
    """Make them all."""
    for name, scene in SCENES.items():
        with played(scene) as terminal:
            rows = list(drawn(terminal.raw, scene))
        FOLDER.joinpath(f"{name}.svg").write_text(picture(rows, scene), encoding="utf-8")


@contextmanager
def played(scene: Scene) -> Iterator[Terminal]:
    """Run the program until there is to be seen what is wanted."""
    with tempfile.TemporaryDirectory() as home, DemoServer(pace=scene.pace) as demo:
        Path(home, "config.toml").write_text(f'[display]\ntheme = "{scene.theme}"\n')
        env = os.environ | {
            "GEMCHAT_HOME": home,
            "GEMINI_API_KEY": "demo",
            "GOOGLE_GEMINI_BASE_URL": demo.url,
            "PYTHONPATH": str(ROOT),
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
        }
        with spawn((), env=env, size=(COLUMNS, LINES)) as terminal:
            for question in scene.questions:
                terminal.wait_for(at_prompt)
                terminal.send(f"{question}\r")
                terminal.wait_for(lambda it, it_is=f"> {question}": it_is in it.transcript)
            terminal.wait_for(scene.sight or at_prompt)
            yield terminal


def drawn(raw: bytes, scene: Scene) -> Iterator[Text]:
    """Give the rows of the conversation, without the greeting and what is cut off."""
    screen = Screen(COLUMNS, LINES)
    pyte.ByteStream(screen).feed(raw)
    rows = [row.rstrip() for row in screen.display]
    first = rows.index(f"> {scene.questions[0]}")
    last = max(at for at, row in enumerate(rows) if row) + 1
    if scene.until:
        last = rows.index(scene.until)
    for y in range(first, last):
        text = Text()
        cells = [screen.buffer[y][x] for x in range(COLUMNS)]
        for style, run in groupby(cells, style_of):
            text.append("".join(cell.data for cell in run), style)
        text.rstrip()
        yield text


def style_of(cell: pyte.screens.Char) -> Style:
    return Style(
        color=color(cell.fg),
        bgcolor=color(cell.bg),
        bold=cell.bold,
        dim=cell.blink,
        italic=cell.italics,
        underline=cell.underscore,
        strike=cell.strikethrough,
    )


def color(name: str) -> str | None:
    if name == "default":
        return None
    return f"color({NAMES.index(name)})" if name in NAMES else f"#{name}"


def picture(rows: list[Text], scene: Scene) -> str:
    foreground, background = COLORS[scene.theme]
    theme = TerminalTheme(background, foreground, [foreground] * 8)
    console = Console(record=True, width=COLUMNS, file=io.StringIO(), force_terminal=True)
    for row in rows:
        console.print(row, soft_wrap=True, highlight=False)
    return console.export_svg(title="gemchat", theme=theme, code_format=FORMAT, unique_id="s")


if __name__ == "__main__":
    main()
