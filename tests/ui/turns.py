"""Turns to draw, from scripts of the network, and a page to draw them on."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress

from gemchat.chat.conversation import Conversation
from gemchat.chat.events import TurnEvent
from gemchat.chat.history import Turn
from gemchat.chat.message import user_content
from gemchat.errors import GemchatError
from gemchat.protocol.gemini import GeminiBackend
from gemchat.ui.markdown import Row
from tests.fakes import ScriptedTransport


class Page:
    """A canvas that keeps its rows."""

    def __init__(self, width: int = 60, height: int = 20) -> None:
        self.width = width
        self.height = height
        self.rows: list[Row] = []

    def commit(self, rows: Sequence[Row]) -> None:
        self.rows += rows

    def sketch(self, draw: object) -> None:
        pass

    @property
    def lines(self) -> list[str]:
        """What stands in the rows, without blanks at their ends."""
        return [row.text.rstrip() for row in self.rows]


def events_of(*script: Sequence[str]) -> tuple[list[TurnEvent], Turn]:
    """Ask "q" of a network that follows a script; give what happens until it ends or fails."""
    conversation = Conversation(ScriptedTransport(*script), GeminiBackend(key="key"), "gemini")
    events: list[TurnEvent] = []

    async def listen() -> None:
        async for event in conversation.events(user_content("q")):
            events.append(event)  # noqa: PERF401 - those before a failure count

    with suppress(GemchatError):
        asyncio.run(listen())
    return events, conversation.history.turns[-1]
