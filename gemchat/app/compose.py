"""Put settings, credentials and the backend together, as the command line asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from gemchat import __version__
from gemchat.app.options import Options
from gemchat.client.address import api_version_in, base_url_in, checked_base_url
from gemchat.client.credentials import Key, key_from_file, key_in, no_key, wants_vertex
from gemchat.client.operations import Operations
from gemchat.commands.catalogue import ModelCatalogue
from gemchat.commands.context import Context
from gemchat.commands.options import system_argument
from gemchat.errors import UsageError
from gemchat.protocol.call import Patience, Transport
from gemchat.protocol.gemini import DEFAULT_BASE_URL, GeminiBackend
from gemchat.sessions.store import SessionStore
from gemchat.sessions.traces import Traces
from gemchat.settings import Paths, Settings, load, parse_option

_DEMO_KEY = Key("demo", "the demo")
_DEMO_MODEL = "gemini-flash-latest"


@dataclass(frozen=True, slots=True)
class Composition:
    """What a run is made of, before there is a transport."""

    options: Options
    paths: Paths
    settings: Settings
    backend: GeminiBackend
    demo: bool

    def context(self, transport: Transport, *, saving: bool) -> Context:
        """Build the chat over a transport."""
        store = session_store(self.paths, demo=self.demo)
        models = self.paths.models_file
        if self.demo:
            models = models.with_name("demo-models.json")
        catalogue = ModelCatalogue(Operations(transport, self.backend), models)
        return Context(self.settings, transport, self.backend, store, catalogue, saving=saving)

    @property
    def elsewhere(self) -> str:
        """The host the key goes to, if it is not Google's and no demo."""
        if self.demo or self.backend.base_url == DEFAULT_BASE_URL:
            return ""
        return urlsplit(self.backend.base_url).netloc


def session_store(paths: Paths, *, demo: bool) -> SessionStore:
    """Give the sessions on disk; those with the demo lie apart."""
    return SessionStore(
        paths.demo_sessions if demo else paths.sessions,
        f"gemchat {__version__}",
        traces=Traces(paths.input_history, paths.media),
    )


@contextmanager
def composition(options: Options, environment: Mapping[str, str]) -> Iterator[Composition]:
    """Build what a run is made of; the demo server, if asked for, lives as long as this.

    Raises:
        GemchatError: a setting is wrong, or there is no key.
    """
    paths = Paths.find(environment)
    file = Path(options.config).expanduser() if options.config else paths.config_file
    settings = _flagged(load(file, environment, required=bool(options.config)), options)
    if options.demo:
        from gemchat.demo import DemoServer  # noqa: PLC0415 - only where it is asked for

        with DemoServer() as demo:
            backend = _backend(settings, _DEMO_KEY, demo.url, environment)
            yield Composition(options, paths, settings, backend, demo=True)
        return
    if settings.api.backend == "vertex" or (
        settings.api.backend is None and wants_vertex(environment)
    ):
        raise UsageError("Vertex AI is not supported yet.")
    key = _key(options, environment)
    url = checked_base_url(
        settings.api.base_url or base_url_in(environment), insecure=options.insecure_base_url
    )
    backend = _backend(settings, key, url, environment)
    yield Composition(options, paths, settings, backend, demo=False)


def _flagged(settings: Settings, options: Options) -> Settings:
    """Lay the options of the command line over the settings."""
    layers: list[tuple[str, dict[str, object]]] = []
    if options.profile is not None:
        layers.append(("--profile", {"profile": options.profile}))
    if options.model is not None:
        layers.append(("--model", {"model": options.model}))
    if options.system is not None:
        layers.append(("--system", {"system": system_argument(options.system)}))
    if options.timeout is not None:
        layers.append(("--timeout", {"timeout": options.timeout}))
    if options.tool:
        layers.append(("--tool", {"tools": {"enabled": list(options.tool)}}))
    if options.base_url is not None:
        layers.append(("--base-url", {"api": {"base_url": options.base_url}}))
    if options.color is not None:
        layers.append(("--color", {"display": {"color": options.color}}))
    if options.plain:
        layers.append(("--plain", {"display": {"plain": True}}))
    for origin, text in _options_of(options):
        field, value = parse_option(text, origin)
        layers.append((origin, {"generation": {field: value}}))
    for origin, values in layers:
        settings = settings.with_layer(origin, values)
    return settings


def _options_of(options: Options) -> list[tuple[str, str]]:
    given = [("-o", text) for text in options.option]
    if options.temperature is not None:
        given.append(("--temperature", f"temperature={options.temperature}"))
    return given


def _key(options: Options, environment: Mapping[str, str]) -> Key:
    if options.api_key_file:
        return key_from_file(Path(options.api_key_file).expanduser())
    key = key_in(environment)
    if key is None:
        raise no_key()
    return key


def _backend(
    settings: Settings, key: Key, url: str, environment: Mapping[str, str]
) -> GeminiBackend:
    version = settings.api.api_version
    return GeminiBackend(
        key=key.value,
        key_source=key.source,
        base_url=url,
        version=api_version_in(environment) if version is None else version,
        patience=Patience(
            connect=settings.api.connect_timeout,
            first_event=settings.first_event_timeout,
            event=settings.event_timeout,
            unary=settings.timeout or settings.api.unary_timeout,
        ),
    )
