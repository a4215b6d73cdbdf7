"""Colours for code that arrives line by line.

Lexing a block again for each new line is quadratic, lexing lines by themselves is wrong inside
long strings and comments. So the lexer's state stack is kept from one line to the next.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import copy
from operator import itemgetter

from pygments.lexer import ExtendedRegexLexer, Lexer, RegexLexer  # type: ignore[import-untyped]  # has no types
from pygments.lexers import get_lexer_by_name  # type: ignore[import-untyped]  # has no types
from pygments.token import Error, Whitespace, _TokenType  # type: ignore[import-untyped]  # ditto
from pygments.util import ClassNotFound  # type: ignore[import-untyped]  # has no types
from rich.style import Style

from gemchat.ui.markdown.rows import Run
from gemchat.ui.markdown.spans import Lexed, Span, begun_span
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
        self._span: Span | None = None
        self._lines_left = _MAX_LINES

    def copy(self) -> Highlighter:
        """Return a highlighter that goes on by itself, for a look at what is unfinished."""
        twin = copy(self)
        twin._states = list(self._states)
        return twin

    def line(self, text: str) -> list[Run]:
        """Return *text*, the next line of the block, in colours."""
        self._lines_left -= 1
        plain = [(text, self._theme.text)]
        if self._lexer is None or len(text) > _MAX_LINE or self._lines_left < 0:
            return plain
        runs: list[Run] = []
        for token, piece in filter(itemgetter(1), self._lexed(text)):
            style = self._style(token)
            if runs and (runs[-1][1] == style or piece.isspace()):
                runs[-1] = (runs[-1][0] + piece, runs[-1][1])
            else:
                runs.append((piece, style))
        return runs if text_of(runs) == text else plain

    def _lexed(self, text: str) -> Iterator[Lexed]:
        rest = text
        if span := self._span:
            end = text.find(span.closer)
            if end < 0:
                yield span.token, text
                return
            end += len(span.closer)
            yield span.token, text[:end]
            rest, self._span = text[end:], None
        yield from self._lexed_outside(rest)

    def _lexed_outside(self, text: str) -> list[Lexed]:
        """Lex a line, or the rest of one, that begins in no span."""
        states = list(self._states)
        if begun := begun_span(text, lambda code: _pieces(self._lexer, code, states)):
            pieces, self._span = begun
            self._states = states
            return pieces
        line = _pieces(self._lexer, text + "\n", self._states)
        return [(token, piece.replace("\n", "")) for token, piece in line]

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


def _pieces(lexer: Lexer, code: str, states: list[str]) -> Iterator[Lexed]:
    """Lex *code*, from *states* if the lexer is one that can be resumed."""
    if isinstance(lexer, RegexLexer) and not isinstance(lexer, ExtendedRegexLexer):
        return _resumed(lexer, code, states)
    return ((token, text) for _, token, text in lexer.get_tokens_unprocessed(code))


def _resumed(lexer: RegexLexer, text: str, states: list[str]) -> Iterator[Lexed]:
    """Lex *text* as ``RegexLexer`` does, but in *states*, and leave them as they are at its end.

    Pygments copies the stack it is given and never tells what became of it. What some lexers do
    with the result, such as naming builtins, is left out.
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


def _acted(lexer: RegexLexer, action: object, match: re.Match[str]) -> Iterator[Lexed]:
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
