"""Access tokens from google-auth (the extra ``vertex``), over our own transport.

Source: https://google.aip.dev/auth/4110, application default credentials.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from google.auth import load_credentials_from_file
from google.auth.credentials import Credentials, with_scopes_if_required
from google.auth.exceptions import GoogleAuthError
from google.auth.transport import Request

from gemchat.client.http import BlockingTransport
from gemchat.client.stepping import step
from gemchat.errors import CredentialsError, NetworkError, UsageError
from gemchat.protocol.call import HttpCall, HttpReply, Patience
from gemchat.protocol.clock import wrong_clock
from gemchat.protocol.payload import as_object, as_text, parse_json
from gemchat.protocol.vertex import LOGIN

_SCOPES = ("https://www.googleapis.com/auth/cloud-platform",)
_FILE_VARIABLE = "GOOGLE_APPLICATION_CREDENTIALS"
_FLAVOR = "metadata-flavor"
_METADATA_SECONDS = 3.0
_TOKEN_SECONDS = 10.0


class GoogleTokens:
    """Tokens of one login.

    Args:
        credentials: what google-auth knows of it.
        project: the project they belong to, as far as that is known.
    """

    def __init__(self, credentials: Credentials, project: str) -> None:
        self._credentials = with_scopes_if_required(credentials, _SCOPES)
        self._project = project

    @property
    def due(self) -> bool:
        """Whether there is no token yet, or one that expires within some minutes."""
        return not self._credentials.valid

    @property
    def headers(self) -> Mapping[str, str]:
        """What goes with a request: the token, and the project that pays for it."""
        headers: dict[str, str] = {}
        if self._credentials.token is not None:
            self._credentials.apply(headers)
        return headers

    def renew(self) -> None:
        """Get a new token.

        Raises:
            CredentialsError: the login is not good any more.
            NetworkError: the service that issues tokens cannot be reached, or failed.
        """
        requests = _Requests()
        try:
            self._credentials.refresh(requests)
        except GoogleAuthError as error:
            if error.retryable:
                raise NetworkError(f"The login service failed: {_words(error)}") from error
            raise _refused(error, requests.clock) from error

    def project(self) -> str:
        """Give the project that the login belongs to or is billed to, or nothing."""
        return self._project or self._credentials.quota_project_id or ""


def tokens_of(credentials: object = None) -> GoogleTokens:
    """Give the tokens of some credentials, or else of the login of this machine.

    Raises:
        UsageError: they are no credentials of google-auth.
        CredentialsError: nobody is logged in.
    """
    if credentials is None:
        return _of_this_machine()
    if not isinstance(credentials, Credentials):
        raise UsageError("credentials= takes what google.auth.default() gives.")
    return GoogleTokens(credentials, getattr(credentials, "project_id", None) or "")


def _of_this_machine() -> GoogleTokens:
    """Look where `google.auth.default` looks, which needs `requests` for some of it."""
    if named := os.environ.get(_FILE_VARIABLE):
        return _in_file(Path(named), f"See {_FILE_VARIABLE}.")
    written_by_gcloud = _gcloud_folder() / "application_default_credentials.json"
    if written_by_gcloud.is_file():
        return _in_file(written_by_gcloud, LOGIN)
    return _of_this_server()


def _gcloud_folder() -> Path:
    if folder := os.environ.get("CLOUDSDK_CONFIG"):
        return Path(folder)
    if os.name == "nt":
        return Path(os.environ.get("APPDATA", "~")).expanduser() / "gcloud"
    return Path("~/.config/gcloud").expanduser()


def _in_file(file: Path, hint: str) -> GoogleTokens:
    try:
        # it warns of files from strangers; these places are the user's own
        with warnings.catch_warnings(action="ignore"):
            credentials, project = load_credentials_from_file(str(file), request=_Requests())
    except GoogleAuthError as error:
        raise CredentialsError(_words(error), hint=hint) from error
    except (OSError, ValueError, AttributeError) as error:  # the last for JSON that is no object
        raise CredentialsError(f"{file} cannot be read.", hint=hint) from error
    return GoogleTokens(credentials, project or "")


def _of_this_server() -> GoogleTokens:
    try:
        project = _metadata("project/project-id").decode()
    except NetworkError as error:
        raise CredentialsError("There is no Google Cloud login.", hint=LOGIN) from error
    credentials = _ServerCredentials()  # type: ignore[no-untyped-call]  # google-auth's own
    return GoogleTokens(credentials, project)


class _ServerCredentials(Credentials):
    """The service account of a server in Google's cloud.

    google-auth has them too, but only where `requests` is installed, and waits four times as
    long for a server that is not there.
    """

    def refresh(self, request: Request) -> None:  # noqa: ARG002 - has limits of its own
        path = f"instance/service-accounts/default/token?scopes={','.join(_SCOPES)}"
        answer = as_object(parse_json(_metadata(path)))
        self.token = as_text(answer.get("access_token"))
        # google-auth compares times without a zone
        now = datetime.now(UTC).replace(tzinfo=None)
        self.expiry = now + timedelta(seconds=int(answer.get("expires_in") or 0))


def _metadata(path: str) -> bytes:
    """Ask the metadata server, by its address: where there is none, its name may take long."""
    host = os.environ.get("GCE_METADATA_HOST", "169.254.169.254")
    url = f"http://{host}/computeMetadata/v1/{path}"
    reply = _sent("GET", url, {_FLAVOR: "Google"}, b"", _METADATA_SECONDS)
    if reply.status != 200 or reply.headers.get(_FLAVOR) != "Google":
        raise NetworkError("This is no server in Google's cloud.", retryable=False)
    return reply.body


@dataclass(frozen=True, slots=True)
class _Response:
    status: int
    headers: Mapping[str, str]
    data: bytes


class _Requests(Request):
    """google-auth's way to the network; what goes wrong there is told in our own words.

    Attributes:
        clock: how wrong our clock is, by the date of the last answer; empty if it is not.
    """

    def __init__(self) -> None:
        self.clock = ""

    def __call__(
        self,
        url: str,
        method: str = "GET",
        body: bytes | str | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float | None = None,
        **_: Any,
    ) -> _Response:
        content = body.encode() if isinstance(body, str) else body or b""
        reply = _sent(method, url, headers or {}, content, timeout or _TOKEN_SECONDS)
        self.clock = wrong_clock(reply.headers)
        return _Response(reply.status, reply.headers, reply.body)


def _sent(
    method: str, url: str, headers: Mapping[str, str], body: bytes, seconds: float
) -> HttpReply:
    patience = Patience(connect=seconds, unary=seconds)
    plain = {**headers, "accept-encoding": "identity"}
    with closing(BlockingTransport(url)) as transport:
        return step(transport.send(HttpCall(method, url, plain, body, patience)))


def _refused(error: GoogleAuthError, clock: str) -> CredentialsError:
    if clock:
        return CredentialsError(clock, hint="Set it.")
    return CredentialsError(f"The Google Cloud login is refused: {_words(error)}", hint=LOGIN)


def _words(error: GoogleAuthError) -> str:
    """Give the first line of what google-auth says; the rest is for programmers."""
    said = str(error.args[0] if error.args else error).strip()
    return said.partition("\n")[0][:200]
