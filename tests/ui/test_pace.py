from __future__ import annotations

from gemchat.ui.pace import Pace


def test_the_first_frame_is_due_at_once_and_the_next_after_the_interval() -> None:
    pace = Pace(interval=0.05)
    assert pace.delay(100.0) == 0.0
    pace.painted(100.0)
    assert 0.0 < pace.delay(100.02) <= 0.03001
    assert pace.delay(100.05) == 0.0
    assert pace.delay(200.0) == 0.0


def test_while_the_window_changes_no_frame_is_due() -> None:
    pace = Pace()
    pace.resized(100.0)
    assert pace.delay(100.05) > 0.0
    pace.resized(100.06)
    assert pace.delay(100.1) > 0.0
    assert pace.delay(100.2) == 0.0
