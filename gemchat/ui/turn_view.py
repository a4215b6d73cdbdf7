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
    TurnEnded,
    TurnEvent,
    TurnStarted,
)
from gemchat.chat.history import Turn
from gemchat.types import Part
from gemchat.ui.canvas import Canvas
from gemchat.ui.lines import note, plural
from gemchat.ui.markdown import MarkdownStream, Row
from gemchat.ui.markdown import Theme as MarkdownTheme
from gemchat.ui.media import MediaShelf
from gemchat.ui.notes import notes_of, retry_words
from gemchat.ui.parts import as_markdown
from gemchat.ui.sources import source_rows
from gemchat.ui.theme import Theme


class TurnView:
    """Draws one turn: give it each event, then call `finish`, whatever happened.

    Args:
        canvas: where rows go.
        theme: how they look.
        shelf: where media are put.
        thoughts: ``brief`` says how long they took, ``show`` shows them, ``hide`` nothing.
        clock: seconds since some fixed moment.
    """

    def __init__(
        self,
        canvas: Canvas,
        theme: Theme,
        shelf: MediaShelf,
        *,
        thoughts: str = "brief",
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._canvas = canvas
        self._theme = theme
        self._shelf = shelf
        self._thoughts = thoughts
        self._clock = clock
        self._thinking_since: float | None = None
        self._stream: MarkdownStream | None = None
        self._kind = ""
        self._something_above = False

    def feed(self, event: TurnEvent) -> None:
        """Draw what an event adds."""
        match event:
            case PartStarted(_, part):
                self._start(part)
            case PartGrew(_, text):
                self._grow(text)
            case Retrying(attempt, delay, error):
                self._note(retry_words(attempt, delay, error), self._theme.warning)
            case TurnEnded(turn):
                self._end(turn)
            case TurnStarted() | PartFinished() | ChunkArrived():
                pass
            case _:
                assert_never(event)
        self._sketch()

    def finish(self) -> None:
        """Draw what is left open; the turn is over, or broke off."""
        self._end_thinking()
        self._close()
        self._canvas.sketch(())

    def _start(self, part: Part) -> None:
        if part.thought:
            self._think(part.text or "")
            return
        self._end_thinking()
        # a signature may end a text part in the middle of a word
        if part.kind != "text" or self._kind != "text":
            self._open(self._theme.markdown)
        self._kind = part.kind
        self._grow(as_markdown(part, self._shelf))

    def _think(self, text: str) -> None:
        if self._thinking_since is None:
            self._thinking_since = self._clock()
        if self._thoughts == "show":
            self._open(self._theme.thoughts)
            self._grow(text)

    def _end_thinking(self) -> None:
        """Say how long the thinking took, once it is over."""
        since, self._thinking_since = self._thinking_since, None
        if since is not None and self._thoughts == "brief":
            seconds = plural(round(self._clock() - since), "second")
            self._note(f"thought for {seconds}", self._theme.dim)

    def _open(self, theme: MarkdownTheme) -> None:
        self._close()
        self._stream = MarkdownStream(self._canvas.width, theme)

    def _grow(self, text: str) -> None:
        if self._stream is not None:
            self._put(self._stream.feed(text))

    def _close(self) -> None:
        stream, self._stream, self._kind = self._stream, None, ""
        if stream is not None:
            self._put(stream.finish())
            self._something_above = True

    def _end(self, turn: Turn) -> None:
        self.finish()
        self._block(source_rows(turn.meta, self._canvas.width, self._theme))
        for words in notes_of(turn):
            self._note(words, self._theme.warning)

    def _note(self, words: str, style: Style) -> None:
        self._block(note(words, self._canvas.width, style))

    def _block(self, rows: list[Row]) -> None:
        """Commit rows that stand for themselves."""
        self._put(rows)
        self._something_above = self._something_above or bool(rows)

    def _put(self, rows: list[Row]) -> None:
        """Commit rows, with a blank one between them and a block that ended above."""
        if rows and self._something_above:
            self._canvas.commit([Row()])
            self._something_above = False
        self._canvas.commit(rows)

    def _sketch(self) -> None:
        tail = self._stream.tail(self._canvas.height - 1) if self._stream else []
        self._canvas.sketch(tail)
