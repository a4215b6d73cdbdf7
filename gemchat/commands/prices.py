"""What turns cost: a small table of list prices, which knows its age and when it must be silent."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from gemchat.chat.history import Turn
from gemchat.protocol.payload import as_object, as_objects, as_text
from gemchat.types.base import JsonObject

PRICED = date(2026, 8, 21)
"""When the prices were looked up. Source: https://ai.google.dev/gemini-api/docs/pricing."""

_LONG = 200_000
_MILLION = 1_000_000
_TIERS = {"": 1.0, "standard": 1.0, "flex": 0.5, "priority": 1.8}
_OF_THE_SAME_PRICE = r"(-preview)?(-\d\d-\d{4}|-\d{3})?"


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars for a million tokens.

    Attributes:
        into: of the prompt; thoughts count as output.
        out: of the answer.
        cached: of what of the prompt came from a cache.
        long: what holds for the whole request if its prompt is longer than 200,000 tokens.
        until: the last day on which it holds; None if no end is known.
    """

    into: float
    out: float
    cached: float
    long: Price | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Total:
    """What turns cost together.

    Attributes:
        known: US dollars, of the turns whose cost is known.
        whole: whether these are all of them.
    """

    known: float
    whole: bool

    def __str__(self) -> str:
        return dollars(self.known) if self.whole else f"at least {dollars(self.known)}"


_YEAR_END, _AUTUMN = date(2026, 12, 31), date(2026, 11, 30)
# The first that fits holds.
_PRICES = (
    (r"gemini-4-argon", Price(2, 10, 0.10, until=_AUTUMN)),
    (r"gemini-4-argon", Price(4, 20, 0.20)),
    (r"gemini-3\.[678]-flash", Price(0.75, 3.75, 0.075, until=_YEAR_END)),
    (r"gemini-3\.[678]-flash", Price(1.5, 7.5, 0.15)),
    (r"gemini-3\.5-flash", Price(1.5, 9, 0.15)),
    (r"gemini-3\.5-flash-lite", Price(0.3, 2.5, 0.03)),
    (r"gemini-3(\.1)?-pro", Price(2, 12, 0.2, long=Price(4, 18, 0.4))),
    (r"gemini-3\.1-flash-lite", Price(0.25, 1.5, 0.025)),
    (r"gemini-3-flash", Price(0.5, 3, 0.05)),
    (r"gemini-2\.5-pro", Price(1.25, 10, 0.125, long=Price(2.5, 15, 0.25))),
    (r"gemini-2\.5-flash", Price(0.3, 2.5, 0.03)),
    (r"gemini-2\.5-flash-lite", Price(0.1, 0.4, 0.01)),
)


def today() -> date:
    """Give the day, for which prices hold."""
    return date.today()  # noqa: DTZ011 - the local one: nobody says in which zone prices change


@lru_cache
def price_of(model: str, day: date) -> Price | None:
    """Give the price of a model; None if it is not known, as a wrong one would be worse."""
    name = model.removeprefix("models/")
    for family, price in _PRICES:
        held = price.until is None or day <= price.until
        if held and re.fullmatch(family + _OF_THE_SAME_PRICE, name):
            return price
    return None


def cost_of(turn: Turn, day: date) -> float | None:
    """Give what a turn cost in US dollars; None if that is not known.

    Tokens only: what Google charges for searches comes on top.
    """
    usage = as_object(turn.meta.get("usage"))
    if not usage:
        return 0.0
    price = price_of(as_text(turn.meta.get("model_version")) or turn.model, day)
    tier = _TIERS.get(as_text(usage.get("serviceTier")).lower())
    if price is None or tier is None or _is_special(usage):
        return None
    prompt, cached, tools, *answer = (
        _count(usage, name)
        for name in (
            "promptTokenCount",
            "cachedContentTokenCount",
            "toolUsePromptTokenCount",
            "candidatesTokenCount",
            "thoughtsTokenCount",
        )
    )
    if prompt > _LONG and price.long:
        price = price.long
    fresh = prompt - cached + tools
    cost = fresh * price.into + cached * price.cached + sum(answer) * price.out
    return tier * cost / _MILLION


def total_cost(turns: Iterable[Turn], day: date) -> Total:
    """Add up what turns cost, as far as it is known."""
    costs = [cost_of(turn, day) for turn in turns]
    return Total(sum(filter(None, costs)), None not in costs)


def dollars(cost: float) -> str:
    """Write a cost, the smaller the finer."""
    return f"${cost:,.2f}" if cost >= 1 else f"${cost:.4f}"


def _count(usage: JsonObject, name: str) -> int:
    count = usage.get(name)
    return count if isinstance(count, int) else 0


def _is_special(usage: JsonObject) -> bool:
    """Sound, pictures and reserved capacity have prices of their own."""
    asked, answered = (
        {as_text(one.get("modality")) for one in as_objects(usage.get(f"{side}TokensDetails"))}
        for side in ("prompt", "candidates")
    )
    own_price = "AUDIO" in asked or answered & {"AUDIO", "IMAGE", "VIDEO"}
    return bool(own_price) or usage.get("trafficType") not in (None, "ON_DEMAND")
