"""Vertex AI over sockets: a login server and an API server, both of this process."""

from __future__ import annotations

import asyncio
import json
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gemchat import Client, errors
from gemchat.client.login import Login
from tests.client.cloud import KEY, Cloud
from tests.client.faces import Face

LOGIN = "gcloud auth application-default login"
ROOT = "/v1beta1/projects/p/locations/europe-west4/publishers/google/models/gemini-x"


@pytest.fixture
def cloud(monkeypatch: pytest.MonkeyPatch) -> Iterator[Cloud]:
    with Cloud() as cloud:
        monkeypatch.setenv("GOOGLE_VERTEX_BASE_URL", cloud.url)
        monkeypatch.setenv("GCE_METADATA_HOST", "127.0.0.1:9")
        yield cloud


@pytest.fixture
def google() -> Any:
    """google-auth, where it is installed."""
    return pytest.importorskip("google.auth", reason="the extra vertex is not installed")


@pytest.fixture(scope="session")
def private_key() -> str:
    pytest.importorskip("google.auth", reason="the extra vertex is not installed")
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415 - of the extra
    from cryptography.hazmat.primitives.asymmetric import rsa  # noqa: PLC0415 - of the extra

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


@pytest.fixture
def service_account(
    cloud: Cloud, private_key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """A key file of a service account, where it is looked for."""
    file = tmp_path / "account.json"
    account = {
        "type": "service_account",
        "project_id": "file-project",
        "private_key_id": "1",
        "private_key": private_key,
        "client_email": "robot@example.com",
        "token_uri": f"{cloud.url}/token",
    }
    file.write_text(json.dumps(account))
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(file))
    return file


@pytest.fixture
def user(google: Any, cloud: Cloud, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The login of a person, as gcloud leaves it, but with the token server of this machine."""
    from google.oauth2.credentials import Credentials  # noqa: PLC0415 - of the extra

    return Credentials(
        None,
        refresh_token="refresh",
        token_uri=f"{cloud.url}/token",
        client_id="id",
        client_secret="secret",
        quota_project_id="payer",
    )


@pytest.fixture(params=["async", "blocking"])
def runner(request: pytest.FixtureRequest) -> Iterator[asyncio.Runner | None]:
    if request.param == "blocking":
        yield None
        return
    with asyncio.Runner() as runner:
        yield runner


def vertex(runner: asyncio.Runner | None, **arguments: Any) -> Face:
    arguments = {"project": "p", "location": "europe-west4", **arguments}
    return Face(Client(vertexai=True, **arguments), runner)


def ask(face: Face) -> Any:
    return face.ask("generate_content", model="gemini-x", contents="hi").text


def test_a_service_account(
    cloud: Cloud, service_account: Path, runner: asyncio.Runner | None
) -> None:
    with vertex(runner) as face:
        assert ask(face) == "Hello"
        chunks = face.stream(model="gemini-x", contents="hi")
        assert [chunk.text for chunk in chunks] == ["Hello"]
        counted = face.ask("count_tokens", model="gemini-x", contents="hi")
        assert counted.total_tokens == 12
        assert [model.name for model in face.models()] == ["publishers/google/models/gemini-x"]
    [login] = cloud.logins
    assert login["grant_type"] == "urn:ietf:params:oauth:grant-type:jwt-bearer"
    assert [path for path, _ in cloud.asked] == [
        f"{ROOT}:generateContent",
        f"{ROOT}:streamGenerateContent?alt=sse",
        f"{ROOT}:countTokens",
        "/v1beta1/publishers/google/models?pageSize=100",
    ]
    assert set(cloud.tokens_seen) == {"token-1"}


def test_an_authorised_user_of_gcloud(
    google: Any,
    cloud: Cloud,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    runner: asyncio.Runner | None,
) -> None:
    found = {
        "type": "authorized_user",
        "client_id": "id",
        "client_secret": "secret",
        "refresh_token": "refresh",
        "quota_project_id": "payer",
    }
    (tmp_path / "application_default_credentials.json").write_text(json.dumps(found))
    monkeypatch.setenv("CLOUDSDK_CONFIG", str(tmp_path))
    monkeypatch.setenv("GOOGLE_CLOUD_PROJECT", "p")
    # a file of this kind cannot name another token server
    monkeypatch.setattr(
        "google.oauth2.credentials._GOOGLE_OAUTH2_TOKEN_ENDPOINT", f"{cloud.url}/token"
    )
    with vertex(runner) as face:
        assert ask(face) == "Hello"
    [login] = cloud.logins
    assert login == {
        "grant_type": "refresh_token",
        "client_id": "id",
        "client_secret": "secret",
        "refresh_token": "refresh",
    }
    [(_, headers)] = cloud.asked
    assert headers["x-goog-user-project"] == "payer"


def test_a_login_of_another_cloud(
    google: Any,
    cloud: Cloud,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    runner: asyncio.Runner | None,
) -> None:
    (tmp_path / "subject").write_text("their token")
    federated = {
        "type": "external_account",
        "audience": "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/a",
        "subject_token_type": "urn:ietf:params:oauth:token-type:jwt",
        "token_url": f"{cloud.url}/token",
        "credential_source": {"file": str(tmp_path / "subject")},
    }
    (tmp_path / "federated.json").write_text(json.dumps(federated))
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "federated.json"))
    with vertex(runner) as face:
        assert ask(face) == "Hello"
    assert cloud.logins[0]["subject_token"] == "their token"


def test_an_express_key_needs_no_login(cloud: Cloud, runner: asyncio.Runner | None) -> None:
    with Face(Client(KEY, vertexai=True), runner) as face:
        assert ask(face) == "Hello"
    [(path, headers)] = cloud.asked
    assert path == "/v1beta1/publishers/google/models/gemini-x:generateContent"
    assert headers["x-goog-api-key"] == KEY
    assert "authorization" not in headers
    assert cloud.logins == []


def test_a_key_with_a_project(cloud: Cloud, runner: asyncio.Runner | None) -> None:
    with vertex(runner, api_key=KEY) as face:
        assert ask(face) == "Hello"
    assert [path for path, _ in cloud.asked] == [f"{ROOT}:generateContent"]


def test_the_project_of_the_login(cloud: Cloud, service_account: Path) -> None:
    with Client(vertexai=True) as client:
        client.models.generate_content(model="gemini-x", contents="hi")
    [(path, _)] = cloud.asked
    assert path.startswith("/v1beta1/projects/file-project/locations/global/publishers/")


def test_credentials_of_a_program(cloud: Cloud, user: Any, runner: asyncio.Runner | None) -> None:
    with vertex(runner, credentials=user) as face:
        assert ask(face) == ask(face) == "Hello"
    assert len(cloud.logins) == 1
    assert cloud.asked[0][1]["x-goog-user-project"] == "payer"


def test_something_that_is_no_credentials(google: Any, cloud: Cloud) -> None:
    with vertex(None, credentials="token") as face, pytest.raises(errors.UsageError):
        ask(face)


def test_a_token_is_renewed_ahead_of_its_end(
    cloud: Cloud, user: Any, runner: asyncio.Runner | None
) -> None:
    cloud.lifetime = 60
    with vertex(runner, credentials=user) as face:
        ask(face)
        ask(face)
    assert cloud.tokens_seen == ["token-1", "token-2"]


@pytest.mark.parametrize("stream", [True, False])
def test_a_token_that_is_refused_is_renewed_once(
    cloud: Cloud, user: Any, runner: asyncio.Runner | None, stream: bool
) -> None:
    cloud.revoked = {"token-1"}
    with vertex(runner, credentials=user) as face:
        if stream:
            assert face.stream(model="gemini-x", contents="hi")[-1].text == "Hello"
        else:
            assert ask(face) == "Hello"
    assert cloud.tokens_seen == ["token-1", "token-2"]


def test_a_login_that_no_token_helps(
    cloud: Cloud, user: Any, runner: asyncio.Runner | None
) -> None:
    cloud.revoked = {f"token-{number}" for number in range(9)}
    with vertex(runner, credentials=user) as face, pytest.raises(errors.AccessError) as caught:
        ask(face)
    assert LOGIN in caught.value.hint
    assert cloud.tokens_seen == ["token-1", "token-2"]


def test_a_revoked_login_names_the_command(
    cloud: Cloud, user: Any, runner: asyncio.Runner | None
) -> None:
    cloud.refuses = 400, {"error": "invalid_grant", "error_description": "Token revoked."}
    with vertex(runner, credentials=user) as face, pytest.raises(errors.CredentialsError) as caught:
        ask(face)
    assert "Token revoked." in str(caught.value)
    assert caught.value.hint == LOGIN
    assert cloud.asked == []


def test_a_login_service_that_fails_is_no_lost_login(
    cloud: Cloud, user: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    # google-auth would wait seconds between attempts
    monkeypatch.setattr("google.auth._exponential_backoff.ExponentialBackoff", lambda: [1])
    cloud.refuses = 503, {}
    with pytest.raises(errors.NetworkError) as caught:
        Login(user).renew({})
    assert caught.value.retryable


def test_a_login_service_that_answers_nonsense(cloud: Cloud, user: Any) -> None:
    cloud.refuses = 200, {"what": "is this"}
    with pytest.raises(errors.CredentialsError):
        Login(user).renew({})


def test_a_wrong_clock_is_told(cloud: Cloud, user: Any) -> None:
    cloud.refuses = 400, {"error": "invalid_grant", "error_description": "Invalid JWT"}
    cloud.date = "Sat, 01 Jan 2000 00:00:00 GMT"
    with vertex(None, credentials=user) as face, pytest.raises(errors.CredentialsError) as caught:
        ask(face)
    assert "clock" in str(caught.value)


def test_two_that_are_refused_at_once_renew_one_token(cloud: Cloud, user: Any) -> None:
    login = Login(user)
    login.renew({})
    refused = login.headers
    threads = [threading.Thread(target=login.renew, args=(refused,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(cloud.logins) == 2
    assert login.headers["authorization"] == "Bearer token-2"


def test_a_server_in_the_cloud(
    google: Any, cloud: Cloud, monkeypatch: pytest.MonkeyPatch, runner: asyncio.Runner | None
) -> None:
    monkeypatch.setenv("GCE_METADATA_HOST", cloud.host)
    with Face(Client(vertexai=True), runner) as face:
        assert ask(face) == "Hello"
    [(path, _)] = cloud.asked
    assert path.startswith("/v1beta1/projects/metadata-project/")
    assert cloud.logins == [{"grant_type": "metadata"}]


@pytest.mark.parametrize("somebody_answers", [True, False])
def test_nobody_is_logged_in(
    google: Any, cloud: Cloud, monkeypatch: pytest.MonkeyPatch, somebody_answers: bool
) -> None:
    if somebody_answers:
        cloud.is_metadata_server = False
        monkeypatch.setenv("GCE_METADATA_HOST", cloud.host)
    with pytest.raises(errors.CredentialsError) as caught:
        Client(vertexai=True)
    assert str(caught.value) == "There is no Google Cloud login."
    assert caught.value.hint == LOGIN


@pytest.mark.parametrize("written", [None, b"[]", b"\xff", b"{", b'{"type": "odd"}'])
def test_a_credentials_file_that_is_none(
    google: Any, cloud: Cloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, written: bytes
) -> None:
    file = tmp_path / "login.json"
    if written is not None:
        file.write_bytes(written)
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(file))
    with vertex(None) as face, pytest.raises(errors.CredentialsError) as caught:
        ask(face)
    assert "login.json" in str(caught.value)
    assert "GOOGLE_APPLICATION_CREDENTIALS" in caught.value.hint


def test_a_login_without_a_project(
    cloud: Cloud, user: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = user.with_quota_project(None)
    with pytest.raises(errors.UsageError, match="needs a project"):
        Client(vertexai=True, credentials=user)


def test_without_the_extra_one_line_names_the_command(
    cloud: Cloud, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "google.auth", None)
    monkeypatch.delitem(sys.modules, "gemchat.client.google_auth", raising=False)
    with vertex(None) as face, pytest.raises(errors.UsageError) as caught:
        ask(face)
    assert "pip install 'gemchat[vertex]'" in str(caught.value)


def test_the_token_server_cannot_be_reached(user: Any, cloud: Cloud) -> None:
    unreachable = user.with_token_uri("http://127.0.0.1:9/token")
    with pytest.raises(errors.NetworkError, match="Cannot reach"):
        Login(unreachable).renew({})
