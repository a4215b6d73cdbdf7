"""A reply in Markdown, from chunks as they come to rows that are final."""

from __future__ import annotations

import re

from gemchat.ui.intake import Intake
from gemchat.ui.markdown.blocks import BlockParser
from gemchat.ui.markdown.layout import Layout
from gemchat.ui.markdown.rows import Row
from gemchat.ui.markdown.theme import Theme
from gemchat.ui.markdown.unfinished import KEPT_BACK, closed_for_show, cut_point

_ROWS_UNCUT = 6
_LEAST_UNCUT = 200
_PATIENCE = 4
_BARE_MARKUP = re.compile(r"(?:[ \t]|[-*+>#=_`~|:$]|[0-9]{1,9}[.)]?)*")
_SHORT = 12
_BEGINNING = 200  # enough of a line to tell what it is


class MarkdownStream:
    """Renders one reply for a terminal of *width* cells.

    Every row depends on the text and the width alone, not on how the text was cut into chunks:
    long paragraphs are looked at after fixed numbers of characters, never at a chunk's end.
    """

    def __init__(self, width: int, theme: Theme | None = None) -> None:
        self._intake = Intake()
        self._blocks = BlockParser()
        self._layout = Layout(width, theme or Theme())
        self._limit = max(_LEAST_UNCUT, _ROWS_UNCUT * width)
        self._look_at = self._limit
        self._unfinished = ""  # the last line, unless the open paragraph has it already
        self._in_paragraph = False

    def feed(self, chunk: str) -> list[Row]:
        """Take the next text of the reply; return the rows that are final with it."""
        *lines, rest = self._intake.feed(chunk).split("\n")
        for line in lines:
            self._grow(line)
            self._end_line()
        self._grow(rest)
        return self._new_rows()

    def finish(self) -> list[Row]:
        """Return the rest of the rows: the reply is over."""
        self._grow(self._intake.finish())
        if self._unfinished or self._in_paragraph:
            self._end_line()
        self._blocks.finish()
        return self._new_rows()

    def tail(self, height: int) -> list[Row]:
        """Return the last *height* rows of what is not final yet, as it looks for now."""
        blocks, layout = self._blocks.copy(), self._layout.copy()
        if self._unfinished and not _may_be_markup(self._unfinished):
            blocks.line(self._visible_end(height))
        if paragraph := blocks.paragraph:
            before, _, last = paragraph.text.rpartition("\n")
            may_be_table = last.startswith("|")
            paragraph.text = closed_for_show(before if may_be_table else paragraph.text)
        blocks.finish()
        for event in blocks.take():
            layout.add(event)
        return layout.take()[-height:] if height > 0 else []

    def _visible_end(self, height: int) -> str:
        """Return the last line without what would scroll away: it may be endless."""
        room = height * self._layout.width
        line = self._unfinished
        return line[:_BEGINNING] + line[max(_BEGINNING, len(line) - room) :]

    def resize(self, width: int) -> None:
        """Use another width for the rows that are still to come."""
        self._layout.width = width
        self._limit = max(_LEAST_UNCUT, _ROWS_UNCUT * width)

    def _new_rows(self) -> list[Row]:
        for event in self._blocks.take():
            self._layout.add(event)
        return self._layout.take()

    def _end_line(self) -> None:
        if not self._in_paragraph:
            self._blocks.line(self._unfinished)
        self._unfinished = ""
        self._in_paragraph = False
        if not self._blocks.paragraph:
            self._look_at = self._limit

    # Long paragraphs are given out in pieces.

    def _grow(self, text: str) -> None:
        """Add *text* to the last line, with a look at it wherever one is due."""
        while text:
            room = max(1, self._look_at - self._size())
            self._add(text[:room])
            text = text[room:]
            if self._size() >= self._look_at:
                self._look()

    def _size(self) -> int:
        paragraph = self._blocks.paragraph
        return len(self._unfinished) + (len(paragraph.text) if paragraph else 0)

    def _add(self, text: str) -> None:
        paragraph = self._blocks.paragraph
        if self._in_paragraph and paragraph:
            paragraph.text += text
        else:
            self._unfinished += text

    def _look(self) -> None:
        """Cut the open paragraph if it is long, or come back later."""
        if not self._in_paragraph and not self._join_paragraph():
            self._look_at = 2 * self._size()
            return
        paragraph = self._blocks.paragraph
        force = self._size() >= _PATIENCE * self._limit
        if paragraph and (cut := cut_point(paragraph.text, force=force)):
            self._blocks.split_paragraph(cut.at, cut.glue)
            self._look_at = self._limit
        else:
            self._look_at = self._size() + KEPT_BACK

    def _join_paragraph(self) -> bool:
        """Hand the unfinished line over if it can only be text of a paragraph."""
        trial = self._blocks.copy()
        trial.line(self._unfinished)
        if not trial.paragraph:
            return False
        self._blocks.line(self._unfinished)
        self._unfinished = ""
        self._in_paragraph = True
        return True


def render(text: str, width: int, theme: Theme | None = None) -> list[Row]:
    """Return all rows of a whole *text*, by the same way as a streamed one."""
    stream = MarkdownStream(width, theme)
    return [*stream.feed(text), *stream.finish()]


def _may_be_markup(line: str) -> bool:
    return len(line) < _SHORT and _BARE_MARKUP.fullmatch(line) is not None
