"""The clock of this machine, held against that of whoever answered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_GREATEST_SKEW = 5 * 60


def wrong_clock(headers: Mapping[str, str]) -> str:
    """Say how wrong our clock is, by the date of an answer; nothing if it is right enough."""
    try:
        theirs = parsedate_to_datetime(headers.get("date", ""))
        skew = abs((datetime.now(UTC) - theirs).total_seconds())
    except (ValueError, TypeError, OverflowError):
        return ""
    return f"Your clock is {skew / 60:.0f} min off." if skew > _GREATEST_SKEW else ""
