"""Completion scripts for four shells: fixed texts that ask nobody and evaluate nothing.

Each follows the words typed so far from place to place, and offers what may come next. It stands
at ``sessions/list:`` behind that action, and at ``:--model`` where the value of that option is
due; ``prompt:`` is behind the first word of a prompt, where only options are left.
"""

from __future__ import annotations

import shlex
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from gemchat.app.subcommands.places import Flag, Place
from gemchat.app.subcommands.shell_scripts import BASH, FISH, POWERSHELL, ZSH

_PROMPT = "prompt"


@dataclass(frozen=True, slots=True)
class Step:
    """Where words lead: to a place, or to the value of an option if that is empty.

    If the value is optional, a word that looks like an option is none.
    """

    keys: tuple[str, ...]
    to: str = ""
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Stand:
    """What may come next: words with what they mean, or files."""

    keys: tuple[str, ...]
    offers: tuple[tuple[str, str], ...] = ()
    files: bool = False


@dataclass(frozen=True, slots=True)
class Way:
    """All that a script has to know."""

    steps: Sequence[Step]
    stands: Sequence[Stand]


Writer: TypeAlias = Callable[[Way], str]


def way_through(top: Place) -> Way:
    """Tell how to walk through a command line.

    Args:
        top: the program, with all that is inside it.
    """
    steps: list[Step] = []
    stands: list[Stand] = []
    for at, place in _standing(top):
        words = [(one.name, one.summary) for one in place.inner if at != _PROMPT]
        words += [(choice, place.summary) for choice in place.choices]
        flags = tuple((name, flag.summary) for flag in place.flags for name in flag.names)
        files = any("FILE" in word for word in place.words)
        stands.append(Stand((f"{at}:",), (*words, *flags), files))
        for flag in place.flags:
            keys = tuple(f"{at}:{name}" for name in flag.names)
            if flag.needs_value or flag.may_take_next:
                steps.append(Step(keys, optional=flag.may_take_next))
            if flag.may_take_next:
                stands.append(Stand(keys, flags))
            elif flag.needs_value and (flag.choices or flag.is_file):
                stands.append(Stand(keys, _choices(flag), flag.is_file))
        if at != _PROMPT:
            steps += [Step((f"{at}:{one.name}",), _key(one)) for one in place.inner]
    return Way(steps, stands)


def bash(way: Way) -> str:
    """Write the script for bash."""
    return BASH % {
        "steps": _lines(map(_posix_step, way.steps)),
        "stands": _lines(_bash_stands(way)),
    }


def zsh(way: Way) -> str:
    """Write the script for zsh."""
    return ZSH % {"steps": _lines(map(_posix_step, way.steps)), "stands": _lines(_zsh_stands(way))}


def fish(way: Way) -> str:
    """Write the script for fish."""
    return FISH % {"steps": _lines(_fish_steps(way)), "stands": _lines(_fish_stands(way))}


def powershell(way: Way) -> str:
    """Write the script for PowerShell."""
    return POWERSHELL % {"steps": _lines(_power_steps(way)), "stands": _lines(_power_stands(way))}


SHELLS: Mapping[str, Writer] = {
    "bash": bash,
    "zsh": zsh,
    "fish": fish,
    "powershell": powershell,
}
"""What writes the script of each shell."""


def _standing(top: Place) -> Iterator[tuple[str, Place]]:
    for place in top.all:
        yield _key(place), place
    yield _PROMPT, top


def _key(place: Place) -> str:
    return "/".join(place.path)


def _choices(flag: Flag) -> tuple[tuple[str, str], ...]:
    return tuple((choice, flag.summary) for choice in flag.choices)


def _lines(lines: Iterable[str]) -> str:
    return "\n".join(lines)


def _posix_step(step: Step) -> str:
    action = f"at={step.to}" if step.to else f"skip={_skipped(step)}"
    return f"            {'|'.join(step.keys)}) {action} ;;"


def _skipped(step: Step) -> str:
    return "maybe" if step.optional else "value"


def _bash_stands(way: Way) -> Iterator[str]:
    for stand in way.stands:
        words = " ".join(shlex.quote(word) for word, _ in stand.offers)
        files = "compopt -o default 2>/dev/null; " if stand.files else ""
        yield f"        {'|'.join(stand.keys)}) {files}offered=({words}) ;;"


def _zsh_stands(way: Way) -> Iterator[str]:
    for stand in way.stands:
        words = " ".join(shlex.quote(f"{word}:{summary}") for word, summary in stand.offers)
        files = "_files; " if stand.files else ""
        yield f"        {'|'.join(stand.keys)}) {files}offered=({words}) ;;"


def _fish_steps(way: Way) -> Iterator[str]:
    for step in way.steps:
        yield f"            case {' '.join(step.keys)}"
        yield f"                set {f'at {step.to}' if step.to else f'skip {_skipped(step)}'}"


def _fish_stands(way: Way) -> Iterator[str]:
    for stand in way.stands:
        yield f"        case {' '.join(stand.keys)}"
        if stand.files:
            yield "            __fish_complete_path (commandline -ct)"
        for word, summary in stand.offers:
            yield f"            printf '%s\\t%s\\n' {_fish_quoted(word)} {_fish_quoted(summary)}"


def _power_steps(way: Way) -> Iterator[str]:
    for step in way.steps:
        for key in step.keys:
            action = f"$at = '{step.to}'" if step.to else f"$skip = '{_skipped(step)}'"
            yield f"            {_power_quoted(key)} {{ {action} }}"


def _power_stands(way: Way) -> Iterator[str]:
    for stand in way.stands:
        offers = ", ".join(_power_quoted(f"{word}: {summary}") for word, summary in stand.offers)
        for key in stand.keys if offers else ():
            yield f"        {_power_quoted(key)} {{ {offers} }}"


def _fish_quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def _power_quoted(text: str) -> str:
    doubled = text.replace("'", "''")
    return f"'{doubled}'"
