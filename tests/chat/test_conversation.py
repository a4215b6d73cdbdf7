"""What a conversation asks for, and what its callers get."""

from __future__ import annotations

from gemchat.chat.conversation import Conversation
from gemchat.protocol.gemini import GeminiBackend
from gemchat.types import GenerateContentConfig
from tests.chat.played import CANARY, stage, user
from tests.fakes import Twin

HELLO = ["text: Hel", "text: lo", "finish: STOP", "usage: 3 2"]


def test_settings_of_a_message_are_merged_field_by_field(twin: Twin) -> None:
    config = {
        "temperature": 0.7,
        "top_p": 0.5,
        "stop_sequences": ["a"],
        "system_instruction": "Be kind.",
        "thinking_config": {"thinking_budget": 5},
    }
    played = stage(twin, HELLO, HELLO, config=config)
    once = {
        "temperature": 0.1,
        "top_p": None,
        "stop_sequences": ["b"],
        "thinking_config": {"include_thoughts": True},
    }
    assert played.ask(once=once).once == once
    assert played.ask().once == {}
    first, second = played.bodies
    assert first["systemInstruction"] == second["systemInstruction"]
    assert first["generationConfig"] == {
        "temperature": 0.1,
        "stopSequences": ["b"],
        "thinkingConfig": {"includeThoughts": True},
    }
    assert second["generationConfig"] == {
        "temperature": 0.7,
        "topP": 0.5,
        "stopSequences": ["a"],
        "thinkingConfig": {"thinkingBudget": 5},
    }


def test_another_model_may_be_asked_once(twin: Twin) -> None:
    async def ask() -> None:
        async for _ in played.conversation.events(user(), model="gemini-2.5-pro"):
            pass

    played = stage(twin, HELLO, HELLO)
    twin.run(ask())
    assert played.turn.model == "gemini-2.5-pro"
    assert played.ask().model == "gemini-3.8-flash"
    assert ["2.5-pro" in call.url for call in played.transport.calls] == [True, False]


def test_the_whole_response_or_its_pieces(twin: Twin) -> None:
    async def pieces() -> list[str]:
        return [chunk.text async for chunk in conversation.chunks(user())]

    conversation = stage(twin, HELLO, HELLO).conversation
    response = twin.run(conversation.send(user()))
    assert response.text == "Hello"
    assert response.usage_metadata
    assert twin.run(pieces()) == ["Hel", "lo", "", ""]


def test_a_response_is_the_callers_to_change(twin: Twin) -> None:
    conversation = stage(twin, ['call: f {"deep": {"a": 1}}', "finish: STOP"]).conversation
    response = twin.run(conversation.send(user()))
    [call] = response.function_calls
    assert call.args
    call.args["deep"]["a"] = 2
    assert conversation.history.contents()[1]["parts"][0]["functionCall"]["args"]["deep"] == {
        "a": 1
    }


def test_settings_as_people_give_them(twin: Twin) -> None:
    given = GenerateContentConfig.of
    assert given(None) == given({})
    assert given({"temperature": 1}).temperature == 1
    config = given({"topP": 0.5})
    assert given(config) is config
    conversation = Conversation(twin.transport(), GeminiBackend(CANARY), "m", config=config)
    assert conversation.config is config
