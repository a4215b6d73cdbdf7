"""From what was asked for to a backend that can be talked to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from gemchat.client.address import Address
from gemchat.client.authorised import AuthorisedTransport
from gemchat.client.credentials import Access, Asked, access
from gemchat.client.login import Login
from gemchat.errors import UsageError
from gemchat.protocol import gemini, vertex
from gemchat.protocol.call import Transport
from gemchat.protocol.gemini import GeminiBackend
from gemchat.protocol.vertex import VertexBackend

BuiltIn: TypeAlias = GeminiBackend | VertexBackend


@dataclass(frozen=True, slots=True)
class Connection:
    """A backend, and the login that its calls need, if they do.

    Attributes:
        backend: how requests are written.
        login: what gives access tokens; None where a key does.
    """

    backend: BuiltIn
    login: Login | None = None

    def over(self, transport: Transport) -> Transport:
        """Give the transport that takes the backend's calls."""
        return AuthorisedTransport(transport, self.login) if self.login else transport


def connection(asked: Asked, address: Address, environment: Mapping[str, str]) -> Connection:
    """Build the backend that was asked for.

    Where Vertex AI is used without a key and nobody names a project, the login is looked up now,
    to learn its project.

    Raises:
        UsageError: things were asked for that exclude each other, or cannot be.
        CredentialsError: there is no key, or no login.
    """
    granted = access(asked, environment)
    return BACKENDS[granted.backend](granted, address, environment)


def _gemini(granted: Access, address: Address, environment: Mapping[str, str]) -> Connection:
    assert granted.key is not None  # or there would be no access
    backend = GeminiBackend(
        key=granted.key.value,
        key_source=granted.key.source,
        base_url=gemini_url(address, environment),
        version=address.version_in(environment, gemini.DEFAULT_VERSION),
        patience=address.patience,
        options=address.options,
    )
    return Connection(backend)


def _vertex(granted: Access, address: Address, environment: Mapping[str, str]) -> Connection:
    key = granted.key
    login = None if key else Login(granted.credentials)
    backend = VertexBackend(
        key=key.value if key else "",
        key_source=key.source if key else "",
        base_url=vertex_url(address, environment, granted.location),
        version=address.version_in(environment, vertex.DEFAULT_VERSION),
        patience=address.patience,
        options=address.options,
        project=granted.project or (_project_of(login) if login else ""),
        location=granted.location,
    )
    return Connection(backend, login)


def gemini_url(address: Address, environment: Mapping[str, str]) -> str:
    """Give the base URL of the Gemini API; raises UsageError if it is none."""
    return address.url(environment.get("GOOGLE_GEMINI_BASE_URL"), gemini.DEFAULT_BASE_URL)


def vertex_url(address: Address, environment: Mapping[str, str], location: str) -> str:
    """Give the base URL of Vertex AI at a location; raises UsageError if it is none."""
    return address.url(environment.get("GOOGLE_VERTEX_BASE_URL"), vertex.base_url_of(location))


def _project_of(login: Login) -> str:
    project = login.project()
    if not project:
        raise UsageError(
            "Vertex AI needs a project.", hint="Name it: --project, or GOOGLE_CLOUD_PROJECT."
        )
    return project


BACKENDS: Mapping[str, Callable[[Access, Address, Mapping[str, str]], Connection]] = {
    "gemini": _gemini,
    "vertex": _vertex,
}
"""How each backend is built, by the name under which settings and sessions know it."""
