from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from gemchat.sessions.summary import Summary


@pytest.mark.parametrize(
    ("days", "said"), [(0, "today 12:00"), (1, "yesterday 12:00"), (2, "2026-03-01")]
)
def test_how_long_ago(days: int, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    class Clock(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:  # type: ignore[override]  # frozen
            return datetime(2026, 3, 1 + days, 13, tzinfo=UTC)

    monkeypatch.setattr("gemchat.sessions.summary.datetime", Clock)
    changed = datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert Summary("id", Path("id.jsonl"), "", changed, 0, 0).when == said
