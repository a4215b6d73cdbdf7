"""A conversation over a scripted transport, and what a turn of it left behind."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import aclosing
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from gemchat.chat.conversation import ConfigLike, Conversation
from gemchat.chat.events import Retrying, TurnEvent, TurnStarted
from gemchat.chat.history import History, Turn
from gemchat.errors import GemchatError
from gemchat.protocol.gemini import GeminiBackend
from tests.fakes import ScriptedTransport, Twin

Json = dict[str, Any]

CANARY = "AIza-canary-0123456789"


def user(text: str = "hi") -> Json:
    return {"role": "user", "parts": [{"text": text}]}


@dataclass
class ListJournal:
    """Notes its calls; `ended` with the turn as it then was."""

    calls: list[str] = field(default_factory=list)
    parts: list[Json] = field(default_factory=list)
    steps: list[list[Json]] = field(default_factory=list)
    ended_as: list[Turn] = field(default_factory=list)

    async def began(self, turn: Turn) -> None:
        self.calls.append("began")

    async def progress(self, parts: list[Json]) -> None:
        self.calls.append("progress")
        self.parts += parts

    async def stepped(self, index: int, contents: list[Json]) -> None:
        self.calls.append(f"stepped {index}")
        self.steps.append(deepcopy(contents))

    async def ended(self, turn: Turn) -> None:
        self.calls.append("ended")
        self.ended_as.append(deepcopy(turn))


@dataclass
class Stage:
    """A conversation with all that its turns leave."""

    twin: Twin
    transport: ScriptedTransport
    journal: ListJournal
    conversation: Conversation
    events: list[TurnEvent] = field(default_factory=list)

    def ask(self, text: str = "hi", once: ConfigLike = None, *, stream: bool = True) -> Turn:
        """Run a turn to its end; its error, if it has one, is raised."""
        self.twin.run(self.asking(text, once, stream=stream))
        return self.turn

    def fail(self, text: str = "hi", *, stream: bool = True) -> GemchatError:
        """Run a turn that fails, and give its error."""
        try:
            self.ask(text, stream=stream)
        except GemchatError as error:
            return error
        raise AssertionError("the turn did not fail")

    async def asking(self, text: str, once: ConfigLike = None, *, stream: bool = True) -> None:
        events = self.conversation.events(user(text), once, stream=stream)
        async with aclosing(events):
            async for event in events:
                self.events.append(event)

    @property
    def turn(self) -> Turn:
        return self.conversation.history.turns[-1]

    @property
    def delays(self) -> list[float]:
        return [event.delay for event in self.events if isinstance(event, Retrying)]

    @property
    def shown(self) -> list[TurnEvent]:
        return [one for one in self.events if not isinstance(one, TurnStarted | Retrying)]

    @property
    def bodies(self) -> list[Json]:
        return [json.loads(call.body) for call in self.transport.calls]


def stage(
    twin: Twin,
    *exchanges: Sequence[str],
    model: str = "gemini-3.8-flash",
    config: ConfigLike = None,
    history: Sequence[Json] = (),
) -> Stage:
    """Set up a conversation whose requests are answered by `exchanges`."""
    transport, journal = twin.transport(*exchanges), ListJournal()
    conversation = Conversation(
        transport,
        GeminiBackend(CANARY),
        model,
        config=config,
        history=History(history),
        journal=journal,
        jitter=lambda: 0.5,
    )
    return Stage(twin, transport, journal, conversation)
