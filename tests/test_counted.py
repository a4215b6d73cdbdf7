from __future__ import annotations

import pytest

from gemchat.counted import plural, size


@pytest.mark.parametrize(
    ("count", "said"),
    [(0, "0 turns"), (1, "1 turn"), (2, "2 turns"), (12_345, "12,345 turns")],
)
def test_plural(count: int, said: str) -> None:
    assert plural(count, "turn") == said
    assert plural(count, "branch") == said.replace("turns", "branches").replace("turn", "branch")


@pytest.mark.parametrize(
    ("count", "said"),
    [
        (0, "0 bytes"),
        (1, "1 byte"),
        (1023, "1,023 bytes"),
        (1536, "2 KB"),
        (1024 * 1024, "1 MB"),
        (1_600_000, "1.5 MB"),
        (20 * 1024 * 1024, "20 MB"),
        (3 * 1024**3, "3,072 MB"),
    ],
)
def test_size(count: int, said: str) -> None:
    assert size(count) == said
