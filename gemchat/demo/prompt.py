"""A generateContent request, understood: the conversation so far and what is wanted of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from gemchat.demo.http import Json

MEDIA_TOKENS = 258


@dataclass(frozen=True, slots=True)
class Prompt:
    """One request for a reply.

    Args:
        model: The model's id, without `models/`.
        body: The request as it was sent, which has been checked.
        streamed: Whether the reply goes out in chunks.
        sse: Whether these are events, and not members of an array.
        attempt: How often these contents have been sent, this time included.
        cached: The bytes of the cached content that the request builds on.
    """

    model: str
    body: Json
    streamed: bool = True
    sse: bool = True
    attempt: int = 1
    cached: int = 0

    @property
    def contents(self) -> list[Json]:
        """The conversation so far, the newest message last."""
        contents: list[Json] = self.body.get("contents") or []
        return contents

    @property
    def config(self) -> Json:
        """The generation settings sent along."""
        return member(self.body, "generationConfig") or {}

    @property
    def text(self) -> str:
        """The last text part of the user: what was asked, without the files in front of it."""
        written = [text for texts in self._written() for text in texts]
        return written[-1] if written else ""

    @property
    def questions(self) -> list[str]:
        """What the user wrote: a text for each user content that has any."""
        return ["\n".join(texts) for texts in self._written() if texts]

    @property
    def results(self) -> list[Json]:
        """The function responses that this request brings, if it answers calls."""
        last = parts(self.contents[-1])
        found = (member(part, "functionResponse") for part in last)
        return [result for result in found if result]

    @property
    def functions(self) -> list[Json]:
        """The functions the client has declared."""
        tools = self.body.get("tools") or []
        return [one for tool in tools for one in member(tool, "functionDeclarations") or []]

    @property
    def thoughts_wanted(self) -> bool:
        """Whether summaries of thoughts are to be part of the reply."""
        thinking = member(self.config, "thinkingConfig") or {}
        return bool(member(thinking, "includeThoughts"))

    @property
    def bytes(self) -> int:
        """The size of all that the model would read."""
        said = [*self.contents, member(self.body, "systemInstruction") or {}]
        return self.cached + 1 + sum(size(part) for content in said for part in parts(content))

    @property
    def tokens(self) -> int:
        """What the request counts as, in the demo's own measure."""
        return tokens(self.bytes)

    def _written(self) -> Iterator[list[str]]:
        for content in self.contents:
            if content.get("role") in {"user", None}:
                yield [part["text"] for part in parts(content) if part.get("text")]


def member(value: Json, name: str) -> Any:
    """Look up a member that may be written in camelCase or in snake_case."""
    snake = "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name)
    return value.get(name, value.get(snake))


def parts(content: Json) -> list[Json]:
    """List the parts of a content, which may have none."""
    found: list[Json] = content.get("parts") or []
    return found


def size(part: Json) -> int:
    """Measure a part: the bytes of its text, and a flat rate for anything else."""
    text = part.get("text")
    return 4 * MEDIA_TOKENS if text is None else len(text.encode("utf-8", "replace"))


def tokens(amount: int) -> int:
    """Count tokens in the demo's own measure: four bytes each."""
    return -(-amount // 4)
