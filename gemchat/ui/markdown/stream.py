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
_MAY_BE_DELIMITER = re.compile(r"[-|: \t>]*")
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
        self._join_at = self._limit  # length of the unfinished line to look at it again
        self._cut_at = self._limit  # and of the open paragraph
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
        self._join_at = self._limit
        self._cut_if_long()

    # Long paragraphs are given out in pieces.

    def _grow(self, text: str) -> None:
        """Add *text* to the last line, with a stop wherever it is time to look at it."""
        while text:
            paragraph = self._blocks.paragraph
            if self._in_paragraph and paragraph:
                room = max(1, self._cut_at - len(paragraph.text))
                paragraph.text += text[:room]
                self._cut_if_long()
            else:
                room = max(1, self._join_at - len(self._unfinished))
                self._unfinished += text[:room]
                self._join_if_long()
            text = text[room:]

    def _join_if_long(self) -> None:
        """Hand a long unfinished line to the paragraph, if it can only be text of one."""
        if len(self._unfinished) < self._join_at:
            return
        trial = self._blocks.copy()
        trial.line(self._unfinished)
        if not trial.paragraph or _MAY_BE_DELIMITER.fullmatch(self._unfinished):
            self._join_at *= 2
            return
        self._blocks.line(self._unfinished)
        self._unfinished = ""
        self._in_paragraph = True
        self._cut_if_long()

    def _cut_if_long(self) -> None:
        """Give out the beginning of a long paragraph, or come back when there is more of it."""
        paragraph = self._blocks.paragraph
        if not paragraph:
            self._cut_at = self._limit
        elif len(paragraph.text) >= self._cut_at:
            force = len(paragraph.text) >= _PATIENCE * self._limit
            if cut := cut_point(paragraph.text, force=force):
                self._blocks.split_paragraph(cut.at, cut.glue)
                self._cut_at = self._limit
            else:
                self._cut_at = len(paragraph.text) + KEPT_BACK


def render(text: str, width: int, theme: Theme | None = None) -> list[Row]:
    """Return all rows of a whole *text*, by the same way as a streamed one."""
    stream = MarkdownStream(width, theme)
    return [*stream.feed(text), *stream.finish()]


def _may_be_markup(line: str) -> bool:
    return len(line) < _SHORT and _BARE_MARKUP.fullmatch(line) is not None
