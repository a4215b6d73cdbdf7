from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gemchat.chat.history import Turn
from gemchat.commands.outcome import Show, Submit
from gemchat.commands.prices import Price, cost_of, dollars, price_of, total_cost
from gemchat.commands.tokens import held
from tests.commands.chatting import Chat, reply

TODAY = date(2026, 11, 20)


def turn(model: str, prompt: int = 0, answer: int = 0, **usage: Any) -> Turn:
    counted = {"promptTokenCount": prompt, "candidatesTokenCount": answer, **usage}
    return Turn(user={}, model=model, meta={"usage": counted})


@pytest.mark.parametrize(
    ("model", "into"),
    [
        ("gemini-2.5-flash", 0.3),
        ("models/gemini-2.5-flash", 0.3),
        ("gemini-2.5-flash-lite", 0.1),
        ("gemini-3-pro-preview", 2),
        ("gemini-3.1-pro-preview", 2),
        ("gemini-2.5-flash-001", 0.3),
        ("gemini-2.5-flash-preview-09-2025", 0.3),
    ],
)
def test_prices(model: str, into: float) -> None:
    price = price_of(model, TODAY)
    assert price is not None
    assert price.into == into


@pytest.mark.parametrize(
    "model", ["mine", "gemini-flash-latest", "gemini-2.5-flash-image", "gemini-9-flash", ""]
)
def test_no_price_rather_than_a_wrong_one(model: str) -> None:
    assert price_of(model, TODAY) is None
    assert cost_of(turn(model, 10, 10), TODAY) is None


def test_prices_that_end() -> None:
    before, after = (price_of("gemini-3.8-flash", date(year, 12, 31)) for year in (2026, 2027))
    assert isinstance(before, Price)
    assert isinstance(after, Price)
    assert (before.into, after.into) == (0.75, 1.5)


@pytest.mark.parametrize(
    ("asked", "cost"),
    [
        (turn("gemini-2.5-flash", 1_000_000, 1_000_000), 2.8),
        (turn("gemini-2.5-flash", 1_000_000, thoughtsTokenCount=1_000_000), 2.8),
        (turn("gemini-2.5-flash", 1_000_000, cachedContentTokenCount=1_000_000), 0.03),
        (turn("gemini-2.5-flash", toolUsePromptTokenCount=1_000_000), 0.3),
        (turn("gemini-2.5-flash", 1_000_000, serviceTier="flex"), 0.15),
        (turn("gemini-2.5-flash", 1_000_000, serviceTier="new"), None),
        (turn("gemini-2.5-flash", 1_000_000, trafficType="PROVISIONED_THROUGHPUT"), None),
        (turn("gemini-2.5-flash", 1, promptTokensDetails=[{"modality": "AUDIO"}]), None),
        (turn("gemini-2.5-pro", 200_000), 0.25),
        (turn("gemini-2.5-pro", 400_000), 1.0),
        (Turn(user={}, model="mine"), 0.0),
    ],
)
def test_costs(asked: Turn, cost: float | None) -> None:
    assert cost_of(asked, TODAY) == (cost if cost is None else pytest.approx(cost))


def test_the_model_that_answered_counts() -> None:
    asked = turn("gemini-flash-latest", 1_000_000)
    asked.meta["model_version"] = "gemini-2.5-flash"
    assert cost_of(asked, TODAY) == pytest.approx(0.3)


def test_what_is_known_is_the_least_that_was_paid() -> None:
    known, unknown = turn("gemini-2.5-flash", 1_000_000), turn("mine", 1)
    whole, part = total_cost([known, known], TODAY), total_cost([known, unknown, known], TODAY)
    assert (str(whole), str(part)) == ("$0.6000", "at least $0.6000")
    assert (whole.whole, part.whole) == (True, False)
    assert whole.known == part.known == pytest.approx(0.6)


def test_costs_in_words() -> None:
    assert [dollars(cost) for cost in (0.0, 0.01234, 1234.5)] == ["$0.0000", "$0.0123", "$1,234.50"]


def test_usage_adds_up(tmp_path: Path) -> None:
    chat = Chat(
        tmp_path,
        reply("one", 1000, 20),
        reply("two", 2000, 30),
        ["text: x", "finish: STOP"],
        settings={"model": "gemini-2.5-flash"},
    )
    assert chat.said("/usage") == "Nothing has been said yet."
    for question in "abc":
        chat.ask(question)
    assert chat.shown("/usage") == [
        ("1", "1,000", "20", "–", "–", "$0.0003"),
        ("2", "2,000", "30", "–", "–", "$0.0007"),
        ("3", "–", "–", "–", "–", "$0.0000"),
        ("all", "3,000", "50", "–", "–", "$0.0010"),
    ]


def all_of(chat: Chat) -> tuple[str, ...]:
    """The last row, without the thoughts and what was cached."""
    _, into, out, *_, cost = chat.shown("/usage")[-1]
    return into, out, cost


def test_what_was_taken_back_was_paid_for(tmp_path: Path) -> None:
    scripts = [reply(text, 1000, 20) for text in ("one", "two", "three", "four")]
    chat = Chat(tmp_path, *scripts, settings={"model": "gemini-2.5-flash"})
    for question in "abc":
        chat.ask(question)
    retried = chat.run("/retry")
    assert isinstance(retried, Submit)
    chat.ask(retried)
    chat.run("/undo")
    outcome = chat.run("/usage")
    assert isinstance(outcome, Show)
    assert [row[0] for row in outcome.rows] == ["1", "2", "all"]
    assert all_of(chat) == ("4,000", "80", "$0.0014")
    assert outcome.note.endswith("“all” counts 2 turns more than the conversation shows.")
    chat.run("/undo 2")
    assert all_of(chat) == ("4,000", "80", "$0.0014")

    session = chat.context.session.id
    chat.run("/new")
    assert chat.said("/usage") == "Nothing has been said yet."
    chat.run(f"/resume {session}")
    assert all_of(chat) == ("4,000", "80", "$0.0014")
    chat.run("/branches 1")
    assert all_of(chat) == ("4,000", "80", "$0.0014")


def test_a_turn_of_unknown_price(tmp_path: Path) -> None:
    settings = {"model": "gemini-2.5-flash"}
    chat = Chat(tmp_path, reply("one", 1000, 20), reply("two", 1000, 20), settings=settings)
    chat.ask(Submit("a", model="mine"))
    assert all_of(chat) == ("1,000", "20", "–")
    chat.ask("b")
    assert all_of(chat) == ("2,000", "40", "at least $0.0003")


def test_the_demo_costs_nothing(tmp_path: Path) -> None:
    settings = {"model": "gemini-2.5-flash"}
    chat = Chat(tmp_path, reply("one", 1000, 20), settings=settings, paid=False)
    chat.ask("a")
    assert {row[-1] for row in chat.shown("/usage")} == {"–"}


def test_what_a_conversation_has_come_to(tmp_path: Path) -> None:
    failed = turn("m", 5, 5)
    assert held([]) == 0
    assert held([failed]) == 0
    chat = Chat(tmp_path, reply("one", 1000, 20))
    chat.ask("a")
    assert held([*chat.context.conversation.history.turns, failed]) == 1020
