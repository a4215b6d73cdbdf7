from __future__ import annotations

import pytest

from gemchat.commands.terminal import is_dumb


@pytest.mark.parametrize(
    ("environment", "dumb"),
    [
        ({}, True),
        ({"TERM": ""}, True),
        ({"TERM": "dumb"}, True),
        ({"TERM": "unknown"}, True),
        ({"TERM": "vt100"}, False),
    ],
)
def test_terminals_that_only_go_forward(environment: dict[str, str], dumb: bool) -> None:
    assert is_dumb(environment) is dumb
