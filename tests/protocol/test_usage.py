from __future__ import annotations

from typing import Any

import pytest

from gemchat.protocol.usage import sum_of_usages

Json = dict[str, Any]


def details(**counts: int) -> list[Json]:
    return [{"modality": name, "tokenCount": count} for name, count in counts.items()]


@pytest.mark.parametrize(
    ("usages", "total"),
    [
        ([], {}),
        ([{"promptTokenCount": 3}], {"promptTokenCount": 3}),
        (
            [{"promptTokenCount": 3, "thoughtsTokenCount": 2}, {"promptTokenCount": 4}],
            {"promptTokenCount": 7, "thoughtsTokenCount": 2},
        ),
        (
            [
                {"promptTokensDetails": details(TEXT=3, IMAGE=258)},
                {"promptTokensDetails": details(TEXT=4)},
            ],
            {"promptTokensDetails": details(TEXT=7, IMAGE=258)},
        ),
        (
            [{"serviceTier": "standard"}, {"serviceTier": "flex"}],
            {"serviceTier": "flex"},
        ),
        ([{"odd": 1}, {"odd": "text"}], {"odd": "text"}),
        ([{"odd": [1]}, {"odd": [{"modality": "TEXT"}]}], {"odd": details(TEXT=0)}),
    ],
)
def test_usages_add_up(usages: list[Json], total: Json) -> None:
    assert sum_of_usages(usages) == total
