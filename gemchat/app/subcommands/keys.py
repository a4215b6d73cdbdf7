"""``gemchat keys``: set, status, unset."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator

from gemchat.app.compose import settings_of
from gemchat.app.new_key import keep_key
from gemchat.app.stored_key import KeyPlace, key_places
from gemchat.app.subcommands.table import Result, Subcommand, Surroundings, action
from gemchat.client.credentials import KEY_VARIABLES
from gemchat.commands.outcome import Say, Show
from gemchat.errors import CredentialsError


def _set(around: Surroundings, _given: Namespace) -> Result:
    """Keep a key: typed where nobody sees it, or piped in; never an argument."""
    place = keep_key(around.paths)
    return Result(Say(f"Kept in {place.name}.", _overruled(around)), {"place": place.name})


def _status(around: Surroundings, _given: Namespace) -> Result:
    """Tell where a key is and where none; the key itself is never shown."""
    found = list(_sources(around))
    held = [source for source, state in found if state == "set"]
    note = f"{held[0]} goes before the others." if held else "There is no key: gemchat keys set"
    rows = [{"source": source, "state": state} for source, state in found]
    return Result(Show(("source", "key"), found, note), rows)


def _unset(around: Surroundings, _given: Namespace) -> Result:
    """Forget the key that was kept; variables and files of yours are left alone."""
    forgot = [place.name for place in key_places(around.paths) if place.remove()]
    words = f"Forgot the key in {' and in '.join(forgot)}." if forgot else "No key was kept."
    return Result(Say(words, _overruled(around)), {"places": forgot})


def _sources(around: Surroundings) -> Iterator[tuple[str, str]]:
    """Where a key may come from, the first that is set goes before the others."""
    for name in KEY_VARIABLES:
        yield name, "set" if around.environment.get(name, "").strip() else "none"
    command = settings_of(around.options, around.environment, around.paths).api.api_key_cmd
    yield "api_key_cmd", "set" if command else "none"
    for place in key_places(around.paths):
        yield place.name, _state(place)


def _state(place: KeyPlace) -> str:
    try:
        return "set" if place.read() else "none"
    except CredentialsError as error:
        return error.message


def _overruled(around: Surroundings) -> str:
    """Say so if a variable goes before what is kept."""
    names = [name for name in KEY_VARIABLES if around.environment.get(name, "").strip()]
    return f"{names[0]} is set and goes before it." if names else ""


def _declare(parser: ArgumentParser) -> None:
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    action(actions, "set", _set)
    action(actions, "status", _status)
    action(actions, "unset", _unset)


KEYS = Subcommand("keys", "The API key that is kept on this machine.", _declare)
"""Everything about the key."""
