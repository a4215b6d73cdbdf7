"""The command line as places where one can stand, and what may come next in each."""

from __future__ import annotations

from argparse import SUPPRESS, Action, ArgumentParser, _SubParsersAction
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_FILES = {"FILE", "PATH"}
_BY_SIGN_ALONE = {"debug"}
"""What takes a value behind ``=``, but never the next word."""


@dataclass(frozen=True, slots=True)
class Flag:
    """An option.

    Attributes:
        names: as they are typed, the short one first.
        value: the name of its value, or empty.
        needs_value: whether the next word is that value, whatever it looks like.
        may_take_next: whether the next word is that value if it looks like no option.
        choices: all that the value may be, if that is known.
        is_file: whether the value names a file.
    """

    names: tuple[str, ...]
    summary: str
    value: str = ""
    needs_value: bool = False
    may_take_next: bool = False
    choices: tuple[str, ...] = ()
    is_file: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """Where one stands after the program's name, a subcommand, or one of its actions.

    Attributes:
        path: the words that lead here, the program's name left out.
        summary: what it does, a sentence.
        flags: its options.
        words: the names of the words it takes.
        choices: all that such a word may be, if that is known.
        inner: the places that another word leads to.
    """

    path: tuple[str, ...]
    summary: str
    flags: tuple[Flag, ...]
    words: tuple[str, ...]
    choices: tuple[str, ...]
    inner: tuple[Place, ...]

    @property
    def name(self) -> str:
        """The word that leads here."""
        return self.path[-1] if self.path else ""

    @property
    def all(self) -> Iterator[Place]:
        """This place and those inside it."""
        yield self
        for place in self.inner:
            yield from place.all


def place_of(
    parser: ArgumentParser,
    path: tuple[str, ...] = (),
    summary: str = "",
    inner: Iterable[Place] = (),
) -> Place:
    """Read a parser.

    Args:
        parser: knows the options and words, and the actions if it has any.
        path: the words that lead to it.
        summary: what it does.
        inner: further places inside it.
    """
    found = tuple(inner)
    flags: list[Flag] = []
    words: list[str] = []
    choices: list[str] = []
    for one in parser._actions:
        if isinstance(one, _SubParsersAction):
            found += tuple(_actions(one, path))
        elif one.option_strings and not (path and one.dest == "help"):
            flags.append(_flag(one))
        elif not one.option_strings and one.help != SUPPRESS:
            words.append(f"[{one.metavar}]" if one.nargs in ("?", "*") else str(one.metavar))
            choices += one.choices or ()
    return Place(path, summary, tuple(flags), tuple(words), tuple(choices), found)


def _actions(action: _SubParsersAction[ArgumentParser], path: tuple[str, ...]) -> Iterator[Place]:
    for name, parser in action.choices.items():
        yield place_of(parser, (*path, name), parser.description or "")


def _flag(action: Action) -> Flag:
    value = str(action.metavar or "") or "|".join(map(str, action.choices or ()))
    return Flag(
        names=tuple(action.option_strings),
        summary=action.help or "",
        value="" if action.nargs == 0 else value,
        needs_value=action.nargs is None,
        may_take_next=action.nargs == "?" and action.dest not in _BY_SIGN_ALONE,
        choices=tuple(map(str, action.choices or ())),
        is_file=action.metavar in _FILES,
    )
