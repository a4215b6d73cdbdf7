"""What is known of the settings that models take."""

from __future__ import annotations

from typing import Any

import pytest

from gemchat.commands.limits import limits_of, misfits
from gemchat.types import Model

LISTED = Model(output_token_limit=64, max_temperature=1)


@pytest.mark.parametrize(
    ("model", "generation", "said"),
    [
        ("x", {"temperature": 1, "max_output_tokens": 64}, []),
        ("x", {"temperature": 1.5}, ["x takes 0 to 1 as temperature, not 1.5."]),
        ("x", {"max_output_tokens": 65}, ["x takes up to 64 as max_output_tokens, not 65."]),
        ("gemini-3.8-flash", {"thinking_level": "high"}, []),
        (
            "models/gemini-3.8-flash",
            {"thinking_level": "MINIMAL"},
            ["models/gemini-3.8-flash takes LOW, MEDIUM or HIGH as thinking_level, not MINIMAL."],
        ),
        ("gemini-3.8-flash", {"thinking_budget": 5}, []),
        ("gemini-4-argon", {"thinking_budget": 5}, ["gemini-4-argon takes no thinking_budget."]),
        ("gemini-2.5-pro", {"thinking_budget": -1}, []),
        ("gemini-2.5-pro", {"thinking_level": "LOW"}, ["gemini-2.5-pro takes no thinking_level."]),
        (
            "gemini-2.5-pro",
            {"thinking_budget": 0},
            ["gemini-2.5-pro takes -1 or 128 to 32,768 as thinking_budget, not 0."],
        ),
        ("gemini-2.5-flash-lite", {"thinking_budget": 0}, []),
        (
            "gemini-2.5-flash-lite",
            {"thinking_budget": 100},
            ["gemini-2.5-flash-lite takes -1, 0 or 512 to 24,576 as thinking_budget, not 100."],
        ),
        ("gemini-2.5-flash-image", {"thinking_level": "LOW"}, []),
        ("gemini-flash-latest", {"thinking_level": "LOW", "thinking_budget": 5}, []),
        ("mine", {"thinking_level": "LOW"}, []),
    ],
)
def test_what_a_model_does_not_take(
    model: str, generation: dict[str, Any], said: list[str]
) -> None:
    thinking = {name: v for name, v in generation.items() if name.startswith("thinking")}
    rest = {name: v for name, v in generation.items() if name not in thinking}
    given = rest | ({"thinking_config": thinking} if thinking else {})
    assert list(misfits(model, LISTED, given).values()) == said


def test_nothing_is_known_of_a_model_that_is_not_listed() -> None:
    assert limits_of("mine", None) == {}
    assert misfits("mine", None, {"temperature": 99}) == {}
