"""Turns to draw, from scripts of the network, and a page to draw them on."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from contextlib import suppress

from gemchat.chat.conversation import Conversation
from gemchat.chat.events import TurnEvent
from gemchat.chat.history import Turn
from gemchat.chat.message import user_content
from gemchat.errors import GemchatError
from gemchat.protocol.gemini import GeminiBackend
from gemchat.ui.canvas import AppendCanvas
from tests.fakes import ScriptedTransport

_STYLE = re.compile(r"\x1b\[[0-9;]*m")


class Page:
    """A canvas whose text can be read back."""

    def __init__(self, width: int = 60) -> None:
        self._written: list[str] = []
        self.canvas = AppendCanvas(self._written.append, lambda: (width, 20), links=False)

    @property
    def lines(self) -> list[str]:
        """What stands there, without styles and without blanks at the ends of rows."""
        return [row.rstrip() for row in _STYLE.sub("", "".join(self._written)).splitlines()]


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
