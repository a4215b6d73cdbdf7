"""A turn on the screen, from its events."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import assert_never

from rich.style import Style

from gemchat.chat.events import (
    ChunkArrived,
    PartFinished,
    PartGrew,
    PartStarted,
    Retrying,
    ToolCalled,
    ToolReturned,
    TurnEnded,
    TurnEvent,
    TurnStarted,
)
from gemchat.chat.history import Turn
from gemchat.counted import plural
from gemchat.types import Part
from gemchat.ui.canvas import Canvas, nothing
from gemchat.ui.lines import note
from gemchat.ui.markdown import MarkdownStream, Row
from gemchat.ui.markdown import Theme as MarkdownTheme
from gemchat.ui.media import MediaShelf, Pictures, no_pictures
from gemchat.ui.notes import notes_of, retry_words
from gemchat.ui.parts import as_markdown
from gemchat.ui.sources import source_rows
from gemchat.ui.theme import Theme
from gemchat.ui.thought_view import ThoughtView

_WAITING = 1
_SILENT = 4
"""Seconds of silence that are mentioned: before the reply begins, and in the middle of it."""


class TurnView:
    """Draws one turn: give it each event, then call `finish`, whatever happened.

    Args:
        canvas: where rows go.
        theme: how they look.
        shelf: where media are put.
        thoughts: ``brief`` says how long they took, ``show`` shows them, ``hide`` nothing.
        label: who speaks, in a row above the reply; empty to leave it out.
        pictures: draws them.
        chat: whether slash commands can be advised.
        clock: seconds since some fixed moment.
    """

    def __init__(
        self,
        canvas: Canvas,
        theme: Theme,
        shelf: MediaShelf,
        *,
        thoughts: str = "brief",
        label: str = "",
        pictures: Pictures = no_pictures,
        chat: bool = True,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._canvas = canvas
        self._theme = theme
        self._shelf = shelf
        self._thoughts = thoughts
        self._label = label
        self._pictures = pictures
        self._chat = chat
        self._clock = clock
        self._heard = clock()
        self._thoughts_seen: ThoughtView | None = None
        self._stream: MarkdownStream | None = None
        self._kind = ""
        self._something_above = False
        canvas.sketch(self._draw)

    def feed(self, event: TurnEvent) -> None:
        """Draw what an event adds."""
        self._heard = self._clock()
        match event:
            case PartStarted(_, part) | ToolReturned(part):
                self._start(part)
            case PartGrew(_, text):
                self._grow(text)
            case Retrying(attempt, delay, error):
                self._note(retry_words(attempt, delay, error), self._theme.warning)
            case TurnEnded(turn):
                self._end(turn)
            case TurnStarted() | PartFinished() | ChunkArrived() | ToolCalled():
                pass
            case _:
                assert_never(event)
        self._canvas.sketch(self._draw)

    def finish(self) -> None:
        """Draw what is left open; the turn is over, or broke off."""
        self._end_thoughts()
        self._close()
        self._canvas.sketch(nothing)

    def break_off(self) -> None:
        """Finish, and leave a row free below what came, for the words on why it broke off."""
        self.finish()
        if self._something_above:
            self._canvas.commit([Row()])

    def _start(self, part: Part) -> None:
        if part.thought:
            self._think(part.text or "")
            return
        self._end_thoughts()
        # a signature may end a text part in the middle of a word
        if part.kind != "text" or self._kind != "text":
            self._open(self._theme.markdown)
        self._kind = part.kind
        self._block(self._pictures(part, self._canvas.width))
        self._grow(as_markdown(part, self._shelf))

    def _think(self, text: str) -> None:
        if self._thoughts == "show":
            self._open(self._theme.thoughts)
            self._grow(text)
            return
        if self._thoughts_seen is None:
            self._thoughts_seen = ThoughtView(self._canvas.width, self._theme, self._clock)
        self._thoughts_seen.feed(f"{text}\n\n")

    def _end_thoughts(self) -> None:
        """Fold thoughts to one line once the answer begins."""
        seen, self._thoughts_seen = self._thoughts_seen, None
        if seen is not None and self._thoughts == "brief" and seen.summary:
            self._note(seen.summary, self._theme.dim)

    def _open(self, theme: MarkdownTheme) -> None:
        self._close()
        self._stream = MarkdownStream(self._canvas.width, theme)

    def _grow(self, text: str) -> None:
        if self._thoughts_seen is not None:
            self._thoughts_seen.feed(text)
        elif self._stream is not None:
            self._stream.resize(self._canvas.width)
            self._put(self._stream.feed(text))

    def _close(self) -> None:
        stream, self._stream, self._kind = self._stream, None, ""
        if stream is not None:
            self._put(stream.finish())
            self._something_above = True

    def _end(self, turn: Turn) -> None:
        self.finish()
        self._block(source_rows(turn.meta, self._canvas.width, self._theme))
        for words in notes_of(turn, chat=self._chat):
            self._note(words, self._theme.warning)

    def _note(self, words: str, style: Style) -> None:
        self._block(note(words, self._canvas.width, style))

    def _block(self, rows: list[Row]) -> None:
        """Commit rows that stand for themselves."""
        self._put(rows)
        self._something_above = self._something_above or bool(rows)

    def _put(self, rows: list[Row]) -> None:
        """Commit rows, with a blank one between them and a block that ended above."""
        if rows:
            self._canvas.commit([*self._lead(), *rows])
            self._something_above, self._label = False, ""

    def _lead(self) -> list[Row]:
        if self._label:
            return [Row(((self._label, self._theme.strong),))]
        return [Row()] if self._something_above else []

    def _draw(self, height: int) -> list[Row]:
        """Give what may still change: the open block, thoughts, and a word on long silence."""
        silence = self._silence()
        room = height - len(silence)
        if self._thoughts_seen is not None and self._thoughts == "brief":
            return [*self._thoughts_seen.rows(room), *silence]
        tail = self._stream.tail(room) if self._stream else []
        lead = self._lead() if tail else []
        return [*lead, *tail, *silence][-height:]

    def _silence(self) -> list[Row]:
        seconds = int(self._clock() - self._heard)
        if seconds < (_SILENT if self._stream else _WAITING):
            return []
        words = f"waiting, {plural(seconds, 'second')}"
        return note(words, self._canvas.width, self._theme.dim)
