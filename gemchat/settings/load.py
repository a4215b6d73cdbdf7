"""Lays the layers of settings over each other and remembers which one had the last word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from pydantic import PrivateAttr

from gemchat.errors import SettingsError
from gemchat.settings import config_file
from gemchat.settings.check import checked, dotted, said
from gemchat.settings.schema import Schema
from gemchat.settings.text import environment, without_secrets
from gemchat.settings.tree import Entries, Entry, Key, canonical, laid_over, leaves, nested

_ORDER = ("default", "file", "model", "profile", "environment", "session", "-", "/")
"""The layers from the lowest to the highest: flags begin with a dash, commands with a slash."""

_FROM_PROFILE: Mapping[Key, Key] = {("tools",): ("tools", "enabled")}
"""Settings that have another name in a profile."""


@dataclass(frozen=True, slots=True)
class Layer:
    """What one source sets."""

    name: str
    entries: Entries

    @property
    def rank(self) -> int:
        """How high the layer lies."""
        return _ORDER.index(self.name[0] if self.name.startswith(("-", "/")) else self.name)


class Settings(Schema):
    """Every setting as it holds now, and where its value came from.

    Values are attributes: ``settings.model``, ``settings.api.connect_timeout``,
    ``settings.generation["temperature"]``. An object never changes; ``with_layer`` makes another.
    """

    _layers: tuple[Layer, ...] = PrivateAttr(default=())
    _entries: Entries = PrivateAttr(default_factory=dict)
    _file: Path | None = PrivateAttr(default=None)

    @classmethod
    def of(cls, layers: Iterable[Layer], file: Path | None = None) -> Self:
        """Settle what layers mean together, whatever order they come in.

        Args:
            layers: what each source sets.
            file: the config file.

        Raises:
            SettingsError: the profile they name does not exist.
        """
        given = tuple(layers)
        profiled = _with_profile(given)
        entries = _merged((*profiled, Layer("model", _of_model(_merged(profiled)))))
        settings = cls.model_validate(nested({key: entry.value for key, entry in entries.items()}))
        settings._layers = given
        settings._entries = entries
        settings._file = file
        return settings

    @property
    def file(self) -> Path | None:
        """The config file, whether it is there or not; None if none was asked for."""
        return self._file

    def with_layer(self, name: str, values: Mapping[str, object]) -> Self:
        """Lay further settings over these.

        Args:
            name: ``"session"``, a flag (``"--temperature"``), a slash command (``"/set"``), or
                ``"default"`` for a default that only the caller knows. It gives the layer its
                place among the others and names the origin of its values.
            values: nested as in the config file; None puts a setting back to its default.

        Raises:
            SettingsError: a setting is unknown, or has a value that can never be right.
        """
        layer = Layer(name, checked(values, lambda _: name))
        return self.of((*self._layers, layer), self._file)

    def without_layer(self, name: str) -> Self:
        """Take away what was laid under a name, as when another session is resumed."""
        return self.of((layer for layer in self._layers if layer.name != name), self._file)

    def origin(self, setting: str) -> str:
        """Where a value came from: ``"default"``, ``"config.toml line 12"``, ``"GEMCHAT_MODEL"``...

        Args:
            setting: its dotted name, such as ``"generation.temperature"``.
        """
        key = canonical(tuple(setting.split(".")))
        return next((e.origin for k, e in self._entries.items() if k[: len(key)] == key), "default")

    def listing(self) -> list[tuple[str, object, str]]:
        """Every setting with its dotted name, its value and where that came from.

        Of an address it leaves out what somebody may have put into it: a password, or a key.
        """
        tables = self.model_dump(exclude={"models", "profiles"})
        if self.api.base_url:
            tables["api"]["base_url"] = without_secrets(self.api.base_url)
        names = ((dotted(key), value) for key, value in leaves(tables))
        return [(name, value, self.origin(name)) for name, value in names]

    def worded(self, text: str) -> str:
        """Put what was typed or piped into the prompt template of the profile, or below it."""
        chosen = self.profiles.get(self.profile or "")
        template = chosen.prompt if chosen else None
        if not template:
            return text
        if "{input}" not in template:
            template += "\n\n{input}"
        return template.replace("{input}", text)

    @property
    def first_event_timeout(self) -> float:
        """Seconds of silence allowed before a streamed reply begins."""
        return self.timeout or self.api.first_event_timeout

    @property
    def event_timeout(self) -> float:
        """Seconds of silence allowed between two pieces of a streamed reply."""
        return self.timeout or self.api.event_timeout


def load(file: Path, environ: Mapping[str, str], *, required: bool = False) -> Settings:
    """Read the settings of the config file and the environment.

    Args:
        file: the config file.
        environ: the environment, such as ``os.environ``.
        required: whether the file must exist, as one given by ``--config`` must.

    Raises:
        SettingsError: one sentence with the file and line, or the variable, that is wrong.
    """
    return Settings.of(
        (
            Layer("file", config_file.read(file, required=required)),
            Layer("environment", environment(environ)),
        ),
        file,
    )


def _merged(layers: Iterable[Layer]) -> Entries:
    entries: Entries = {}
    for layer in sorted(layers, key=lambda layer: layer.rank):
        entries = laid_over(entries, layer.entries)
    return entries


def _with_profile(layers: tuple[Layer, ...]) -> tuple[Layer, ...]:
    """Add the chosen profile: in its own rank, or right below the slash command that chose it."""
    entries = _of_profile(_merged(layers))
    for place, layer in reversed(list(enumerate(layers))):
        if layer.name.startswith("/") and ("profile",) in layer.entries:
            return (*layers[:place], Layer(layer.name, entries), *layers[place:])
    return (*layers, Layer("profile", entries))


def _of_profile(entries: Entries) -> Entries:
    """What the chosen profile sets."""
    chosen = entries.get(("profile",))
    if chosen is None:
        return {}
    names = [key[1] for key in entries if key[0] == "profiles"]
    if chosen.value not in names:
        known = f"There are: {', '.join(map(said, dict.fromkeys(names)))}." if names else ""
        raise SettingsError(
            f"{chosen.origin}: there is no profile {said(chosen.value)}.", hint=known
        )
    own = _below(entries, ("profiles", str(chosen.value)))
    return {_FROM_PROFILE.get(key, key): entry for key, entry in own if key != ("prompt",)}


def _of_model(entries: Entries) -> Entries:
    """The generation settings that the config file gives the chosen model."""
    chosen = entries.get(("model",))
    name = str(chosen.value if chosen else Schema.model_fields["model"].default)
    own = _below(entries, ("models", name.removeprefix("models/")))
    return {("generation", *key): entry for key, entry in own}


def _below(entries: Entries, table: Key) -> Iterator[tuple[Key, Entry]]:
    depth = len(table)
    return ((k[depth:], e) for k, e in entries.items() if k[:depth] == table and len(k) > depth)
