"""What a model takes: the limits the service reports, and how its family is told to think."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gemchat.types.base import JsonObject

if TYPE_CHECKING:
    from gemchat.types import Model

_ANY = (0, sys.maxsize)


@dataclass(frozen=True, slots=True)
class Thinking:
    """How a family of models is told how much to think.

    Attributes:
        levels: the levels it takes, the least first; none where it counts tokens.
        budget: the fewest and the most tokens it takes; None where it takes no number.
        off: whether it can be told not to think at all.
    """

    levels: tuple[str, ...] = ()
    budget: tuple[int, int] | None = None
    off: bool = False


_LOW, _MINIMAL = ("LOW", "MEDIUM", "HIGH"), ("MINIMAL", "LOW", "MEDIUM", "HIGH")

# Source: https://ai.google.dev/gemini-api/docs/thinking, October 2026. The first that fits holds.
# Generation 3 bears a budget for compatibility, and the API alone knows which.
_FAMILIES = (
    (r"gemini-4-argon", Thinking(_LOW)),
    (r"gemini-3\.[78]-flash", Thinking(_LOW, _ANY)),
    (r"gemini-3(\.\d+)?-flash", Thinking(_MINIMAL, _ANY)),
    (r"gemini-3\.1-pro", Thinking(_LOW, _ANY)),
    (r"gemini-3-pro", Thinking(("LOW", "HIGH"), _ANY)),
    (r"gemini-2\.5-pro", Thinking(budget=(128, 32_768))),
    (r"gemini-2\.5-flash-lite", Thinking(budget=(512, 24_576), off=True)),
    (r"gemini-2\.5-flash", Thinking(budget=(1, 24_576), off=True)),
    (r"gemini-2\.0-flash", Thinking()),
)
_OTHER_KINDS = re.compile(r"image|tts|audio|live|computer-use")


@dataclass(frozen=True, slots=True)
class Limit:
    """What one setting may be for one model: in words, which are empty if it takes none at all."""

    words: str
    holds: Callable[[object], bool]


def thinking_of(model: str) -> Thinking | None:
    """Give how a model is told to think; None if that is not known."""
    name = model.removeprefix("models/")
    if _OTHER_KINDS.search(name):
        return None
    return next((how for family, how in _FAMILIES if re.match(family, name)), None)


def limits_of(model: str, listed: Model | None) -> dict[str, Limit]:
    """Give what is known of the settings a model takes, by name of the setting.

    Args:
        model: its name.
        listed: what the service says about it, if it was asked.
    """
    limits = {}
    if listed and listed.max_temperature:
        limits["temperature"] = _up_to(listed.max_temperature, f"0 to {listed.max_temperature:g}")
    if listed and (most := listed.output_token_limit):
        limits["max_output_tokens"] = _up_to(most, f"up to {most:,}")
    if how := thinking_of(model):
        limits["thinking_level"] = _one_of(how.levels)
        if how.budget != _ANY:
            limits["thinking_budget"] = _budget(how)
    return limits


def misfits(model: str, listed: Model | None, generation: Mapping[str, object]) -> dict[str, str]:
    """Say which generation settings a model does not take, a sentence each."""
    flat = flattened(generation)
    return {
        name: f"{model} takes {limit.words} as {name}, not {flat[name]}."
        if limit.words
        else f"{model} takes no {name}."
        for name, limit in limits_of(model, listed).items()
        if name in flat and not limit.holds(flat[name])
    }


def flattened(generation: Mapping[str, object]) -> JsonObject:
    """Give generation settings by name, those inside ``thinking_config`` too."""
    flat = dict(generation)
    thinking = flat.pop("thinking_config", None)
    return flat | (thinking if isinstance(thinking, dict) else {})


def either(names: Sequence[str]) -> str:
    """Name alternatives: A, B or C."""
    return " or ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))


def _one_of(levels: tuple[str, ...]) -> Limit:
    return Limit(either(levels), lambda level: str(level).upper() in levels)


def _up_to(most: float, words: str) -> Limit:
    return Limit(words, lambda value: isinstance(value, int | float) and value <= most)


def _budget(how: Thinking) -> Limit:
    if how.budget is None:
        return Limit("", lambda _: False)
    least, most = how.budget
    special = {-1: "-1", 0: "0"} if how.off else {-1: "-1"}
    words = either((*special.values(), f"{least:,} to {most:,}"))
    return Limit(words, lambda n: n in special or (isinstance(n, int) and least <= n <= most))
