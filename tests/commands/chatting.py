"""A chat to try commands on: over a scripted network, with sessions in a folder."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from gemchat.client.operations import Operations
from gemchat.commands import COMMANDS
from gemchat.commands.catalogue import ModelCatalogue
from gemchat.commands.context import Context
from gemchat.commands.entry import Entry
from gemchat.commands.outcome import Choose, Confirm, Outcome, Pick, Say, Show, Submit
from gemchat.protocol.gemini import GeminiBackend
from gemchat.sessions.store import SessionStore
from gemchat.settings import Settings
from tests.fakes import ScriptedTransport

_CHAT = {"supportedGenerationMethods": ["generateContent"]}
_LISTED = [
    {"name": "models/gemini-pro", "inputTokenLimit": 2048, "outputTokenLimit": 64} | _CHAT,
    {"name": "models/gemini-flash"} | _CHAT,
    {"name": "models/gemini-flash-tts"} | _CHAT,
    {"name": "models/embedding", "supportedGenerationMethods": ["embedContent"]},
]
MODELS = [f"raw: {json.dumps({'models': _LISTED})}"]
"""The script of a list of models, two of which one can talk to."""


def reply(text: str, prompt: int = 3, answer: int = 2) -> list[str]:
    """The script of a whole reply."""
    return [f"text: {text}", "finish: STOP", f"usage: {prompt} {answer}"]


def yes(question: Outcome) -> Outcome:
    """Say yes to a question, and give what comes of it."""
    assert isinstance(question, Confirm)

    async def answer() -> Outcome:
        return await question.then()

    return asyncio.run(answer())


def choose(question: Outcome, index: int) -> Outcome:
    """Choose an answer or an entry, and give what comes of it."""
    assert isinstance(question, Choose | Pick)

    async def answer() -> Outcome:
        return await question.then(index)

    return asyncio.run(answer())


class Chat:
    """A context, what it was asked over the network, and ways to use it without a loop.

    Args:
        folder: where files go.
        script: the answers of the network, in order.
        settings: laid over the defaults.
        environment: variables beside those that every chat has.
        saving: whether sessions are kept.
        paid: whether answers cost money.
    """

    def __init__(
        self,
        folder: Path,
        *script: Sequence[str],
        settings: Mapping[str, object] | None = None,
        environment: Mapping[str, str] = MappingProxyType({}),
        saving: bool = True,
        paid: bool = True,
    ) -> None:
        self.folder = folder
        self.transport = ScriptedTransport(*script)
        backend = GeminiBackend(key="key")
        self.context = Context(
            Settings.of(()).with_layer("-", settings or {}),
            self.transport,
            backend,
            SessionStore(folder / "sessions"),
            ModelCatalogue(Operations(self.transport, backend), folder / "models.json"),
            environment={"PATH": os.defpath, "GEMCHAT_HOME": str(folder), **environment},
            saving=saving,
            paid=paid,
        )

    def run(self, line: str) -> Outcome:
        """Run a command."""
        self.context.entry = Entry(line)
        return asyncio.run(COMMANDS.run(self.context, line))

    def said(self, line: str) -> str:
        """Run a command that says something, and give its words."""
        outcome = self.run(line)
        assert isinstance(outcome, Say)
        return f"{outcome.text} {outcome.hint}".strip()

    def shown(self, line: str) -> list[tuple[str, ...]]:
        """Run a command that shows a table, and give its rows."""
        outcome = self.run(line)
        assert isinstance(outcome, Show)
        return [tuple(row) for row in outcome.rows]

    def ask(self, submit: str | Submit, *, thoughts: bool = False) -> None:
        """Send a message and wait for the end of the reply."""
        asyncio.run(self._ask(Submit(submit) if isinstance(submit, str) else submit, thoughts))

    async def _ask(self, submit: Submit, thoughts: bool) -> None:
        events = self.context.ask(
            submit.message,
            submit.once,
            model=submit.model,
            thoughts=thoughts,
            replaces=submit.replaces,
        )
        async for _ in events:
            pass

    @property
    def questions(self) -> list[str]:
        """The first texts of the user contents of the last request."""
        contents = self.transport.bodies[-1]["contents"]
        return [each["parts"][0]["text"] for each in contents if each["role"] == "user"]

    @property
    def models(self) -> list[str]:
        """The models that were asked, in order."""
        urls = [call.url for call in self.transport.calls]
        return [url.rpartition("/")[2].partition(":")[0] for url in urls]
