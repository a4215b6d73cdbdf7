"""Every recorded answer through the client, in pieces: nothing of it is lost on the way back."""

from __future__ import annotations

from contextlib import aclosing
from typing import Any

import pytest

from gemchat.chat.conversation import Conversation
from gemchat.chat.events import ChunkArrived
from gemchat.chat.history import History, Turn, TurnOutcome
from gemchat.client.caches import CacheOperations
from gemchat.client.operations import Operations
from gemchat.errors import EmptyReplyError, GemchatError, IncompleteReplyError, RefusedError
from gemchat.types import GenerateContentResponse, Model
from tests.client.recorded import FOLDER, Exchange, Json, ReplayTransport, exchanges
from tests.fakes import Twin

pytestmark = pytest.mark.skipif(not FOLDER, reason="GEMCHAT_RECORDINGS names no folder")

REPLIES = exchanges("generateContent", "streamGenerateContent")
NEXT = {"role": "user", "parts": [{"text": "next"}]}


def candidate_of(payload: Json) -> Json:
    candidates: list[Json] = payload.get("candidates") or [{}]
    return candidates[0]


def parts_of(payloads: list[Json]) -> list[Json]:
    contents = [candidate_of(payload).get("content") or {} for payload in payloads]
    return [part for content in contents for part in content.get("parts") or []]


def last_of(values: list[Any]) -> Any:
    return next((value for value in reversed(values) if value), None)


def text_of(parts: list[Json], *, thought: bool = False) -> str:
    return "".join(p.get("text", "") for p in parts if bool(p.get("thought")) is thought)


def beside_text(parts: list[Json]) -> list[Json]:
    """What must come back as it was: every signature, and every part that is no text."""
    return [part for part in parts if "thoughtSignature" in part or "text" not in part]


def play(
    twin: Twin, exchange: Exchange
) -> tuple[Conversation, Turn, list[GenerateContentResponse], GemchatError | None]:
    *before, message = exchange.body["contents"]
    conversation = Conversation(
        ReplayTransport(exchange, suspends=twin.suspends),
        exchange.backend,
        exchange.model,
        config=exchange.config,
        history=History(before),
    )
    responses: list[GenerateContentResponse] = []

    async def played() -> GemchatError | None:
        stream = exchange.method == "streamGenerateContent"
        try:
            async with aclosing(conversation.events(message, stream=stream)) as events:
                chunks = [event async for event in events if isinstance(event, ChunkArrived)]
            responses.extend(chunk.response for chunk in chunks)
        except GemchatError as error:
            return error
        return None

    error = twin.run(played())
    [turn] = conversation.history.turns
    return conversation, turn, responses, error


@pytest.mark.parametrize("exchange", REPLIES, ids=lambda one: one.name)
def test_replies(twin: Twin, exchange: Exchange) -> None:
    conversation, turn, responses, error = play(twin, exchange)
    if exchange.status != 200:
        assert isinstance(error, RefusedError)
        assert error.message == exchange.payloads[0]["error"]["message"]
        return
    payloads = exchange.payloads
    received = parts_of(payloads)
    kept = [part for content in turn.contents for part in content["parts"]]
    for thought in (False, True):
        assert text_of(kept, thought=thought) == text_of(received, thought=thought)
    assert beside_text(kept) == beside_text(received)
    assert turn.finish == last_of([candidate_of(one).get("finishReason") for one in payloads])
    usage = last_of([one.get("usageMetadata") for one in payloads])
    assert usage.items() <= turn.meta["usage"].items()
    assert error is None or type(error) in (EmptyReplyError, IncompleteReplyError)
    if error is None:
        assert len(responses) == len(payloads)
        assert "".join(one.text for one in responses) == text_of(received)
    if turn.usable:
        sent = conversation.history.request(NEXT, exchange.model)
        assert sent[-2]["parts"][-len(kept) :] == kept


def test_what_the_recordings_come_to() -> None:
    names: dict[TurnOutcome, set[str]] = {outcome: set() for outcome in TurnOutcome}
    for exchange in REPLIES:
        turn = play(Twin(suspends=False), exchange)[1]
        names[turn.outcome].add(exchange.name)
    assert len(names.pop(TurnOutcome.COMPLETE)) > 150
    google = "test_google__test_google_model"
    assert names == {
        TurnOutcome.INTERRUPTED: set(),
        TurnOutcome.BLOCKED: {
            f"{google}_armor_prompt_template_text_gets_blocked#0",
            f"{google}_armor_response_template_real_block#0",
            f"{google}_safety_settings#0",
        },
        TurnOutcome.FAILED: {"test_model_name_suggestions__test_model_name_suggestion_google#0"},
    }


def asked(exchange: Exchange, twin: Twin) -> Operations:
    return Operations(ReplayTransport(exchange, suspends=twin.suspends), exchange.backend)


@pytest.mark.parametrize("exchange", exchanges("countTokens"), ids=lambda one: one.name)
def test_counts(twin: Twin, exchange: Exchange) -> None:
    operations, contents = asked(exchange, twin), exchange.body["contents"]
    counted = twin.run(operations.count_tokens(exchange.model, contents, exchange.config))
    assert counted.to_wire() == exchange.payloads[0]


@pytest.mark.parametrize("exchange", exchanges("/v1beta/models"), ids=lambda one: one.name)
def test_lists_of_models(twin: Twin, exchange: Exchange) -> None:
    async def first_page() -> list[Model]:
        models: list[Model] = []
        async with aclosing(asked(exchange, twin).list_models()) as listed:
            async for model in listed:
                models.append(model)
                if len(models) == len(recorded):
                    break
        return models

    recorded = exchange.payloads[0]["models"]
    assert [model.to_wire() for model in twin.run(first_page())] == recorded


@pytest.mark.parametrize("exchange", exchanges("/v1beta/cachedContents"), ids=lambda one: one.name)
def test_caches(twin: Twin, exchange: Exchange) -> None:
    config = {name: value for name, value in exchange.body.items() if name != "model"}
    transport = ReplayTransport(exchange, suspends=twin.suspends)
    caches = CacheOperations(transport, exchange.backend)
    made = twin.run(caches.create(exchange.body["model"], config))
    assert made.to_wire() == exchange.payloads[0]
