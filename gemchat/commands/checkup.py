"""Looks for what may be wrong with an installation, a line for each thing."""

from __future__ import annotations

import locale
import os
import platform
import shlex
import stat
from collections.abc import AsyncGenerator, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Literal

from gemchat import __version__
from gemchat.client.http.probing import Server, address_of, proxy_for, tls_version
from gemchat.commands.outcome import Show
from gemchat.commands.terminal import is_dumb
from gemchat.errors import GemchatError
from gemchat.protocol.backend import Backend
from gemchat.protocol.call import Patience, Transport
from gemchat.settings import Paths, Settings
from gemchat.settings.text import written

_PACKAGES = ("prompt_toolkit", "rich", "httpx", "pydantic", "google-auth", "keyring")
_PATIENCE = Patience(connect=5.0, unary=15.0)
_SKEW = 60.0
"""Seconds by which a clock may be wrong before somebody should know."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found about one thing.

    Attributes:
        hint: what to do about it.
        status: the exit status that a failure stands for.
    """

    level: Literal["ok", "warn", "fail"]
    about: str
    words: str
    hint: str = ""
    status: int = 2

    @classmethod
    def failed(cls, about: str, error: GemchatError) -> Finding:
        """Make a finding of an error."""
        return cls("fail", about, error.message, error.hint, error.exit_status)

    @property
    def row(self) -> tuple[str, str, str]:
        """The finding for a table."""
        return self.level, self.about, f"{self.words} {self.hint}".strip()


def table_of(findings: Iterable[Finding]) -> Show:
    """Give the findings as a table."""
    return Show((), [finding.row for finding in findings])


def on_this_machine(paths: Paths, environment: Mapping[str, str]) -> Iterator[Finding]:
    """Look at versions, directories and the terminal."""
    system = f"{platform.system()} {platform.release()} {platform.machine()}"
    yield Finding(
        "ok", "version", f"gemchat {__version__}, Python {platform.python_version()}, {system}."
    )
    yield Finding("ok", "packages", f"{', '.join(map(_package, _PACKAGES))}.")
    for path in dict.fromkeys((paths.config, paths.data, paths.state, paths.cache)):
        yield _directory(path)
    yield _terminal(environment)


def of_settings(settings: Settings) -> Iterator[Finding]:
    """Tell which settings are not as they are by default, and why."""
    changed = [entry for entry in settings.listing() if entry[2] != "default"]
    for name, value, origin in changed:
        yield Finding("ok", "setting", f"{name} = {written(value)}, from {origin}.")
    if not changed:
        yield Finding("ok", "settings", "All as they are by default.")


def of_key(backend: Backend) -> Finding:
    """Tell where the key comes from, but not what it is."""
    source = backend.key_source
    return Finding("ok", "key", f"From {source}." if source else "The login of this machine.")


async def on_the_way(url: str, transport: Transport) -> AsyncGenerator[Finding]:
    """Walk towards a server: proxy, name, TLS; the first failure is the last finding.

    Args:
        url: an address of the server.
        transport: calls what may block.
    """
    server = Server.of(url)
    try:
        proxy = proxy_for(url)
        yield Finding("ok", "proxy", f"{proxy.host}:{proxy.port}." if proxy else "None.")
        near = proxy or server
        address = await transport.offload(partial(address_of, near))
        yield Finding("ok", "name", f"{near.host} is {address}.")
        if url.startswith("https:") and not proxy:
            spoken = await transport.offload(partial(tls_version, server))
            yield Finding("ok", "TLS", f"{server.host} speaks {spoken}; its certificate is good.")
    except GemchatError as error:
        yield Finding.failed("network", error)


async def of_request(backend: Backend, transport: Transport) -> AsyncGenerator[Finding]:
    """Ask for the list of models, and look at the clock of who answers."""
    call = replace(backend.list_models(1, ""), patience=_PATIENCE)
    began = transport.clock()
    try:
        reply = await transport.send(call)
    except GemchatError as error:
        yield Finding.failed("request", error)
        return
    if reply.ok:
        seconds = transport.clock() - began
        yield Finding("ok", "request", f"The list of models came in {seconds:.2f} s.")
    else:
        yield Finding.failed("request", backend.failure(reply))
    if told := reply.headers.get("date"):
        yield _clock(told)


async def of_service(backend: Backend, transport: Transport) -> list[Finding]:
    """Look at all that stands between here and an answer."""
    url = backend.list_models(1, "").url
    findings = [of_key(backend), *[finding async for finding in on_the_way(url, transport)]]
    if findings[-1].level != "fail":
        findings += [finding async for finding in of_request(backend, transport)]
    return findings


def _package(name: str) -> str:
    try:
        return f"{name} {version(name)}"
    except PackageNotFoundError:
        return f"no {name}"


def _directory(path: Path) -> Finding:
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
    except FileNotFoundError:
        return Finding("ok", "files", f"{path} is not there yet.")
    except OSError as error:
        return Finding("fail", "files", f"{path} cannot be read: {error.strerror}.")
    if not os.access(path, os.R_OK | os.W_OK | os.X_OK):
        return Finding("fail", "files", f"{path} cannot be written to.")
    if os.name == "posix" and mode & 0o077:
        hint = f"chmod 700 {shlex.quote(str(path))}"
        return Finding("warn", "files", f"{path} is open to others, mode {mode:o}.", hint)
    return Finding("ok", "files", f"{path}, mode {mode:o}.")


def _terminal(environment: Mapping[str, str]) -> Finding:
    kind, colors = environment.get("TERM", ""), environment.get("COLORTERM", "")
    encoding = locale.getencoding()
    words = f"TERM={kind}, COLORTERM={colors}, {encoding}."
    if encoding.lower().replace("-", "") != "utf8":
        return Finding("warn", "terminal", words, "A UTF-8 locale shows every character.")
    if is_dumb(environment):
        return Finding("warn", "terminal", words, "TERM names no terminal: nothing is redrawn.")
    if environment.get("NO_COLOR"):
        return Finding("ok", "terminal", f"{words} No colour: NO_COLOR is set.")
    return Finding("ok", "terminal", words)


def _clock(told: str) -> Finding:
    try:
        ahead = (datetime.now(UTC) - parsedate_to_datetime(told)).total_seconds()
    except (TypeError, ValueError, OverflowError):
        return Finding("warn", "clock", "The server tells no time that can be read.")
    if abs(ahead) <= _SKEW:
        return Finding("ok", "clock", "As the server has it.")
    way = "ahead of" if ahead > 0 else "behind"
    words = f"This clock is {abs(ahead):,.0f} s {way} the server's."
    return Finding("warn", "clock", words, "Set it; logins and certificates go by it.")
