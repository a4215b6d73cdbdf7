"""Where a key is kept: keyrings that keep secrets, and a file for its owner alone."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backends import chainer, fail, null

from gemchat.app.stored_key import KeyFile, kept_key, key_places
from gemchat.app.system_keyring import SystemKeyring, secret_keyring
from gemchat.client.credentials import Key
from gemchat.errors import CredentialsError, UsageError
from gemchat.settings import Paths
from tests.app.keyrings import MemoryKeyring

KEY = Key("secret-key", "a test")


@pytest.fixture(params=[0o000, 0o022, 0o077])
def umask(request: pytest.FixtureRequest) -> Iterator[None]:
    before = os.umask(request.param)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.usefixtures("umask")
def test_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    place = KeyFile(tmp_path / "new" / "api_key")
    assert place.read() is None
    place.write(KEY)
    assert (mode(place.path), mode(place.path.parent)) == (0o600, 0o700)
    assert place.read() == Key("secret-key", str(place.path))
    assert list(place.path.parent.iterdir()) == [place.path]


def test_writing_follows_no_link_and_minds_no_leftovers(tmp_path: Path) -> None:
    place, other = KeyFile(tmp_path / "api_key"), tmp_path / "other"
    other.write_text("mine")
    place.path.symlink_to(other)
    (tmp_path / f"api_key.{os.getpid()}.new").symlink_to(other)
    place.write(KEY)
    assert other.read_text() == "mine"
    assert not place.path.is_symlink()


def test_a_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    place = KeyFile(tmp_path / "api_key")
    place.write(KEY)
    place.path.chmod(0o644)
    with pytest.raises(CredentialsError, match="can be read by others"):
        place.read()


def test_a_file_of_somebody_else_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = KeyFile(tmp_path / "api_key")
    place.write(KEY)
    monkeypatch.setattr(os, "getuid", lambda: place.path.stat().st_uid + 1)
    with pytest.raises(CredentialsError, match="somebody else"):
        place.read()


def test_a_file_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match="cannot be written"):
        KeyFile(tmp_path / "file" / "api_key").write(KEY)


@pytest.fixture(params=["file", "keyring"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> KeyFile | SystemKeyring:
    if request.param == "file":
        return KeyFile(tmp_path / "api_key")
    return SystemKeyring(MemoryKeyring())


def test_a_key_is_kept_replaced_and_forgotten(place: KeyFile | SystemKeyring) -> None:
    assert not place.remove()
    for value in ("first", "second"):
        place.write(Key(value, "a test"))
        kept = place.read()
        assert kept is not None
        assert kept.value == value
    assert place.remove()
    assert place.read() is None


def test_a_locked_keyring_says_so_and_nothing_of_what_the_library_said() -> None:
    backend = MemoryKeyring()
    place = SystemKeyring(backend)
    place.write(KEY)
    backend.locked = True
    for call in (place.read, lambda: place.write(KEY), place.remove):
        with pytest.raises((CredentialsError, UsageError)) as caught:
            call()
        assert "keyring" in caught.value.message
        assert "hush" not in caught.value.message


def test_the_file_serves_while_the_keyring_is_locked(tmp_path: Path) -> None:
    backend, file = MemoryKeyring(), KeyFile(tmp_path / "api_key")
    places = (SystemKeyring(backend), file)
    assert kept_key(places) is None
    backend.locked = True
    with pytest.raises(CredentialsError, match="locked"):
        kept_key(places)
    file.write(KEY)
    assert kept_key(places) == Key("secret-key", str(file.path))


class Plaintext(MemoryKeyring):
    pass


Plaintext.__module__ = "keyrings.alt.file"


class Chain(chainer.ChainerBackend):
    backends = ()


def chain(*backends: object) -> Chain:
    made = Chain()  # type: ignore[no-untyped-call]  # the library is typed in parts
    made.backends = backends  # type: ignore[assignment]  # the same
    return made


@pytest.mark.parametrize(
    ("chosen", "real"),
    [
        (fail.Keyring(), False),
        (null.Keyring(), False),
        (Plaintext(), False),
        (chain(), False),
        (chain(Plaintext(), null.Keyring()), False),
        (MemoryKeyring(), True),
        (chain(Plaintext(), MemoryKeyring()), True),
    ],
)
def test_only_a_keyring_that_keeps_secrets_is_one(chosen: MemoryKeyring, real: bool) -> None:
    found = secret_keyring(chosen)
    assert (found is not None) == real
    assert found is None or type(found.backend) is MemoryKeyring


def test_new_keys_go_into_the_keyring_if_there_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = Paths(tmp_path, tmp_path, tmp_path, tmp_path)
    assert key_places(paths) == (KeyFile(tmp_path / "api_key"),)
    backend = MemoryKeyring()
    monkeypatch.setattr(keyring, "get_keyring", lambda: backend)
    assert key_places(paths) == (SystemKeyring(backend), KeyFile(tmp_path / "api_key"))
