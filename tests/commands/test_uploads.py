"""Files that were uploaded in one run, and are needed in a later one."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gemchat import Client
from gemchat.client.http import AsyncTransport
from gemchat.client.operations import Operations
from gemchat.commands import COMMANDS
from gemchat.commands.catalogue import ModelCatalogue
from gemchat.commands.context import Context
from gemchat.demo import DemoServer
from gemchat.errors import AccessError
from gemchat.protocol.gemini import GeminiBackend
from gemchat.sessions.store import SessionStore
from gemchat.settings import Settings

PDF = b"%PDF-1.7 and so on"
AGAIN = "demo:lf"


@pytest.fixture
def report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A file that is too large to be in a message."""
    monkeypatch.setattr("gemchat.client.attachments.INLINE_LIMIT", 8)
    path = tmp_path / "report.pdf"
    path.write_bytes(PDF)
    return path


def run(
    demo: DemoServer, folder: Path, *steps: Callable[[Context], Any], saving: bool = True
) -> Context:
    """Use a context of its own, as another run of the program would."""

    async def ran() -> Context:
        transport, backend = AsyncTransport(demo.url), GeminiBackend("k", base_url=demo.url)
        catalogue = ModelCatalogue(Operations(transport, backend), folder / "models.json")
        store = SessionStore(folder / "sessions")
        settings = Settings.of(())
        context = Context(
            settings, transport, backend, store, catalogue, environment={}, saving=saving
        )
        for step in steps:
            done = step(context)
            if asyncio.iscoroutine(done):
                await done
        context.close()
        await transport.aclose()
        return context

    return asyncio.run(ran())


def asking(*message: object) -> Callable[[Context], Any]:
    """Ask, and read the reply to its end."""

    async def ask(context: Context) -> None:
        user = await context.attachments.content([*message])
        async for _ in context.ask(user):
            pass

    return ask


def command(line: str) -> Callable[[Context], Any]:
    return lambda context: COMMANDS.run(context, line)


def expire(demo: DemoServer, context: Context) -> str:
    """Let the service drop the file that the first question names."""
    uri = str(context.conversation.history.contents()[0]["parts"][0]["fileData"]["fileUri"])
    with Client(api_key="k", http_options={"base_url": demo.url}) as client:
        client.files.delete(name=uri)
    return uri


@pytest.fixture
def first(demo: DemoServer, tmp_path: Path, report: Path) -> tuple[str, str]:
    """A session with a file that is gone from the service: its id and the file's address."""
    context = run(demo, tmp_path, asking(report, AGAIN))
    return context.session.id, expire(demo, context)


@pytest.mark.parametrize("way", [Context.resume, Context.fork])
@pytest.mark.parametrize("saving", [True, False])
def test_it_is_uploaded_again_when_it_is_needed(
    demo: DemoServer, tmp_path: Path, first: tuple[str, str], way: Any, saving: bool
) -> None:
    session, uri = first
    context = run(demo, tmp_path, lambda it: way(it, session), asking(AGAIN), saving=saving)
    assert expire(demo, context) == uri
    later = context.session.id or session
    again = run(demo, tmp_path, lambda it: it.resume(later), asking(AGAIN))
    assert len(again.conversation.history.turns) == (3 if saving else 2)


def test_it_goes_with_contents_that_are_loaded(
    demo: DemoServer, tmp_path: Path, report: Path
) -> None:
    file = tmp_path / "chat.json"
    steps = asking(report, AGAIN), command(f"/save {file}"), command(f"/load {file}")
    context = run(demo, tmp_path, *steps)
    expire(demo, context)
    assert context.store.read(context.session.id).loaded
    run(demo, tmp_path, lambda it: it.resume(context.session.id), asking(AGAIN))


def test_another_file_is_not_sent_in_its_place(
    demo: DemoServer, tmp_path: Path, report: Path, first: tuple[str, str]
) -> None:
    for data in (b"%PDF-1.7 and so in", PDF + b"!"):
        report.write_bytes(data)
        with pytest.raises(AccessError, match="do not have permission to access the File"):
            run(demo, tmp_path, lambda it: it.fork(first[0]), asking(AGAIN))
    report.write_bytes(PDF)
    run(demo, tmp_path, lambda it: it.resume(first[0]), asking(AGAIN))


def test_it_is_noted_once(demo: DemoServer, tmp_path: Path, first: tuple[str, str]) -> None:
    run(demo, tmp_path, lambda it: it.resume(first[0]), asking(AGAIN))
    [session] = (tmp_path / "sessions").glob("*.jsonl")
    assert session.read_text().count('{"k":"upload"') == 1
