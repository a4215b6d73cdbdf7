"""What people read about generation settings."""

from __future__ import annotations

import pytest
from pydantic import BaseModel

from gemchat.settings import generation
from gemchat.settings.schema import sentences
from gemchat.types import GenerateContentConfig, ThinkingConfig


@pytest.mark.parametrize("model", [GenerateContentConfig, ThinkingConfig])
def test_every_field_that_a_user_can_set_has_a_sentence(model: type[BaseModel]) -> None:
    assert sentences(model).keys() == model.model_fields.keys()
    assert all(sentence.endswith(".") for sentence in sentences(model).values())


def test_fields_of_thinking_stand_among_the_others() -> None:
    fields = generation.fields()
    assert {"temperature", "thinking_level"} <= fields.keys()
    assert "thinking_config" not in fields
    assert not fields.keys() & generation.ELSEWHERE.keys()
