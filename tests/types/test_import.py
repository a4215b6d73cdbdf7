from __future__ import annotations

import subprocess
import sys

import pytest

import gemchat.types

NOTHING_IS_BUILT = """
from gemchat import types
from gemchat.types.base import WireModel
values = [getattr(types, name) for name in types.__all__]
models = [value for value in values if isinstance(value, type) and issubclass(value, WireModel)]
print(len(models) > 50, sum(model.__pydantic_complete__ for model in models))
"""


def test_an_import_builds_no_schema(env_for_child: dict[str, str]) -> None:
    built = subprocess.run(
        [sys.executable, "-c", NOTHING_IS_BUILT],
        env=env_for_child,
        check=True,
        capture_output=True,
        text=True,
    )
    assert built.stdout == "True 0\n"


def test_every_public_name_is_there() -> None:
    for name in gemchat.types.__all__:
        assert hasattr(gemchat.types, name)
    assert dir(gemchat.types) == gemchat.types.__all__
    with pytest.raises(AttributeError, match="nothing_like_it"):
        _ = gemchat.types.nothing_like_it
