"""Messages that are sent while the reply to another is still open: no turn is ever forgotten."""

from __future__ import annotations

import asyncio
from contextlib import aclosing

import pytest

from gemchat.chat.events import PartGrew
from gemchat.chat.history import TurnOutcome
from gemchat.errors import IncompleteReplyError
from tests.chat.played import Stage, stage, user
from tests.fakes import Twin

FIRST = ["text: Hel", "text: lo", "text: !", "finish: STOP"]
OTHER = ["text: yes", "finish: STOP"]


def said(played: Stage) -> list[str]:
    """What the last request carried."""
    return [part["text"] for content in played.bodies[-1]["contents"] for part in content["parts"]]


def questions(played: Stage) -> list[str]:
    turns = played.conversation.caught_up().turns
    return [turn.user["parts"][0]["text"] for turn in turns]


def test_a_stream_that_is_left_keeps_its_place(twin: Twin) -> None:
    async def leave() -> None:
        async with aclosing(played.conversation.events(user("first"))) as left:
            await anext(event async for event in left if isinstance(event, PartGrew))
            await played.asking("second")
            assert said(played) == ["first", "Hello", "second"]
            await played.asking("third")
            assert said(played) == ["first", "Hello", "second", "yes", "third"]
            assert questions(played) == ["first", "second", "third"]

    played = stage(twin, FIRST, OTHER, OTHER)
    twin.run(leave())
    assert questions(played) == ["first", "second", "third"]
    outcomes = [turn.outcome for turn in played.conversation.history.turns]
    assert outcomes == [TurnOutcome.INTERRUPTED, TurnOutcome.COMPLETE, TurnOutcome.COMPLETE]


def test_a_stream_that_is_left_for_a_while_goes_on(twin: Twin) -> None:
    async def pause() -> None:
        async with aclosing(played.conversation.events(user("first"))) as first:
            await anext(event async for event in first if isinstance(event, PartGrew))
            await played.asking("second")
            assert [event.text async for event in first if isinstance(event, PartGrew)] == ["!"]
        await played.asking("third")

    played = stage(twin, FIRST, OTHER, OTHER)
    twin.run(pause())
    assert said(played) == ["first", "Hello!", "second", "yes", "third"]


def test_a_turn_that_is_over_is_left_as_it_is(twin: Twin) -> None:
    played = stage(twin, OTHER)
    played.ask().contents = []
    assert played.conversation.caught_up().turns[0].contents == []


def test_several_streams_are_left(twin: Twin) -> None:
    async def leave() -> None:
        first, second = (played.conversation.events(user(text)) for text in ("first", "second"))
        async with aclosing(first), aclosing(second):
            for left in (first, second):
                await anext(event async for event in left if isinstance(event, PartGrew))
            await played.asking("third")

    played = stage(twin, FIRST, FIRST, OTHER)
    twin.run(leave())
    assert said(played) == ["first", "Hello", "second", "Hello", "third"]
    assert questions(played) == ["first", "second", "third"]


def test_signatures_that_an_open_turn_saw_refused_are_not_sent_again(twin: Twin) -> None:
    async def leave() -> None:
        async with aclosing(played.conversation.events(user("first"))) as left:
            await anext(event async for event in left if isinstance(event, PartGrew))
            await played.asking("second")

    signed = {"role": "model", "parts": [{"text": "hm", "thoughtSignature": "c2lnbmVk"}]}
    refused = ["error: 400 INVALID_ARGUMENT Corrupted thought signature."]
    played = stage(twin, refused, FIRST, OTHER, history=[user("before"), signed])
    twin.run(leave())
    assert ["c2lnbmVk" in str(body) for body in played.bodies] == [True, False, False]


def test_two_tasks_ask_at_once() -> None:
    async def ask_both() -> None:
        first = asyncio.create_task(played.asking("first"))
        await played.transport.stalled.wait()
        await played.asking("second")
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first

    played = stage(Twin(suspends=True), ["text: Hel", "stall"], OTHER)
    asyncio.run(ask_both())
    assert said(played) == ["first", "Hel", "second"]
    first, second = played.conversation.history.turns
    assert (first.outcome, second.outcome) == (TurnOutcome.INTERRUPTED, TurnOutcome.COMPLETE)
    assert first.contents == [{"role": "model", "parts": [{"text": "Hel"}]}]


def test_a_turn_that_fails_meanwhile_keeps_its_place_too(twin: Twin) -> None:
    async def fail() -> None:
        async with aclosing(played.conversation.events(user("first"))) as left:
            await anext(event async for event in left if isinstance(event, PartGrew))
            with pytest.raises(IncompleteReplyError):
                await played.asking("second")

    played = stage(twin, FIRST, ["text: a", "cut"])
    twin.run(fail())
    assert questions(played) == ["first", "second"]
