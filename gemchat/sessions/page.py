"""Conversations as one web page that needs nothing else, fetches nothing and runs nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from html import escape
from typing import Any, Final

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from pygments import highlight  # type: ignore[import-untyped]  # has no types
from pygments.formatters import HtmlFormatter  # type: ignore[import-untyped]  # has no types
from pygments.lexers import get_lexer_by_name  # type: ignore[import-untyped]  # has no types
from pygments.util import ClassNotFound  # type: ignore[import-untyped]  # has no types

from gemchat.chat.history import Turn
from gemchat.protocol.payload import as_objects, as_text
from gemchat.sessions.citations import sources_of
from gemchat.sessions.format import HistoryFile
from gemchat.sessions.markdown import ending, speaker, title_for
from gemchat.sessions.prose import Passage, passages, source_markdown
from gemchat.types.base import JsonObject

_MEDIA_TYPE: Final = re.compile(r"(image|audio|video|[a-z]+)/[a-z0-9.+-]+")
_BASE64: Final = re.compile(r"[A-Za-z0-9+/]*={0,2}")
_STANDARD: Final = str.maketrans("-_", "+/")

_PAGE: Final = """\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; \
media-src data:; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>{title}</title>
<style>
{style}
</style>
</head>
<body>
<main>
<h1>{title}</h1>
{body}
</main>
</body>
</html>
"""
_STYLE: Final = """\
body { font: 1rem/1.55 system-ui, sans-serif; margin: 0; background: Canvas; color: CanvasText }
main { max-width: 46rem; margin: 0 auto; padding: 1rem }
article { margin: 1.5rem 0; overflow-wrap: break-word }
article > h2 { font-size: .85rem; margin: 0; opacity: .65 }
.user { border-left: .25rem solid #4a80d8; padding-left: .8rem }
.note, details, footer { font-size: .9rem; opacity: .8 }
pre { overflow-x: auto; padding: .7rem; border-radius: .3rem }
table { border-collapse: collapse }
th, td { border: 1px solid #8888; padding: .2rem .6rem }
blockquote { border-left: .2rem solid #8888; margin-left: 0; padding-left: .8rem }
img, video { max-width: 100% }"""


def write_page(history: HistoryFile) -> str:
    """Give a conversation as a web page."""
    title = escape(title_for(history))
    return _PAGE.format(title=title, style=_style(), body="\n".join(_articles(history)))


def _articles(history: HistoryFile) -> Iterator[str]:
    for part in history.system or ():
        yield _details("System instruction", _rendered(as_text(part.get("text"))))
    for content in history.contents:
        yield _article(content, history.model)
    for turn in history.turns:
        yield from _turn(turn, history.model)


def _turn(turn: Turn, model: str) -> Iterator[str]:
    yield _article(turn.user, model)
    for content in turn.contents:
        yield _article(content, turn.model or model, turn.meta)
    sources = [source_markdown(*each) for each in enumerate(sources_of(turn.meta), 1)]
    if sources:
        listed = _rendered("\n".join(sources))
        yield f"<footer>\n{listed}</footer>"
    if ended := ending(turn):
        yield f'<p class="note">{escape(ended)}</p>'


def _article(content: JsonObject, model: str, meta: JsonObject | None = None) -> str:
    if not as_objects(content.get("parts")):
        return ""
    role = "model" if content.get("role") == "model" else "user"
    name = escape(speaker(content, model))
    body = "\n".join(map(_passage, passages(content, meta or {})))
    return f'<article class="{role}">\n<h2>{name}</h2>\n{body}\n</article>'


def _passage(passage: Passage) -> str:
    if passage.media is not None:
        return _media(passage.text, passage.media["data"])
    body = _rendered(passage.text)
    return _details("Thought", body) if passage.thought else body


def _media(kind: str, data: str) -> str:
    """Media inside the page; of what is no such thing only its name."""
    data = data.translate(_STANDARD)
    known = _MEDIA_TYPE.fullmatch(kind)
    if not known or not _BASE64.fullmatch(data):
        return f"<p>[{escape(kind)}]</p>"
    address = f"data:{kind};base64,{data}"
    match known[1]:
        case "image":
            return f'<p><img src="{address}" alt="{kind}"></p>'
        case "audio" | "video" as player:
            return f'<p><{player} controls src="{address}"></{player}></p>'
        case _:
            return f'<p><a download href="{address}">{kind}</a></p>'


def _details(summary: str, body: str) -> str:
    return f"<details>\n<summary>{summary}</summary>\n{body}</details>"


def _style() -> str:
    light, dark = (_colors(name) for name in ("friendly", "github-dark"))
    return f"{_STYLE}\n{light}\n@media (prefers-color-scheme: dark) {{\n{dark}\n}}"


def _colors(style: str) -> str:
    defined: str = HtmlFormatter(style=style).get_style_defs("pre")
    return defined


def _rendered(text: str) -> str:
    rendered: str = _markdown().render(text)
    return rendered


def _markdown() -> MarkdownIt:
    options = {"html": False, "highlight": _highlighted}
    markdown = MarkdownIt("commonmark", options).enable(["table", "strikethrough"])
    markdown.add_render_rule("image", _linked)
    return markdown


def _linked(
    _renderer: RendererHTML, tokens: Sequence[Token], at: int, _options: OptionsDict, _env: EnvType
) -> str:
    """A picture that the text names is a link: to show it would be to fetch it."""
    address = escape(str(tokens[at].attrs["src"]))
    return f'<a href="{address}">{escape(tokens[at].content or "picture")}</a>'


def _highlighted(code: str, language: str, _attributes: Any) -> str:
    try:
        lexer = get_lexer_by_name(language)
    except ClassNotFound:
        return escape(code)
    colored: str = highlight(code, lexer, HtmlFormatter(nowrap=True))
    return colored
