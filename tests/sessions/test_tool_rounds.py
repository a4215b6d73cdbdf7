"""What of a turn with function calls is on disk, at every moment at which a program may die."""

from __future__ import annotations

from contextlib import aclosing
from typing import Any

from gemchat.chat.conversation import Conversation
from gemchat.chat.history import Turn, TurnOutcome
from gemchat.protocol.gemini import GeminiBackend
from gemchat.sessions.recorder import Recorder
from gemchat.sessions.store import SessionStore
from tests.fakes import Twin

Json = dict[str, Any]

QUESTION = {"role": "user", "parts": [{"text": "hi"}]}


def on_disk(store: SessionStore, session: Recorder) -> Turn:
    return store.read(session.id).recorded[0].turn


def test_rounds_are_on_disk_as_soon_as_they_are_answered(twin: Twin, store: SessionStore) -> None:
    session = store.create()
    seen: list[list[Json]] = []

    def look(at: str) -> str:
        """Note what a program would find that starts when this one dies here."""
        turn = on_disk(store, session)
        assert turn.outcome is TurnOutcome.INTERRUPTED
        seen.append(turn.contents)
        return f"saw {at}"

    transport = twin.transport(
        ['call: look {"at": "first"}', "finish: STOP"],
        ['call: look {"at": "second"}', "finish: STOP"],
        ["text: Done.", "finish: STOP"],
    )
    conversation = Conversation(
        transport, GeminiBackend("key"), "m", config={"tools": [look]}, journal=session
    )

    async def ask() -> None:
        async with aclosing(conversation.events(QUESTION)) as events:
            async for _ in events:
                pass

    twin.run(ask())
    session.close()
    turn = on_disk(store, session)
    assert turn.outcome is TurnOutcome.COMPLETE
    assert turn.contents == conversation.history.turns[0].contents
    assert seen[1][:2] == turn.contents[:2]
