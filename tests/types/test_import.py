from __future__ import annotations

import subprocess
import sys

import gemchat.types

NOTHING_IS_BUILT = """
from gemchat import types
from gemchat.types.base import WireModel
models = [value for value in vars(types).values() if isinstance(value, type)]
print(sum(issubclass(model, WireModel) and model.__pydantic_complete__ for model in models))
"""


def test_an_import_builds_no_schema(env_for_child: dict[str, str]) -> None:
    built = subprocess.run(
        [sys.executable, "-c", NOTHING_IS_BUILT],
        env=env_for_child,
        check=True,
        capture_output=True,
        text=True,
    )
    assert built.stdout == "0\n"


def test_every_public_name_is_there() -> None:
    for name in gemchat.types.__all__:
        assert hasattr(gemchat.types, name)
    for name in vars(gemchat.types):
        assert name in gemchat.types.__all__ or not name[0].isupper()
