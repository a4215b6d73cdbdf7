"""However a turn is broken off, it is settled once and kept with its reason."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import Any

import pytest

from gemchat.chat.events import (
    PartFinished,
    PartGrew,
    PartStarted,
    Retrying,
    TurnEnded,
    TurnEvent,
    TurnStarted,
)
from gemchat.chat.history import Turn, TurnOutcome
from gemchat.errors import GemchatError, IncompleteReplyError, UsageError
from tests.chat.played import ListJournal, stage, user
from tests.fakes import Twin

Json = dict[str, Any]

HELLO = ["text: Hel", "text: lo", "finish: STOP"]
BUSY = ["error: 503 UNAVAILABLE busy"]
COMPLETE, INTERRUPTED, _, FAILED = TurnOutcome


def model(*parts: Json) -> Json:
    return {"role": "model", "parts": list(parts)}


def stop_at(played_events: AsyncGenerator[TurnEvent], wanted: Callable[[TurnEvent], bool]) -> Any:
    async def stop() -> None:
        async with aclosing(played_events) as events:
            async for event in events:
                if wanted(event):
                    return

    return stop()


@pytest.mark.parametrize(
    ("kind", "outcome", "parts"),
    [
        (TurnStarted, FAILED, []),
        (PartStarted, INTERRUPTED, [{"text": "Hel"}]),
        (PartGrew, INTERRUPTED, [{"text": "Hello"}]),
        (PartFinished, COMPLETE, [{"text": "Hello"}]),
        (TurnEnded, COMPLETE, [{"text": "Hello"}]),
    ],
)
def test_a_consumer_may_stop_anywhere(
    twin: Twin, kind: type[TurnEvent], outcome: TurnOutcome, parts: list[Json]
) -> None:
    played = stage(twin, HELLO)
    twin.run(stop_at(played.conversation.events(user()), lambda event: isinstance(event, kind)))
    turn = played.turn
    assert (turn.outcome, turn.contents) == (outcome, [model(*parts)] if parts else [])
    assert turn.reason == ("" if outcome is COMPLETE else "user")
    assert played.journal.calls.count("ended") == 1
    assert played.journal.ended_as == [turn]
    assert played.transport.open_streams == 0


@pytest.mark.parametrize(
    ("stop", "reason"),
    [
        (KeyboardInterrupt(), "user"),
        (asyncio.CancelledError("exit"), "exit"),
        (asyncio.CancelledError(), "user"),
        (SystemExit(143), "user"),
        (RuntimeError("a bug of the caller"), "crash"),
    ],
)
def test_whatever_stops_a_turn_it_is_settled_once(
    twin: Twin, stop: BaseException, reason: str
) -> None:
    async def throw() -> None:
        events = played.conversation.events(user())
        async for event in events:
            if isinstance(event, PartGrew):
                await events.athrow(stop)

    played = stage(twin, HELLO)
    with pytest.raises(type(stop)):
        twin.run(throw())
    assert (played.turn.outcome, played.turn.reason) == (INTERRUPTED, reason)
    assert played.journal.calls == ["began", "progress", "progress", "ended"]
    assert played.transport.open_streams == 0


@pytest.mark.parametrize(
    ("script", "outcome"), [(["stall"], FAILED), (["text: a", "stall"], INTERRUPTED)]
)
def test_a_cancelled_turn_is_kept_with_its_reason(script: list[str], outcome: TurnOutcome) -> None:
    async def cancel() -> None:
        task = asyncio.create_task(played.asking("hi"))
        await played.transport.stalled.wait()
        task.cancel("exit")
        with pytest.raises(asyncio.CancelledError):
            await task

    played = stage(Twin(suspends=True), script)
    asyncio.run(cancel())
    assert (played.turn.outcome, played.turn.reason) == (outcome, "exit")
    assert played.journal.calls.count("ended") == 1
    assert played.transport.open_streams == 0


def test_a_pause_can_be_cancelled(twin: Twin) -> None:
    played = stage(twin, BUSY)
    events = played.conversation.events(user())
    twin.run(stop_at(events, lambda event: isinstance(event, Retrying)))
    assert (played.turn.outcome, played.turn.reason) == (FAILED, "user")
    assert played.transport.sleeps == []


class RefusingJournal(ListJournal):
    """Cannot keep a message safe."""

    async def began(self, turn: Turn) -> None:
        raise GemchatError("the disk is full")


def test_nothing_is_sent_that_the_journal_did_not_take(twin: Twin) -> None:
    played = stage(twin, HELLO)
    played.conversation.journal = journal = RefusingJournal()
    assert played.fail().message == "the disk is full"
    assert played.transport.calls == []
    assert journal.calls == []


def test_a_name_that_no_model_has_is_refused_before_anything_happens(twin: Twin) -> None:
    played = stage(twin, model="../files")
    assert isinstance(played.fail(), UsageError)
    assert played.conversation.history.turns == []
    assert played.journal.calls == []


def test_silence_ends_a_blocking_turn() -> None:
    played = stage(Twin(suspends=False), ["text: a", "stall"])
    assert isinstance(played.fail(), IncompleteReplyError)
    assert (played.turn.outcome, played.turn.reason) == (INTERRUPTED, "network")
