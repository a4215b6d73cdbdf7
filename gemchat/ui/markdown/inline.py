"""The inside of a paragraph: emphasis, code, links and formulas as styled text."""

from __future__ import annotations

import re
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from rich.style import Style

from gemchat.shown import shown
from gemchat.ui.markdown.rows import Run, hyperlink
from gemchat.ui.markdown.theme import Theme
from gemchat.ui.markdown.wrapping import text_of

# What a dollar means follows pandoc: no space just inside, no digit after the closing one.
FORMULA = re.compile(
    r"\$\$[^$]+\$\$|\$(?![\s$])(?:[^$\\]|\\.)*(?<!\s)\$(?![\d$])|\\\((?:(?!\\\)).)+\\\)", re.DOTALL
)
_SCHEME = re.compile(r"(?<![a-zA-Z0-9])https?$")
_REST_OF_ADDRESS = re.compile(r"://[^\s<>\"`|]+")
_SPACES = re.compile(r"\s+")


def inline(source: str, theme: Theme, base: Style | None = None) -> list[Run]:
    """Return the text of *source* with its styles on top of *base*; LF is a hard break."""
    tokens = _parser().parseInline(shown(source))[0].children or []
    return _Styling(theme, base or theme.text).runs_of(tokens)


class _Styling:
    """Collects runs while it goes through the tokens, with a style for each open span."""

    def __init__(self, theme: Theme, base: Style) -> None:
        self._theme = theme
        self._styles = [base]
        self._runs: list[Run] = []
        self._links: list[tuple[str, int]] = []

    def runs_of(self, tokens: list[Token]) -> list[Run]:
        for token in tokens:
            self._take(token)
        return self._runs

    def _take(self, token: Token) -> None:
        theme = self._theme
        match token.type:
            case "softbreak":
                self._add(" ")
            case "hardbreak":
                self._runs.append(("\n", self._styles[-1]))
            case "code_inline":
                self._add(token.content, theme.code_span)
            case "image":
                self._add(f"[image: {token.content}]")
                self._add(f" ({token.attrs.get('src')})", theme.address)
            case "strong_open":
                self._enter(theme.strong)
            case "em_open":
                self._enter(theme.emphasis)
            case "s_open":
                self._enter(theme.struck)
            case "link_open":
                self._open_link(str(token.attrs.get("href", "")))
            case "link_close":
                self._close_link()
            case "strong_close" | "em_close" | "s_close":
                self._styles.pop()
            case "formula":
                self._add(token.content)
            case _:
                self._add(_SPACES.sub(" ", token.content))

    def _add(self, text: str, style: Style | None = None) -> None:
        # entities are decoded by now, so the text is as foreign as it was at first
        if safe := shown(text).replace("\n", " "):
            now = self._styles[-1]
            self._runs.append((safe, now + style if style else now))

    def _enter(self, style: Style) -> None:
        self._styles.append(self._styles[-1] + style)

    def _open_link(self, address: str) -> None:
        self._links.append((address, len(self._runs)))
        self._enter(self._theme.link + Style(link=hyperlink(address)))

    def _close_link(self) -> None:
        address, start = self._links.pop()
        self._styles.pop()
        if text_of(self._runs[start:]) not in (address, address.removeprefix("mailto:")):
            self._add(f" ({address})", self._theme.address)


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable("strikethrough")
    parser.inline.ruler.before("escape", "formula", _formula)
    parser.inline.ruler.before("escape", "bare_address", _bare_address)
    return parser


def _formula(state: StateInline, silent: bool) -> bool:
    """Keep a formula as it is written: its underscores and stars are no emphasis."""
    match = FORMULA.match(state.src, state.pos)
    if not match:
        return False
    if not silent:
        state.push("formula", "", 0).content = match[0]
    state.pos = match.end()
    return True


def _bare_address(state: StateInline, silent: bool) -> bool:
    """Make a link of an address in plain text; the scheme before the colon is pending text."""
    scheme = _SCHEME.search(state.pending)
    rest = _REST_OF_ADDRESS.match(state.src, state.pos)
    if not scheme or not rest or silent or state.linkLevel:
        return False
    tail = _without_punctuation(rest[0])
    if tail == "://":
        return False
    written = scheme[0] + tail
    address = state.md.normalizeLink(written)
    state.pending = state.pending[: scheme.start()]
    state.push("link_open", "a", 1).attrs = {"href": address}
    state.push("text", "", 0).content = state.md.normalizeLinkText(written)
    state.push("link_close", "a", -1)
    state.pos += len(tail)
    return True


def _without_punctuation(address: str) -> str:
    """Leave out what ends the sentence around *address* rather than the address itself."""
    while address[-1] in "?!.,:;*_~'\"" or (
        address[-1] == ")" and address.count(")") > address.count("(")
    ):
        address = address[:-1]
    return address
