from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from gemchat.protocol.call import HttpReply
from gemchat.protocol.clock import wrong_clock
from gemchat.protocol.failures import failure_of


def at(minutes: int) -> dict[str, str]:
    """The date of an answer from a server whose clock is so far ahead of ours."""
    return {"date": format_datetime(datetime.now(UTC) + timedelta(minutes=minutes), usegmt=True)}


@pytest.mark.parametrize("minutes", [-90, 90])
def test_a_clock_that_is_wrong(minutes: int) -> None:
    assert wrong_clock(at(minutes)) == "Your clock is 90 min off."


@pytest.mark.parametrize("minutes", [-4, 0, 4])
def test_a_clock_that_is_right(minutes: int) -> None:
    assert wrong_clock(at(minutes)) == ""


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"date": "soon"},
        {"date": "Mon, 01 Jan 2024 00:00:00"},
        {"date": "Mon, 01 Jan 2024 00:00:00 +9999999999999999"},
    ],
)
def test_a_date_that_tells_nothing(headers: dict[str, str]) -> None:
    assert wrong_clock(headers) == ""


def test_a_wrong_clock_may_be_why_a_login_is_refused() -> None:
    assert failure_of(HttpReply(401, at(60), b"")).hint.startswith("Your clock is 60 min off. ")
    assert "clock" not in failure_of(HttpReply(403, at(60), b"")).hint
    assert "clock" not in failure_of(HttpReply(401, at(1), b"")).hint
