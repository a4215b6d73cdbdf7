"""The loop at the terminal: ask, run or send, show, ask again."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Awaitable, Callable, Iterator
from contextlib import aclosing, contextmanager
from typing import TYPE_CHECKING, assert_never

from gemchat.commands import COMMANDS, is_command
from gemchat.commands.context import Context
from gemchat.commands.outcome import Confirm, Outcome, Quit, Replay, Say, Show, Submit
from gemchat.errors import GemchatError
from gemchat.ui.keyboard import quiet_keyboard
from gemchat.ui.prompt import Entry, Prompt

if TYPE_CHECKING:
    from gemchat.ui.looks import Looks

_GOODBYES = {"exit", "quit", ":q"}
_YES = {"y", "yes"}


class Repl:
    """A chat at the terminal.

    Args:
        context: the chat.
        prompt: asks for messages and commands.
        looks: gives what draws, as soon as it is loaded.
        keyboard: the descriptor of the terminal that is typed at.
    """

    def __init__(
        self,
        context: Context,
        prompt: Prompt,
        looks: Callable[[], Awaitable[Looks]],
        keyboard: int,
    ) -> None:
        self._context = context
        self._prompt = prompt
        self._looks = looks
        self._keyboard = keyboard

    async def run(self, first: Outcome | None = None) -> None:
        """Talk until the person leaves.

        Args:
            first: what to do before the first prompt.
        """
        going_on = first is None or await self._attempt(self._do(first))
        while going_on:
            try:
                entry = await self._prompt.ask()
            except EOFError:
                return
            going_on = await self._attempt(self._act_on(entry))

    async def _attempt(self, work: Awaitable[bool]) -> bool:
        """Do something that Ctrl-C breaks off; what goes wrong is shown, and the chat goes on."""
        looks = await self._looks()
        task = asyncio.ensure_future(work)
        with quiet_keyboard(self._keyboard), _interrupting(task) as interrupts:
            try:
                return await task
            except GemchatError as error:
                looks.fail(error)
            except asyncio.CancelledError:
                if not interrupts:
                    raise
                looks.say(Say("interrupted", level="quiet"))
            except Exception as error:  # noqa: BLE001 - the chat goes on, whatever happens
                words = f"This is a bug of gemchat: {type(error).__name__}. The chat goes on."
                looks.say(Say(words, level="error"))
            finally:
                looks.blank()
        return True

    async def _act_on(self, entry: Entry) -> bool:
        text = entry.text
        if text.strip() in _GOODBYES:
            return False
        if is_command(text) and not entry.pasted:
            return await self._do(await COMMANDS.run(self._context, text))
        return await self._do(Submit(text))

    async def _do(self, outcome: Outcome) -> bool:
        """Do what a command asks for; tell whether to go on."""
        looks = await self._looks()
        match outcome:
            case Say():
                looks.say(outcome)
            case Show():
                looks.show(outcome)
            case Replay():
                looks.replay(outcome)
            case Submit():
                await self._talk(outcome, looks)
            case Confirm():
                return await self._confirm(outcome, looks)
            case Quit():
                return False
            case _:
                assert_never(outcome)
        return True

    async def _talk(self, submit: Submit, looks: Looks) -> None:
        view = looks.turn_view()
        events = self._context.ask(submit.message, submit.once, model=submit.model)
        try:
            async with aclosing(events):
                async for event in events:
                    view.feed(event)
        except BaseException:
            view.finish()
            looks.blank()
            raise
        view.finish()

    async def _confirm(self, question: Confirm, looks: Looks) -> bool:
        looks.say(Say(question.question, "y and Enter says yes, anything else no."))
        try:
            entry = await self._prompt.ask()
        except EOFError:
            return True
        if entry.text.strip().lower() in _YES:
            return await self._do(await question.then())
        looks.say(Say("Left as it was."))
        return True


@contextmanager
def _interrupting(task: asyncio.Future[bool]) -> Iterator[list[bool]]:
    """Let Ctrl-C cancel a task; give a list that is empty until it did."""
    interrupts: list[bool] = []

    def interrupt() -> None:
        interrupts.append(task.cancel("user"))

    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGINT, interrupt)
    try:
        yield interrupts
    finally:
        loop.remove_signal_handler(signal.SIGINT)
