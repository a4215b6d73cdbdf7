"""Comments and strings that go on over lines of code.

Many lexers match them with one expression that needs to see their end. As long as it has not come,
it is made up: the line is lexed with a closer after it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeAlias

from pygments.token import Comment, String, _TokenType  # type: ignore[import-untyped]  # no types

Lexed: TypeAlias = tuple[_TokenType, str]
"""A piece of code and what it is."""

_CLOSERS = {
    "/*": "*/",
    "<!--": "-->",
    '"""': '"""',
    "'''": "'''",
    "`": "`",
    "{-": "-}",
    "--[[": "]]",
    "=begin": "=end",
    "=pod": "=cut",
    "<#": "#>",
    "%{": "%}",
    "<![CDATA[": "]]>",
}
_OPENER = re.compile(rf"{'|'.join(map(re.escape, _CLOSERS))}|<<[-~]?\s*(['\"]?)(?P<word>\w+)\1")


@dataclass(frozen=True, slots=True)
class Span:
    """A comment or string that goes on until its closer comes."""

    token: _TokenType
    closer: str


def begun_span(line: str, lex: Callable[[str], Iterable[Lexed]]) -> tuple[list[Lexed], Span] | None:
    """Return the pieces of *line* and the span that is open at its end, if there is one.

    The span must be one piece with its opener; where it is not, the lexer has a state for it, and
    *lex* is not asked any further than the beginning of the next line.
    """
    if not (found := _unclosed(line)):
        return None
    opener, closer = found
    pieces: list[Lexed] = []
    at = 0
    for token, text in lex(f"{line}\nx\n{closer}\n"):
        if at + len(text) > len(line) + 1:
            if opener not in text or not (token in Comment or token in String):
                return None
            return [*pieces, (token, line[at:])], Span(token, closer)
        pieces.append((token, text))
        at += len(text)
    return None


def _unclosed(line: str) -> tuple[str, str] | None:
    """Return the first opener of *line* whose closer does not follow in it, and that closer."""
    at = 0
    while opener := _OPENER.search(line, at):
        closer = opener["word"] or _CLOSERS[opener.group()]
        end = line.find(closer, opener.end())
        if end < 0:
            return opener.group(), closer
        at = end + len(closer)
    return None
