"""Commands that change how the model answers."""

from __future__ import annotations

from dataclasses import replace
from difflib import get_close_matches

from gemchat.client.local_files import written_path
from gemchat.commands.completers import field_names, once_fields, set_field_names, system_files
from gemchat.commands.context import Context
from gemchat.commands.limits import either, flattened, limits_of, misfits
from gemchat.commands.outcome import Outcome, Say, Show
from gemchat.commands.profiles import SETTING_HEADINGS
from gemchat.commands.sending import typed
from gemchat.commands.table import NOTHING, command
from gemchat.counted import plural
from gemchat.errors import UsageError
from gemchat.settings import Settings, parse_option
from gemchat.settings.generation import ELSEWHERE, choices, fields, unknown_names
from gemchat.settings.text import assignment, written

_SYSTEM_LIMIT = 1024 * 1024


@command("/temperature [n]")
async def temperature(context: Context, argument: str) -> Outcome:
    """Show or set how freely the model picks its words, from 0 to 2."""
    if not argument:
        value = context.settings.generation.get("temperature")
        return Say("The temperature is left to the model." if value is None else f"It is {value}.")
    if argument in NOTHING:
        return await unset(context, "temperature")
    return _set(context, "/temperature", "temperature", argument)


@command("/set [field [value]]", complete=field_names)
async def set_field(context: Context, argument: str) -> Outcome:
    """Show every generation setting, explain one, or set it.

    /set FIELD tells what one is for. Lists and objects are JSON: /set stop_sequences ["END"]
    """
    name, _, value = argument.partition("=" if assignment(argument) else " ")
    known = fields()
    if name and name not in known:
        raise _no_setting(name)
    if value:
        return _set(context, "/set", name, value.strip())
    if name:
        return _explained(context, name, known[name])
    values = _values(context)
    rows = [(field, _origin(context, field), values.get(field, "–")) for field in known]
    return Show(SETTING_HEADINGS, rows, "/set FIELD tells what one is for.")


@command("/once field=value ... message", complete=once_fields)
async def once(context: Context, argument: str) -> Outcome:
    """Send a message under settings that hold for it alone.

    Several stand side by side: /once temperature=0 thinking_level=low How many?
    """
    settings, message = context.settings, argument
    changed: set[str] = set()
    while given := assignment(message):
        field, value = _parsed(given, "/once")
        settings = settings.with_layer("/once", {"generation": {field: value}})
        changed.add(field)
        message = message[len(given) :].lstrip()
    if not changed or not message:
        raise UsageError("A setting and a message go there.", hint="/once temperature=0 How many?")
    _check(context, settings)
    entry = replace(context.entry, text=message)
    submit = typed(context, entry, {field: settings.generation[field] for field in changed})
    return replace(submit, entry=context.entry)


@command("/unset field", complete=set_field_names)
async def unset(context: Context, argument: str) -> Outcome:
    """Leave a generation setting to the model again."""
    if not argument:
        raise UsageError("Which setting?", hint="/set lists them.")
    if argument not in fields():
        raise _no_setting(argument)
    context.change("/unset", {"generation": {argument: None}})
    return Say(f"{argument} is left to the model.")


@command("/system [text, @file, off]", complete=system_files)
async def system(context: Context, argument: str) -> Outcome:
    """Show, set or take away the system instruction, from now on."""
    if not argument:
        return Say(context.settings.system or "There is no system instruction.")
    if argument in NOTHING:
        context.change("/system", {"system": None})
        return Say("There is no system instruction any more.")
    text = system_argument(argument)
    context.change("/system", {"system": text})
    return Say(f"The system instruction is set, {plural(len(text.split()), 'word')}.")


def system_argument(argument: str) -> str:
    """Read a system instruction as it is given: the text itself, or ``@FILE``.

    Raises:
        UsageError: the file cannot be read.
    """
    if not argument.startswith("@"):
        return argument
    path = written_path(argument[1:])
    try:
        with path.open("rb") as file:
            data = file.read(_SYSTEM_LIMIT + 1)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}.") from error
    if len(data) > _SYSTEM_LIMIT:
        raise UsageError(f"{path} is too long for a system instruction.")
    return data.decode("utf-8", "replace").strip()


def change_generation(context: Context, origin: str, field: str, value: object) -> None:
    """Lay a generation setting over those that hold, if the model takes it.

    Raises:
        UsageError: it does not.
    """
    values = {"generation": {field: value}}
    _check(context, context.settings.with_layer(origin, values))
    context.change(origin, values)


def _check(context: Context, settings: Settings) -> None:
    """Refuse settings that the model does not take; those that hold already are let be."""
    listed = context.catalogue.find(settings.model)
    before = misfits(settings.model, listed, context.settings.generation).values()
    for sentence in misfits(settings.model, listed, settings.generation).values():
        if sentence not in before:
            raise UsageError(sentence)


def _set(context: Context, origin: str, name: str, text: str) -> Outcome:
    field, value = _parsed(f"{name}={text}", origin)
    change_generation(context, origin, field, value)
    return Say(f"{name} is {_values(context).get(name, text)} from now on.")


def _parsed(text: str, origin: str) -> tuple[str, object]:
    """Read a setting; a name the API does not document is a slip here, and goes by -o alone."""
    field, value = parse_option(text, origin)
    for place, name, known in unknown_names(field, value):
        near = get_close_matches(name.casefold(), [one.casefold() for one in known], n=1)
        meant = [one for one in known if one.casefold() in near]
        hint = f"Did you mean {meant[0]}?" if meant else f"It takes {either(known)}."
        raise UsageError(f"{origin}: {place} does not take “{name}”.", hint=hint)
    return field, value


def _no_setting(name: str) -> UsageError:
    if name in ELSEWHERE:
        hint = f"Use {ELSEWHERE[name]} in its place."
    else:
        near = get_close_matches(name, fields(), n=1)
        hint = f"Did you mean {near[0]}?" if near else "/set lists them."
    return UsageError(f"There is no setting {name}.", hint=hint)


def _explained(context: Context, name: str, meaning: str) -> Say:
    """What a setting is, what it is for and what it may be."""
    value, model = _values(context).get(name), context.settings.model
    limit = limits_of(model, context.catalogue.find(model)).get(name)
    taken = f"{model}: {limit.words or 'none'}." if limit else ""
    known = choices(name)
    if not taken and not all(one in meaning for one in known):
        taken = f"It takes {either(known)}."
    now = f"{name} is {value}, from {_origin(context, name)}."
    return Say(now if value else f"{name} is left to the model.", f"{meaning} {taken}".strip())


def _origin(context: Context, name: str) -> str:
    return context.settings.origin(f"generation.{name}")


def _values(context: Context) -> dict[str, str]:
    """The generation settings that are set, written as a person would."""
    return {name: written(value) for name, value in flattened(context.settings.generation).items()}
