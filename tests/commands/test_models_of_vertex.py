from __future__ import annotations

import pytest

from gemchat.commands.catalogue import is_for_chat, short_name
from gemchat.types import Model


@pytest.mark.parametrize(
    ("name", "for_chat"),
    [
        ("gemini-3.8-flash", True),
        ("gemini-3.1-flash-image", False),
        ("gemini-embedding-001", False),
        ("veo-3.1-generate", False),
    ],
)
def test_vertex_tells_nothing_but_the_name(name: str, for_chat: bool) -> None:
    model = Model.from_wire({"name": f"publishers/google/models/{name}", "versionId": "001"})
    assert short_name(model) == name
    assert is_for_chat(model) is for_chat
