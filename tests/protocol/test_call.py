from __future__ import annotations

import pytest

from gemchat.protocol.call import HttpReply


@pytest.mark.parametrize(
    ("status", "ok"), [(199, False), (200, True), (204, True), (299, True), (300, False)]
)
def test_an_answer_that_is_no_error(status: int, ok: bool) -> None:
    assert HttpReply(status, {}, b"").ok is ok
