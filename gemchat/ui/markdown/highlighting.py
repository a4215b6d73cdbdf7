"""Colours for code that arrives line by line.

Lexing a block again for each new line is quadratic, lexing lines by themselves is wrong inside
long strings and comments. So the lexer's state stack is kept from one line to the next.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pygments.lexer import Lexer, RegexLexer  # type: ignore[import-untyped]  # has no types
from pygments.lexers import get_lexer_by_name  # type: ignore[import-untyped]  # has no types
from pygments.token import Error, Whitespace, _TokenType  # type: ignore[import-untyped]  # ditto
from pygments.util import ClassNotFound  # type: ignore[import-untyped]  # has no types
from rich.style import Style

from gemchat.ui.markdown.rows import Run
from gemchat.ui.markdown.theme import Theme
from gemchat.ui.markdown.wrapping import text_of

_MAX_LINE = 2_000
_MAX_LINES = 20_000


class Highlighter:
    """Colours the lines of one code block, in order; the text itself is never changed."""

    def __init__(self, language: str, theme: Theme) -> None:
        self._theme = theme
        self._lexer = _lexer(language)
        self._states = ["root"]
        self._lines_left = _MAX_LINES

    def copy(self) -> Highlighter:
        """Return a highlighter that goes on by itself, for a look at what is unfinished."""
        twin = object.__new__(Highlighter)
        twin.__dict__.update(self.__dict__, _states=list(self._states))
        return twin

    def line(self, text: str) -> list[Run]:
        """Return *text*, the next line of the block, in colours."""
        self._lines_left -= 1
        plain = [(text, self._theme.text)]
        if self._lexer is None or len(text) > _MAX_LINE or self._lines_left < 0:
            return plain
        runs: list[Run] = []
        for token, value in _tokens(self._lexer, text + "\n", self._states):
            style = self._style(token)
            if runs and (runs[-1][1] == style or value.isspace()):
                runs[-1] = (runs[-1][0] + value, runs[-1][1])
            else:
                runs.append((value, style))
        last, style = runs.pop() if runs else plain[0]
        runs.append((last.removesuffix("\n"), style))
        return runs if text_of(runs) == text else plain

    def _style(self, token: _TokenType) -> Style:
        for depth in range(len(token), 0, -1):
            if style := self._theme.code.get(".".join(token[:depth])):
                return self._theme.text + style
        return self._theme.text


def _lexer(language: str) -> Lexer | None:
    if not language:
        return None
    try:
        return get_lexer_by_name(language)
    except ClassNotFound:
        return None


def _tokens(lexer: Lexer, line: str, states: list[str]) -> Iterator[tuple[_TokenType, str]]:
    if type(lexer).get_tokens_unprocessed is RegexLexer.get_tokens_unprocessed:
        return _resumed(lexer, line, states)
    return ((token, value) for _, token, value in lexer.get_tokens_unprocessed(line))


def _resumed(lexer: RegexLexer, text: str, states: list[str]) -> Iterator[tuple[_TokenType, str]]:
    """Lex *text* as ``RegexLexer`` does, but in *states*, and leave them as they are at its end.

    Pygments copies the stack it is given and never tells what became of it.
    """
    position = 0
    while position <= len(text):
        for match_rule, action, change in lexer._tokens[states[-1]]:
            if match := match_rule(text, position):
                yield from _acted(lexer, action, match)
                position = match.end()
                _change(states, change)
                break
        else:
            if position == len(text):
                return
            if text[position] == "\n":
                states[:] = ["root"]
                yield Whitespace, "\n"
            else:
                yield Error, text[position]
            position += 1


def _acted(
    lexer: RegexLexer, action: object, match: re.Match[str]
) -> Iterator[tuple[_TokenType, str]]:
    if isinstance(action, _TokenType):
        yield action, match.group()
    elif callable(action):
        yield from ((token, value) for _, token, value in action(lexer, match))


def _change(states: list[str], change: tuple[str, ...] | int | str | None) -> None:
    """Apply the new state that a rule asks for; the last state is never taken away."""
    match change:
        case tuple():
            for name in change:
                _change(states, -1 if name == "#pop" else name)
        case int():
            del states[max(1, len(states) + change) :]
        case "#push":
            states.append(states[-1])
        case str():
            states.append(change)
        case None:
            pass
