"""Final leaves in, final rows out: gutters, blank rows, wrapping."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from typing import assert_never

from gemchat.shown import shown, shown_line
from gemchat.ui.markdown.highlighting import Highlighter
from gemchat.ui.markdown.inline import inline
from gemchat.ui.markdown.leaves import (
    CodeClosed,
    CodeLine,
    CodeOpened,
    Container,
    EmptyItem,
    Event,
    Heading,
    Item,
    Leaf,
    Paragraph,
    Path,
    Quote,
    Rule,
    TableClosed,
    TableOpened,
    TableRow,
)
from gemchat.ui.markdown.rows import Row, Run
from gemchat.ui.markdown.tables import Table
from gemchat.ui.markdown.theme import Theme
from gemchat.ui.markdown.wrapping import trimmed, width_of, wrapped


class Layout:
    """Lays out one leaf after the other in *width* cells.

    What is kept between events belongs to the leaf that is open: its gutter, the last row of a
    paragraph that goes on, the highlighter of a code block, a table.
    """

    def __init__(self, width: int, theme: Theme) -> None:
        self.width = width
        self._theme = theme
        self._rows: list[Row] = []
        self._path: Path | None = None  # of the last row, None before the first
        self._next_path: Path = ()
        self._above: Row | None = None
        self._first_gutter: list[Run] = []
        self._gutter: list[Run] = []
        self._carry: list[Run] | None = None
        self._code: Highlighter | None = None
        self._table: Table | None = None

    def copy(self) -> Layout:
        """Return a layout that goes on by itself, for a look at what is unfinished."""
        twin = copy(self)
        twin._rows = []
        twin._code = self._code and self._code.copy()
        twin._table = self._table and self._table.copy()
        return twin

    def take(self) -> list[Row]:
        """Return the rows since the last call."""
        rows, self._rows = self._rows, []
        return rows

    def add(self, event: Event) -> None:
        """Lay out what has become final."""
        match event:
            case Paragraph():
                self._add_paragraph(event)
            case Heading(level=level, text=text):
                self._begin(event)
                style = self._theme.title if level == 1 else self._theme.heading
                runs = inline(text, self._theme, self._theme.text + style)
                self._put_all(wrapped(runs, self._room))
            case Rule():
                self._begin(event)
                line = "─" * self._room if self._theme.boxes else "---"
                self._put([(line, self._theme.line)])
            case EmptyItem():
                self._begin(event)
                self._put([])
            case CodeOpened(language=language, label=label):
                self._begin(event)
                if label:
                    self._put([(shown_line(label, self._room), self._theme.label)])
                self._code = Highlighter(language, self._theme)
            case CodeLine(text=text):
                self._add_code(text)
            case CodeClosed():
                self._code = None
                self._use_up_marker()
            case TableOpened():
                self._begin(event)
                self._table = Table(event, self._room, self._theme)
            case TableRow(cells=cells):
                self._put_all(self._table.add(cells) if self._table else [])
            case TableClosed():
                self._put_all(self._table.finish() if self._table else [])
                self._table = None
            case _:
                assert_never(event)

    def _add_paragraph(self, piece: Paragraph) -> None:
        if self._carry is None:
            self._begin(piece)
        runs = [*(self._carry or []), *inline(piece.text, self._theme)]
        self._carry = None
        if not runs:
            self._use_up_marker()
            return
        rows = wrapped(runs, self._room)
        if piece.glue is not None:  # the last row may still get longer
            self._carry = [*rows.pop(), (piece.glue, self._theme.text)]
        self._put_all(rows)

    def _add_code(self, text: str) -> None:
        text = shown(text, code=True)
        self._put(self._code.line(text) if self._code else [(text, self._theme.text)])

    def _put_all(self, lines: Iterable[list[Run]]) -> None:
        for line in lines:
            self._put(line)

    def _put(self, line: list[Run]) -> None:
        if self._above:
            self._rows.append(self._above)
            self._above = None
        runs = trimmed([*(self._first_gutter or self._gutter), *line])
        self._rows.append(Row(tuple(runs), folds=width_of(runs) > self.width))
        self._first_gutter = []
        self._path = self._next_path

    def _use_up_marker(self) -> None:
        """Show an item even if there is nothing to see in it."""
        if self._first_gutter and self._first_gutter != self._gutter:
            self._put([])

    # Where a leaf stands.

    def _begin(self, leaf: Leaf) -> None:
        above = self._path or ()
        known = _common(above, leaf.path)
        apart = leaf.gap or not _same_block(above, leaf.path)
        self._above = None
        if apart and self._path is not None:
            self._above = Row(tuple(trimmed(self._gutter_of(leaf.path[:known], known))))
        self._first_gutter = self._gutter_of(leaf.path, known)
        self._gutter = self._gutter_of(leaf.path, len(leaf.path))
        self._next_path = leaf.path

    @property
    def _room(self) -> int:
        return self.width - width_of(self._gutter)

    def _gutter_of(self, path: Path, known: int) -> list[Run]:
        """Return what stands left of a row; items after the first *known* show their marker.

        It takes at most half of the width: of deeper nesting the innermost levels are shown.
        """
        gutter: list[Run] = []
        room = self.width // 2
        for depth, container in reversed(list(enumerate(path))):
            run = self._mark(container, first=depth >= known)
            room -= len(run[0])
            if room < 0:
                break
            gutter.insert(0, run)
        return gutter

    def _mark(self, container: Container, *, first: bool) -> Run:
        match container:
            case Quote():
                return "▌ " if self._theme.boxes else "> ", self._theme.line
            case Item(marker=marker):
                text = marker if first else " " * len(marker)
                return f"{text} ", self._theme.marker
            case _:
                assert_never(container)


def _common(one: Path, other: Path) -> int:
    """Return how many containers two leaves are both in."""
    count = 0
    for mine, yours in zip(one, other, strict=False):
        if mine != yours:
            break
        count += 1
    return count


def _same_block(one: Path, other: Path) -> bool:
    """Return whether two leaves lie in the same quote or list of the document itself."""
    match one[:1], other[:1]:
        case (Quote() as mine,), (Quote() as yours,):
            return mine == yours
        case (Item() as mine,), (Item() as yours,):
            return mine.list == yours.list
        case _:
            return False
