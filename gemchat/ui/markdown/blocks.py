"""CommonMark's block structure, one complete line at a time.

The reference algorithm never reopens a block it has closed, so a leaf is final the moment it is
closed, and a line of code or of a table the moment it is read. Left out, because they would keep
text from being final: HTML blocks and link reference definitions stay text, and nobody asks
whether a list is loose. Added: tables, and math blocks as code.
"""

from __future__ import annotations

import re
from copy import copy
from typing import assert_never

from gemchat.ui.markdown.cursor import Cursor
from gemchat.ui.markdown.items import box_of, list_with, mark_of
from gemchat.ui.markdown.leaves import (
    CodeClosed,
    CodeLine,
    CodeOpened,
    EmptyItem,
    Event,
    Heading,
    Item,
    Paragraph,
    Path,
    Quote,
    Rule,
    TableClosed,
    TableOpened,
    TableRow,
)
from gemchat.ui.markdown.open_blocks import (
    OpenBlock,
    OpenContainer,
    OpenFence,
    OpenIndented,
    OpenMath,
    OpenParagraph,
    OpenTable,
)
from gemchat.ui.markdown.pipes import aligns_of, cells_of

_MAX_DEPTH = 32
_MAX_SETEXT = 200  # a longer paragraph is never turned into a heading by its underline
_MAX_MATH_LINES = 100

_STARTERS = frozenset("#`~*+_=>-0123456789|:$\\")
_ATX = re.compile(r"(#{1,6})(?:[ \t]+|$)")
_ATX_END = re.compile(r"(?:^|[ \t]+)#+$")
_FENCE = re.compile(r"`{3,}(?!.*`)|~{3,}")
_MATH = re.compile(r"\$\$(?:$|\\(?!.*\$\$)|[^$]*\$\$$)|\\\[(?:[^\]]*|.*\\\])$")
_LANGUAGE = re.compile(r"[^\s{}.][^\s{}]*")
_UNTOLD = {"text", "txt", "plain", "plaintext", "none"}
_SETEXT = re.compile(r"(?:=+|-+)$")
_THEMATIC = re.compile(r"(?:(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|(?:-[ \t]*){3,})$")


class BlockParser:
    """Takes complete lines and names the leaves that have become final."""

    def __init__(self) -> None:
        self._stack: list[OpenBlock] = [OpenContainer()]
        self._kept = 1  # how many of them the present line goes on with
        self._at = Cursor("")
        self._gap = False
        self._serial = 0
        self._events: list[Event] = []

    def copy(self) -> BlockParser:
        """Return a parser that goes on from here by itself, for a look at what is unfinished."""
        twin = copy(self)
        twin._stack = [copy(block) for block in self._stack]
        twin._events = []
        return twin

    def take(self) -> list[Event]:
        """Return the events since the last call."""
        events, self._events = self._events, []
        return events

    @property
    def paragraph(self) -> OpenParagraph | None:
        """The paragraph that is open, if there is one."""
        tip = self._stack[-1]
        return tip if isinstance(tip, OpenParagraph) else None

    def split_paragraph(self, at: int, glue: str) -> None:
        """Give out the open paragraph up to *at*, and go on with what follows *glue*."""
        if tip := self.paragraph:
            self._events.append(Paragraph(self._path(), tip.gap, tip.text[:at], glue))
            tip.text = tip.text[at + len(glue) :]
            tip.continued = True

    def line(self, line: str) -> None:
        """Take one line, without its line break."""
        self._at = Cursor(line)
        self._kept = 1
        while self._kept < len(self._stack) and self._goes_on(self._stack[self._kept]):
            self._kept += 1
        while not self._at.done and self._start_block():
            pass
        if not self._at.done:
            self._add_text()

    def finish(self) -> None:
        """Close everything: there are no more lines."""
        self._close_to(1)

    # First: which of the open blocks does the line go on with?

    def _goes_on(self, block: OpenBlock) -> bool:
        match block:
            case OpenContainer(drawn=Quote()):
                return self._take_quote_mark()
            case OpenContainer():
                return self._item_goes_on(block)
            case OpenParagraph():
                return not self._at.blank
            case OpenFence():
                return self._fence_goes_on(block)
            case OpenIndented():
                return self._take_code_indent()
            case OpenMath():
                return block.lines_left > 0
            case OpenTable():
                return not self._at.blank and not self._interrupts_table()
            case _:
                assert_never(block)

    def _take_quote_mark(self) -> bool:
        if self._at.indent >= 4 or self._at.char != ">":
            return False
        self._at.skip(1)
        self._at.advance(1)
        return True

    def _take_code_indent(self) -> bool:
        if not self._at.blank and self._at.indent < 4:
            return False
        self._at.advance(4)
        return True

    def _item_goes_on(self, item: OpenContainer) -> bool:
        if self._at.blank:
            return not item.empty
        if self._at.indent < item.indent:
            return False
        self._at.advance(item.indent)
        return True

    def _fence_goes_on(self, block: OpenFence) -> bool:
        marks = self._at.text.rstrip(" \t")
        if self._at.indent < 4 and marks.startswith(block.fence) and not marks.strip(marks[0]):
            self._close_to(self._kept)
            self._at.done = True
            return False
        self._at.advance(block.indent)
        return True

    def _interrupts_table(self) -> bool:
        if self._at.indent >= 4 or self._at.char == ">":
            return True
        text = self._at.text
        return bool(
            _ATX.match(text) or _FENCE.match(text) or _THEMATIC.match(text) or mark_of(text)
        )

    # Second: does it start new ones?

    def _start_block(self) -> bool:
        if not isinstance(self._stack[self._kept - 1], OpenContainer | OpenParagraph):
            return False
        if self._at.blank:
            return False
        if self._at.indent >= 4:
            return self._start_indented()
        return self._at.char in _STARTERS and any(start(self) for start in _STARTS)

    def _start_indented(self) -> bool:
        if self.paragraph:
            return False
        self._at.advance(4)
        self._events.append(CodeOpened(*self._place(), ""))
        self._push(OpenIndented())
        return True

    def _start_quote(self) -> bool:
        if len(self._stack) > _MAX_DEPTH or not self._take_quote_mark():
            return False
        self._container().run = None
        self._push(OpenContainer(Quote(self._next_serial())))
        return True

    def _start_heading(self) -> bool:
        if not (marks := _ATX.match(self._at.text)):
            return False
        text = _ATX_END.sub("", self._at.text[marks.end() :].rstrip(" \t"))
        self._events.append(Heading(*self._place(), len(marks[1]), text))
        self._at.done = True
        return True

    def _start_fence(self) -> bool:
        if not (fence := _FENCE.match(self._at.text)):
            return False
        found = _LANGUAGE.search(self._at.text, fence.end())
        language = found[0].lower() if found else ""
        label = "" if language in _UNTOLD else language
        self._events.append(CodeOpened(*self._place(), language, label))
        self._push(OpenFence(fence[0], self._at.indent))
        self._at.done = True
        return True

    def _start_math(self) -> bool:
        text = self._at.text.rstrip(" \t")
        if not _MATH.match(text):
            return False
        self._events += [CodeOpened(*self._place(), "latex"), CodeLine(text)]
        closer = "$$" if text[0] == "$" else "\\]"
        self._push(OpenMath(closer, _MAX_MATH_LINES))
        if closer in text[2:]:
            self._close_tip()
        self._at.done = True
        return True

    def _start_setext(self) -> bool:
        above = self._paragraph_above()
        underline = self._at.text.rstrip(" \t")
        if not above or above.continued or not _SETEXT.match(underline):
            return False
        if len(above.text) > _MAX_SETEXT:
            return False
        self._stack.pop()
        level = 1 if underline[0] == "=" else 2
        self._events.append(Heading(self._path(), above.gap, level, above.text.rstrip(" \t")))
        self._at.done = True
        return True

    def _start_table(self) -> bool:
        above = self._paragraph_above()
        if not above or not (aligns := aligns_of(self._at.text)):
            return False
        before, newline, header = above.text.rpartition("\n")
        head = cells_of(header)
        if "|" not in header or len(head) != len(aligns) or (above.continued and not newline):
            return False
        above.text = before
        if before:
            self._close_tip()
        else:
            self._stack.pop()
        self._events.append(TableOpened(self._path(), above.gap and not before, head, aligns))
        self._push(OpenTable())
        self._at.done = True
        return True

    def _start_rule(self) -> bool:
        if not _THEMATIC.match(self._at.text):
            return False
        self._events.append(Rule(*self._place()))
        self._at.done = True
        return True

    def _start_item(self) -> bool:
        at, mark = self._at, mark_of(self._at.text)
        if not mark or len(self._stack) > _MAX_DEPTH:
            return False
        if self._paragraph_above() and not mark.interrupts:
            return False
        indent = at.indent + len(mark.text)
        at.skip(len(mark.text))
        spaces = 1 if at.blank or at.indent > 4 else at.indent
        at.advance(spaces)
        container = self._container()
        run = container.run = list_with(mark, container.run, self._next_serial())
        box = box_of(at.text) if at.indent == 0 else None
        if box:
            at.skip(len("[ ]"))
        drawn = Item(self._next_serial(), run.serial, run.marker(mark, box))
        self._push(OpenContainer(drawn, indent + spaces, self._gap))
        return True

    def _paragraph_above(self) -> OpenParagraph | None:
        """The paragraph that this very line would continue."""
        return self.paragraph if self._kept == len(self._stack) else None

    # Third: what is left is text.

    def _add_text(self) -> None:
        at = self._at
        if at.blank or not self.paragraph:  # a paragraph goes on without the marks around it
            self._close_to(self._kept)
        match self._stack[-1]:
            case OpenParagraph() as paragraph:
                paragraph.text += "\n" + at.text
            case OpenContainer():
                self._add_paragraph()
            case OpenFence():
                self._events.append(CodeLine(at.rest))
            case OpenIndented() as code:
                self._add_indented(code)
            case OpenMath() as math:
                self._add_math(math)
            case OpenTable():
                self._events.append(TableRow(cells_of(at.text)))

    def _add_paragraph(self) -> None:
        if self._at.blank:
            self._gap = True
        else:
            _, gap = self._place()
            self._push(OpenParagraph(self._at.text, gap))

    def _add_indented(self, code: OpenIndented) -> None:
        if self._at.blank:
            code.held += (self._at.rest,)
            self._gap = True
            return
        self._events += [CodeLine(text) for text in (*code.held, self._at.rest)]
        code.held = ()
        self._gap = False

    def _add_math(self, math: OpenMath) -> None:
        self._events.append(CodeLine(self._at.rest))
        math.lines_left -= 1
        if math.closer in self._at.text:
            self._close_tip()

    # The stack of open blocks.

    def _place(self) -> tuple[Path, bool]:
        """Make room for a leaf; return where it stands and whether a blank line is before it."""
        self._container().run = None
        gap, self._gap = self._gap, False
        return self._path(), gap

    def _container(self) -> OpenContainer:
        """Close what the line does not go on with; return the container for what it starts."""
        self._close_to(self._kept)
        while not isinstance(tip := self._stack[-1], OpenContainer):
            self._close_tip()
        tip.empty = False
        return tip

    def _push(self, block: OpenBlock) -> None:
        self._stack.append(block)
        self._kept = len(self._stack)

    def _close_to(self, height: int) -> None:
        while len(self._stack) > height:
            self._close_tip()

    def _close_tip(self) -> None:
        path = self._path()
        match self._stack.pop():
            case OpenParagraph(text, gap):
                self._events.append(Paragraph(path, gap, text))
            case OpenContainer(drawn=Item(), empty=True, gap=gap):
                self._events.append(EmptyItem(path, gap))
                self._gap = False
            case OpenFence() | OpenIndented() | OpenMath():
                self._events.append(CodeClosed())
            case OpenTable():
                self._events.append(TableClosed())
            case OpenContainer():
                pass

    def _path(self) -> Path:
        return tuple(
            block.drawn for block in self._stack if isinstance(block, OpenContainer) and block.drawn
        )

    def _next_serial(self) -> int:
        self._serial += 1
        return self._serial


_STARTS = (
    BlockParser._start_quote,
    BlockParser._start_heading,
    BlockParser._start_fence,
    BlockParser._start_math,
    BlockParser._start_setext,
    BlockParser._start_table,
    BlockParser._start_rule,
    BlockParser._start_item,
)
