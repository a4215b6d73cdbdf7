"""The names people import."""

from __future__ import annotations

import importlib
from importlib import metadata

import pytest

import gemchat
from gemchat import errors
from gemchat.protocol.call import HttpReply
from gemchat.protocol.failures import failure_of


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


@pytest.mark.parametrize(
    ("status", "caught"),
    [
        (400, errors.ClientError),
        (403, errors.ClientError),
        (404, errors.ClientError),
        (429, errors.ClientError),
        (500, errors.ServerError),
        (503, errors.ServerError),
    ],
)
def test_errors_of_the_api_are_caught_as_with_the_official_client(
    status: int, caught: type[errors.APIError]
) -> None:
    body = b'{"error": {"message": "no", "status": "NAME", "details": [{"reason": "WHY"}]}}'
    with pytest.raises(caught) as error:
        raise failure_of(HttpReply(status, {}, body))
    assert isinstance(error.value, errors.APIError)
    assert (error.value.code, error.value.status, error.value.message) == (status, "NAME", "no")


def test_the_version_is_the_installed_one() -> None:
    try:
        installed = metadata.version("gemchat")
    except metadata.PackageNotFoundError:
        pytest.skip("gemchat is not installed here")
    assert gemchat.__version__ == installed
