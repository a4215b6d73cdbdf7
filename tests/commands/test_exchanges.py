from __future__ import annotations

import pytest

from gemchat.commands.exchanges import exchanges

CONTENTS = {
    "u": {"role": "user", "parts": [{"text": "?"}]},
    "r": {"role": "user", "parts": [{"functionResponse": {"name": "f"}}]},
    "m": {"role": "model", "parts": [{"text": "!"}]},
}


@pytest.mark.parametrize(
    ("contents", "split"),
    [
        ("", []),
        ("um", ["um"]),
        ("umum", ["um", "um"]),
        ("umrmu", ["umrm", "u"]),
        ("uumum", ["uum", "um"]),
        ("mum", ["m", "um"]),
        ("umru", ["umr", "u"]),
    ],
)
def test_questions_with_their_answers(contents: str, split: list[str]) -> None:
    given = [CONTENTS[kind] for kind in contents]
    assert exchanges(given) == [[CONTENTS[kind] for kind in each] for each in split]
