"""A turn on the screen, from its events."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import assert_never

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
from gemchat.ui.media import MediaShelf
from gemchat.ui.notes import notes_of
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
        self._begun = False

    def feed(self, event: TurnEvent) -> None:
        """Draw what an event adds."""
        match event:
            case PartStarted(_, part) if part.thought:
                self._think(part.text or "")
            case PartStarted(_, part) if part.kind == "text":
                self._answer(part.text or "")
            case PartStarted(_, part):
                self._block(part)
            case PartGrew(_, text):
                self._grow(text)
            case Retrying(attempt, delay, error):
                words = f"{error.message} Attempt {attempt + 1} in {delay:.0f} s."
                self._canvas.commit(note(words, self._canvas.width, self._theme.warning))
            case TurnEnded(turn):
                self._end(turn)
            case TurnStarted() | PartFinished() | ChunkArrived():
                self._sketch()
            case _:
                assert_never(event)

    def finish(self) -> None:
        """Draw what is left open; the turn is over, or broke off."""
        self._end_thinking()
        self._close()
        self._canvas.sketch(())

    def _think(self, text: str) -> None:
        if self._thinking_since is None:
            self._thinking_since = self._clock()
        if self._thoughts == "show":
            self._close()
            self._open(dim=True)
            self._write(text)

    def _answer(self, text: str) -> None:
        self._end_thinking()
        if self._stream is None:
            self._open()
        self._write(text)

    def _block(self, part: Part) -> None:
        """Draw a part that is no text, with a blank line around it."""
        self._end_thinking()
        self._close()
        self._open()
        self._write(as_markdown(part, self._shelf))
        self._close()

    def _grow(self, text: str) -> None:
        if self._thinking_since is None or self._thoughts == "show":
            self._write(text)

    def _end_thinking(self) -> None:
        if self._thinking_since is None:
            return
        seconds = self._clock() - self._thinking_since
        self._thinking_since = None
        self._close()
        if self._thoughts != "hide":
            words = f"thought for {plural(round(seconds), 'second')}"
            self._commit(note(words, self._canvas.width, self._theme.dim))

    def _end(self, turn: Turn) -> None:
        self.finish()
        width = self._canvas.width
        self._commit(source_rows(turn.meta, width, self._theme))
        for words in notes_of(turn):
            self._commit(note(words, width, self._theme.warning))

    def _open(self, *, dim: bool = False) -> None:
        theme = self._theme.thoughts if dim else self._theme.markdown
        self._stream = MarkdownStream(self._canvas.width, theme)

    def _write(self, text: str) -> None:
        if self._stream is not None:
            self._put(self._stream.feed(text))

    def _close(self) -> None:
        stream, self._stream = self._stream, None
        if stream is not None:
            self._put(stream.finish())
            self._begun = True

    def _put(self, rows: list[Row]) -> None:
        """Commit rows of the reply, with a blank line before those of a further part."""
        if not rows:
            return
        if self._begun:
            self._canvas.commit([Row()])
            self._begun = False
        self._canvas.commit(rows)

    def _commit(self, rows: list[Row]) -> None:
        self._put(rows)
        self._begun = self._begun or bool(rows)

    def _sketch(self) -> None:
        tail = self._stream.tail(self._canvas.height - 1) if self._stream else []
        self._canvas.sketch(tail)
