"""Picking from a long list: typing filters it, and what lies behind an entry is shown below.

What is typed stands last: when a window gets narrower, the rows above the cursor are those that
can be counted and erased. And no row fills the width, so that a little narrower breaks none.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from prompt_toolkit.application import get_app
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.data_structures import Point
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.input import Input
from prompt_toolkit.key_binding import KeyBindings, merge_key_bindings
from prompt_toolkit.key_binding.key_processor import KeyPressEvent
from prompt_toolkit.layout import (
    BufferControl,
    Dimension,
    FormattedTextControl,
    HSplit,
    Layout,
    Window,
)
from prompt_toolkit.output import Output
from prompt_toolkit.styles import Style
from prompt_toolkit.utils import get_cwidth

from gemchat.commands.outcome import Pickable
from gemchat.shown import shown, shown_line
from gemchat.ui.inline import InlineApplication

_PROMPT: Final = "filter: "
_KEYS: Final = "Enter picks, up and down choose, Escape leaves"
_LIST_ROWS: Final = 8
_PREVIEW_ROWS: Final = 8
_SPARE: Final = 8
"""Cells that stay free in each row."""
_STYLE: Final = Style.from_dict({"chosen": "reverse", "preview": "dim", "keys": "dim"})


class Picker:
    """One question: which of these.

    Args:
        entries: what there is.
        further_keys: keys that do what they do at the prompt.
    """

    def __init__(self, entries: Sequence[Pickable], further_keys: KeyBindings) -> None:
        self._entries = entries
        self._further_keys = further_keys
        self._rows = _rows(entries)
        self._previews: dict[int, str] = {}
        self._chosen = 0
        self._buffer = Buffer(multiline=False, on_text_changed=self._filter)

    async def ask(
        self, source: Input, output: Output, environment: Mapping[str, str]
    ) -> int | None:
        """Let a person pick; give the number of the entry, or None.

        Args:
            source: where keys come from.
            output: where to draw; nothing of it is left there.
            environment: the variables of the process.
        """
        application = InlineApplication[int | None](
            environment,
            layout=self._layout(),
            key_bindings=merge_key_bindings([self._bindings(), self._further_keys]),
            style=_STYLE,
            input=source,
            output=output,
            erase_when_done=True,
        )
        return await application.run_async()

    @property
    def _matching(self) -> list[int]:
        """The numbers of the entries with all the words that were typed."""
        words = self._buffer.text.casefold().split()
        return [
            number
            for number, row in enumerate(self._rows)
            if all(word in row.casefold() for word in words)
        ]

    def _layout(self) -> Layout:
        editor = Window(
            BufferControl(self._buffer), height=1, get_line_prefix=lambda *_: [("", _PROMPT)]
        )
        entries = Window(
            FormattedTextControl(self._list, get_cursor_position=self._place),
            height=lambda: Dimension(preferred=min(_LIST_ROWS, len(self._matching))),
            dont_extend_height=True,
        )
        keys = Window(FormattedTextControl([("class:keys", _KEYS)]), height=Dimension(0, 1, 1))
        preview = Window(
            FormattedTextControl(self._preview),
            height=Dimension(0, _PREVIEW_ROWS, _PREVIEW_ROWS),
            dont_extend_height=True,
        )
        return Layout(HSplit([entries, preview, keys, editor]), editor)

    def _bindings(self) -> KeyBindings:
        bindings = KeyBindings()
        bindings.add("up")(lambda _: self._move(-1))
        bindings.add("c-p")(lambda _: self._move(-1))
        bindings.add("down")(lambda _: self._move(1))
        bindings.add("c-n")(lambda _: self._move(1))
        bindings.add("enter")(self._pick)
        for key in ("escape", "c-c", "c-d", "<sigint>"):
            bindings.add(key, eager=key == "escape")(_leave)
        return bindings

    def _filter(self, _buffer: Buffer) -> None:
        self._chosen = 0

    def _move(self, rows: int) -> None:
        self._chosen = max(0, min(self._chosen + rows, len(self._matching) - 1))

    def _pick(self, event: KeyPressEvent) -> None:
        if matching := self._matching:
            event.app.exit(result=matching[self._chosen])

    def _list(self) -> StyleAndTextTuples:
        room = _room()
        return [
            ("class:chosen" if place == self._chosen else "", f"{cut(self._rows[number], room)}\n")
            for place, number in enumerate(self._matching)
        ]

    def _place(self) -> Point:
        return Point(0, self._chosen)

    def _preview(self) -> StyleAndTextTuples:
        matching = self._matching
        if not matching:
            return [("class:preview", "Nothing has these words.")]
        number = matching[self._chosen]
        if number not in self._previews:
            self._previews[number] = shown(self._entries[number].preview())
        lines = [line for line in self._previews[number].split("\n") if line.strip()]
        rows = [cut(line, _room()) for line in lines[-_PREVIEW_ROWS:]]
        return [("class:preview", "\n".join(rows))]


def _room() -> int:
    return max(1, get_app().output.get_size().columns - _SPARE)


def _leave(event: KeyPressEvent) -> None:
    event.app.exit(result=None)


def _rows(entries: Sequence[Pickable]) -> list[str]:
    """The entries in columns."""
    safe = [[shown_line(cell) for cell in entry.cells] for entry in entries]
    widths = [max(map(get_cwidth, column)) for column in zip(*safe, strict=True)]
    return ["  ".join(map(_padded, cells, widths)).rstrip() for cells in safe]


def cut(row: str, width: int) -> str:
    """Cut a row with an ellipsis where it is wider than the terminal."""
    if get_cwidth(row) <= width:
        return row
    while get_cwidth(row) >= width:
        row = row[:-1]
    return f"{row}…"


def _padded(cell: str, width: int) -> str:
    return cell + " " * (width - get_cwidth(cell))
