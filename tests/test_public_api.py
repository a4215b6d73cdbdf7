"""The names people import."""

from __future__ import annotations

import importlib
from importlib import metadata

import pytest

import gemchat


def test_the_public_names() -> None:
    assert gemchat.__all__ == dir(gemchat) == ["Client", "__version__", "errors", "types"]
    assert all(getattr(gemchat, name) for name in gemchat.__all__)


def test_no_other_name_is_resolved() -> None:
    with pytest.raises(AttributeError, match="nothing_like_it"):
        _ = gemchat.nothing_like_it


@pytest.mark.parametrize("module", ["gemchat", "gemchat.types", "gemchat.client"])
def test_a_star_import_brings_exactly_what_is_promised(module: str) -> None:
    promised = importlib.import_module(module).__all__
    assert len(promised) == len(set(promised))
    brought: dict[str, object] = {}
    exec(f"from {module} import *", brought)
    assert brought.keys() - {"__builtins__"} == set(promised)


def test_the_version_is_the_installed_one() -> None:
    try:
        installed = metadata.version("gemchat")
    except metadata.PackageNotFoundError:
        pytest.skip("gemchat is not installed here")
    assert gemchat.__version__ == installed
