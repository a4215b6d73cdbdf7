"""The loop at the prompt, with a keyboard that types by itself."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput

from gemchat.commands import COMMANDS
from gemchat.commands.entry import Entry
from gemchat.commands.outcome import Outcome
from gemchat.ui.looks import Looks
from gemchat.ui.media import MediaShelf
from gemchat.ui.prompt import Prompt
from gemchat.ui.repl import Repl
from gemchat.ui.theme import Theme
from tests.commands.chatting import Chat
from tests.terminal import KEYS
from tests.ui.turns import Page

ENTER, STOP, LEAVE = KEYS["enter"], KEYS["c-c"], KEYS["c-d"]


def paste(text: str) -> str:
    """Give what a terminal sends when a text is pasted."""
    return f"\x1b[200~{text}\x1b[201~"


class Typist(Prompt):
    """Types the next keys whenever the prompt stands, and leaves at their end."""

    def __init__(self, chat: Chat, keys: PipeInput, typed: Sequence[str]) -> None:
        super().__init__(
            chat.context,
            COMMANDS,
            history_file=None,
            editing_mode="emacs",
            status=lambda: "",
            input=keys,
            output=DummyOutput(),
        )
        self._keyboard = keys
        self._typed = iter(typed)

    async def ask(self) -> Entry:
        self._keyboard.send_text(next(self._typed, LEAVE))
        return await super().ask()

    async def answer(self, words: str) -> str:
        self._keyboard.send_text(next(self._typed))
        return await super().answer(words)


def talk(
    chat: Chat,
    *typed: str,
    meanwhile: str = "",
    first: Outcome | Sequence[Outcome] = (),
    yes: bool = False,
) -> list[str]:
    """Talk until the keys are used up; give the rows.

    Args:
        chat: what is talked about, and with whom.
        typed: keys for one prompt after the other.
        meanwhile: keys for the moment when the network falls silent.
        first: what is done before the first prompt.
        yes: whether every question is answered with yes.
    """
    outcomes = first if isinstance(first, Sequence) else [first]
    page = Page(width=80)
    looks = Looks(page.canvas, Theme, MediaShelf(chat.folder))

    async def ready() -> Looks:
        return looks

    async def interfere(keys: PipeInput) -> None:
        await chat.transport.stalled.wait()
        keys.send_text(meanwhile)

    async def run(keys: PipeInput) -> None:
        side = asyncio.ensure_future(interfere(keys))
        await Repl(chat.context, Typist(chat, keys, typed), ready, yes=yes).run(outcomes)
        side.cancel()

    with create_pipe_input() as keys:
        asyncio.run(asyncio.wait_for(run(keys), 20))
    return page.lines
