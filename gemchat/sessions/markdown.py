"""Conversations as Markdown files, to be read by people."""

from __future__ import annotations

from collections.abc import Iterator

from gemchat.chat.history import Turn, TurnOutcome
from gemchat.protocol.payload import as_objects, as_text
from gemchat.sessions.citations import sources_of
from gemchat.sessions.format import Format, HistoryFile
from gemchat.sessions.prose import Passage, address, escaped, passages, source_markdown
from gemchat.sessions.session import title_of
from gemchat.types.base import JsonObject


def write_markdown(history: HistoryFile) -> str:
    """Give a conversation as Markdown."""
    return "\n\n".join(_blocks(history)) + "\n"


def title_for(history: HistoryFile) -> str:
    """Give what a conversation is called, or what its first question begins with."""
    return history.title or next(filter(None, map(title_of, history.said)), "A conversation")


def speaker(content: JsonObject, model: str) -> str:
    """Give the name of who says a content."""
    return (model or "Gemini") if content.get("role") == "model" else "You"


def ending(turn: Turn) -> str:
    """Say how a turn ended that was not simply complete; nothing of others."""
    if turn.outcome is not TurnOutcome.COMPLETE:
        return f"{turn.outcome.value}: {turn.reason}" if turn.reason else turn.outcome.value
    return "cut off at the token limit" if turn.cut else ""


def _blocks(history: HistoryFile) -> Iterator[str]:
    yield f"# {title_for(history)}"
    for part in history.system or ():
        yield _quoted(as_text(part.get("text")))
    for content in history.contents:
        yield from _content(content, history.model)
    for turn in history.turns:
        yield from _turn(turn, history.model)


def _turn(turn: Turn, model: str) -> Iterator[str]:
    yield from _content(turn.user, model)
    for content in turn.contents:
        yield from _content(content, turn.model or model, turn.meta)
    sources = [source_markdown(*each) for each in enumerate(sources_of(turn.meta), 1)]
    if sources:
        yield "\n".join(sources)
    if ended := ending(turn):
        yield f"*{ended}*"


def _content(content: JsonObject, model: str, meta: JsonObject | None = None) -> Iterator[str]:
    if not as_objects(content.get("parts")):
        return
    yield f"## {speaker(content, model)}"
    yield from filter(None, map(_passage, passages(content, meta or {})))


def _passage(passage: Passage) -> str:
    if passage.media is not None:
        kind, data = passage.text, passage.media["data"]
        image = "!" if kind.startswith("image/") else ""
        return f"{image}[{escaped(kind)}]({address(f'data:{kind};base64,{data}')})"
    return _quoted(passage.text) if passage.thought else passage.text.strip("\n")


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.strip().split("\n"))


MARKDOWN = Format("Markdown", (".md",), write_markdown)
"""A conversation to be read; it cannot be taken up again."""
