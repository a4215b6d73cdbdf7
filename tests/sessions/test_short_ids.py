from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gemchat.sessions.short_ids import LEAST, is_short_of, short_ids

TAILS = st.text("ab", min_size=6, max_size=6)
IDS = st.lists(st.builds("20261120T06{}-{}".format, st.integers(10, 13), TAILS), unique=True)


@pytest.mark.parametrize(
    ("ids", "short"),
    [
        ([], []),
        (["2026T-9f31c2aa"], ["9f31"]),
        (["2026T-9f31c2aa", "2027T-9f31c7bb", "2028T-12345678"], ["9f31c2", "9f31c7", "1234"]),
        (["2026T-9f31", "2027T-9f31"], ["2026T-9f31", "2027T-9f31"]),
        (["2026T-2026T"], ["2026T-2026T"]),
        (["mine", "mine-2"], ["mine", "mine-2"]),
        (["ab"], ["ab"]),
    ],
)
def test_the_least_that_names_one(ids: list[str], short: list[str]) -> None:
    assert list(short_ids(ids).values()) == short


@given(IDS)
@settings(max_examples=100)
def test_a_short_id_names_one_session(ids: list[str]) -> None:
    for each, short in short_ids(ids).items():
        assert len(short) >= LEAST
        fitting = [one for one in ids if is_short_of(short, one)]
        assert fitting == [each]
