"""Put settings, credentials and the backend together, as the command line asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from gemchat import __version__
from gemchat.app.asking import given_key
from gemchat.app.key_command import key_from_command
from gemchat.app.options import Options
from gemchat.app.stored_key import kept_key, key_places
from gemchat.client.address import Address, is_googles
from gemchat.client.backends import BuiltIn, Connection, connection, gemini_url, vertex_url
from gemchat.client.credentials import Asked, Key, key_from_file, key_in, wants_vertex
from gemchat.client.local_files import typed_path
from gemchat.client.operations import Operations
from gemchat.commands.catalogue import ModelCatalogue
from gemchat.commands.context import Context
from gemchat.commands.options import system_argument
from gemchat.protocol import vertex
from gemchat.protocol.call import Patience, Transport
from gemchat.sessions.store import SessionStore
from gemchat.sessions.traces import Traces
from gemchat.settings import Paths, Settings, load, parse_option

_DEMO_KEY = Key("demo", "the demo")


@dataclass(frozen=True, slots=True)
class Composition:
    """What a run is made of, before there is a transport."""

    options: Options
    environment: Mapping[str, str]
    paths: Paths
    settings: Settings
    connection: Connection
    demo: bool

    @property
    def backend(self) -> BuiltIn:
        """How requests are written."""
        return self.connection.backend

    def context(self, transport: Transport, *, saving: bool) -> Context:
        """Build the chat over a transport."""
        store = session_store(self.paths, demo=self.demo)
        models = self.paths.models_file
        if self.demo or self.backend.name == "vertex":
            kind = "demo" if self.demo else "vertex"
            models = models.with_name(f"{kind}-models.json")
        transport = self.connection.over(transport)
        catalogue = ModelCatalogue(Operations(transport, self.backend), models)
        return Context(
            self.settings,
            transport,
            self.backend,
            store,
            catalogue,
            environment=self.environment,
            saving=saving,
            paid=not self.demo,
        )

    @property
    def elsewhere(self) -> str:
        """The host the key goes to, if it is not Google's and no demo."""
        if self.demo or is_googles(self.backend.base_url):
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
    settings = settings_of(options, environment, paths)
    if options.demo:
        from gemchat.demo import DemoServer  # noqa: PLC0415 - only where it is asked for

        with DemoServer() as demo:
            asked, address = Asked(vertex=False, key=_DEMO_KEY), _address(settings, options)
            made = connection(asked, replace(address, base_url=demo.url), environment)
            yield Composition(options, environment, paths, settings, made, demo=True)
        return
    asked = _asked(settings, options, environment, paths)
    if asked.vertex:
        settings = settings.with_layer("default", {"model": vertex.DEFAULT_MODEL})
    made = connection(asked, _address(settings, options), environment)
    yield Composition(options, environment, paths, settings, made, demo=False)


def asked_url(settings: Settings, options: Options, environment: Mapping[str, str]) -> str:
    """Tell where requests would go, key or no key.

    Raises:
        UsageError: the address is none.
    """
    address = _address(settings, options)
    if not _on_vertex(settings, environment):
        return gemini_url(address, environment)
    location = settings.api.location or environment.get("GOOGLE_CLOUD_LOCATION")
    return vertex_url(address, environment, location or vertex.DEFAULT_LOCATION)


def config_file(options: Options, paths: Paths) -> Path:
    """Tell which config file is read; raises UsageError if it is in no home there is."""
    return typed_path(options.config) if options.config else paths.config_file


def settings_of(options: Options, environment: Mapping[str, str], paths: Paths) -> Settings:
    """Read the settings, and lay the options of the command line over them.

    Raises:
        SettingsError: one of them is wrong.
    """
    file = config_file(options, paths)
    settings = load(file, environment, required=bool(options.config))
    for origin, name, value in _flags(options):
        if value is not None:
            table, _, key = name.rpartition(".")
            settings = settings.with_layer(origin, {table: {key: value}} if table else {key: value})
    for origin, text in _options_of(options):
        field, setting = parse_option(text, origin)
        settings = settings.with_layer(origin, {"generation": {field: setting}})
    if options.schema is not None:
        settings = settings.with_layer("--schema", {"generation": _structured(options.schema)})
    return settings


def _structured(schema: str) -> dict[str, object]:
    from gemchat.app.answer_schema import schema_of  # noqa: PLC0415 - only where it is asked for

    return {
        "response_mime_type": "application/json",
        "response_json_schema": schema_of(schema),
    }


def _flags(options: Options) -> Iterator[tuple[str, str, object]]:
    """Give each option that is a setting, the setting, and its value; None was not said."""
    yield "--profile", "profile", options.profile
    yield "--model", "model", options.model
    yield "--system", "system", options.system and system_argument(options.system)
    yield "--timeout", "timeout", options.timeout
    yield "--tool", "tools.enabled", options.tool or None
    wanted = {"include_thoughts": True}
    yield "--thoughts", "generation.thinking_config", wanted if options.thoughts else None
    yield "--vertex", "api.backend", "vertex" if options.vertex else None
    yield "--project", "api.project", options.project
    yield "--location", "api.location", options.location
    yield "--base-url", "api.base_url", options.base_url
    yield "--color", "display.color", options.color
    yield "--plain", "display.plain", options.plain or None


def _options_of(options: Options) -> list[tuple[str, str]]:
    given = [("-o", text) for text in options.option]
    if options.temperature is not None:
        given.append(("--temperature", f"temperature={options.temperature}"))
    return given


def _asked(
    settings: Settings, options: Options, environment: Mapping[str, str], paths: Paths
) -> Asked:
    on_vertex = _on_vertex(settings, environment)
    # what a file says of Vertex AI may stand there while the other API is used; an option may not
    place = settings.api if on_vertex else options
    return Asked(
        vertex=on_vertex,
        key=_key(settings, options, environment, paths, on_vertex=on_vertex),
        project=place.project or "",
        location=place.location or "",
    )


def _on_vertex(settings: Settings, environment: Mapping[str, str]) -> bool:
    backend = settings.api.backend
    return wants_vertex(environment) if backend is None else backend == "vertex"


def _key(
    settings: Settings,
    options: Options,
    environment: Mapping[str, str],
    paths: Paths,
    *,
    on_vertex: bool,
) -> Key | None:
    """Find a key in one place after the other; what is kept is for the Gemini API alone."""
    if options.api_key_file == "-":
        return given_key()
    if options.api_key_file:
        return key_from_file(typed_path(options.api_key_file))
    if on_vertex:
        return None
    if key := key_in(environment):
        return key
    if command := settings.api.api_key_cmd:
        return key_from_command(command, environment)
    return kept_key(key_places(paths))


def _address(settings: Settings, options: Options) -> Address:
    return Address(
        base_url=settings.api.base_url or "",
        version=settings.api.api_version,
        insecure=options.insecure_base_url,
        patience=Patience(
            connect=settings.api.connect_timeout,
            first_event=settings.first_event_timeout,
            event=settings.event_timeout,
            unary=settings.timeout or settings.api.unary_timeout,
        ),
    )
