"""Commands that change how the model answers."""

from __future__ import annotations

import json
from pathlib import Path

from gemchat.commands.completers import field_names, set_field_names
from gemchat.commands.context import Context
from gemchat.commands.outcome import Outcome, Say, Show
from gemchat.commands.table import command
from gemchat.errors import UsageError
from gemchat.settings import parse_option
from gemchat.settings.generation import fields

_THINKING = "thinking_config"
_SYSTEM_LIMIT = 1024 * 1024


@command("/temperature [n]")
async def temperature(context: Context, argument: str) -> Outcome:
    """Show or set how freely the model picks its words, from 0 to 2."""
    if not argument:
        value = context.settings.generation.get("temperature")
        return Say("The temperature is left to the model." if value is None else f"It is {value}.")
    return _set(context, "/temperature", "temperature", argument)


@command("/set [field [value]]", complete=field_names)
async def set_field(context: Context, argument: str) -> Outcome:
    """Show every generation setting, explain one, or set it.

    Lists and objects are JSON: /set stop_sequences ["END"]
    """
    name, _, value = argument.partition(" ")
    if value:
        return _set(context, "/set", name, value.strip())
    known = fields()
    if name and name not in known:
        raise UsageError(f"There is no setting {name}.", hint="/set lists them.")
    chosen = {name: known[name]} if name else known
    values = _values(context)
    rows = [
        (field, values.get(field, ""), _origin(context, field) if field in values else "", meaning)
        for field, meaning in chosen.items()
        if field != _THINKING
    ]
    return Show(("setting", "value", "from", ""), rows)


@command("/unset field", complete=set_field_names)
async def unset(context: Context, argument: str) -> Outcome:
    """Leave a generation setting to the model again."""
    if argument not in fields():
        raise UsageError(f"There is no setting {argument}.", hint="/set lists them.")
    context.change("/unset", {"generation": {argument: None}})
    return Say(f"{argument} is left to the model.")


@command("/system [text, @file, off]")
async def system(context: Context, argument: str) -> Outcome:
    """Show, set or take away the system instruction, from now on."""
    if not argument:
        return Say(context.settings.system or "There is no system instruction.")
    if argument == "off":
        context.change("/system", {"system": None})
        return Say("There is no system instruction any more.")
    text = system_argument(argument)
    context.change("/system", {"system": text})
    return Say(f"The system instruction is set, {len(text.split())} words.")


def system_argument(argument: str) -> str:
    """Read a system instruction as it is given: the text itself, or ``@FILE``.

    Raises:
        UsageError: the file cannot be read.
    """
    if not argument.startswith("@"):
        return argument
    path = Path(argument[1:]).expanduser()
    try:
        if not path.is_file():
            raise UsageError(f"{path} is no file.")
        with path.open("rb") as file:
            data = file.read(_SYSTEM_LIMIT + 1)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from error
    if len(data) > _SYSTEM_LIMIT:
        raise UsageError(f"{path} is too long for a system instruction.")
    return data.decode("utf-8", "replace").strip()


def _set(context: Context, origin: str, name: str, value: str) -> Outcome:
    field, parsed = parse_option(f"{name}={value}", origin)
    context.change(origin, {"generation": {field: parsed}})
    return Say(f"{name} is {_values(context).get(name, value)} from now on.")


def _values(context: Context) -> dict[str, str]:
    """The generation settings that are set, written as a person would."""
    generation = dict(context.settings.generation)
    thinking = generation.pop(_THINKING, None)
    flat = generation | (thinking if isinstance(thinking, dict) else {})
    return {name: _written(value) for name, value in flat.items()}


def _written(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _origin(context: Context, name: str) -> str:
    return context.settings.origin(f"generation.{name}")
