"""The loop at the terminal: ask, run or send, show, ask again."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import aclosing
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar, assert_never

from gemchat.chat.events import TurnStarted
from gemchat.client.attachments import described
from gemchat.commands import COMMANDS, is_goodbye, is_message
from gemchat.commands.context import Context
from gemchat.commands.entry import Entry
from gemchat.commands.outcome import (
    LEFT,
    YES,
    Choose,
    Confirm,
    Copy,
    Edit,
    Outcome,
    Pick,
    Quit,
    Replay,
    Say,
    Send,
    Show,
    Submit,
    Verbatim,
)
from gemchat.commands.sending import checked, typed
from gemchat.errors import GemchatError, UsageError
from gemchat.shown import shown_line
from gemchat.ui.harmless import harmless
from gemchat.ui.prompt import Prompt

if TYPE_CHECKING:
    from gemchat.ui.looks import Looks

T = TypeVar("T")

_LOG = logging.getLogger(__name__)

_LISTED = 20
_LONG = 10.0
"""Seconds after which the end of a reply is worth the bell."""
_MOST_FOR_TERMINALS = 70_000
"""Bytes of a copied text; terminals drop longer sequences."""


class Repl:
    """A chat at the terminal.

    Args:
        context: the chat.
        prompt: asks for messages and commands.
        looks: gives what draws, as soon as it is loaded.
        yes: whether every question is answered with yes.
    """

    def __init__(
        self,
        context: Context,
        prompt: Prompt,
        looks: Callable[[], Awaitable[Looks]],
        *,
        yes: bool = False,
    ) -> None:
        self._context = context
        self._prompt = prompt
        self._looks = looks
        self._yes = yes
        self._unsent: Entry | None = None

    async def run(self, first: Sequence[Outcome] = ()) -> None:
        """Talk until the person leaves.

        Args:
            first: what to do before the first prompt.
        """
        with self._prompt.raw_mode():
            going_on = True
            for outcome in first:
                if isinstance(outcome, Submit) and outcome.entry and outcome.entry.text:
                    (await self._looks()).question(outcome.entry.text)
                going_on = await self._perform(outcome)
            while going_on:
                try:
                    entry = await self._next_entry()
                except EOFError:
                    return
                going_on = await self._act_on(entry)

    async def _next_entry(self) -> Entry:
        """Take the next message that waits, or ask for one."""
        ahead = self._prompt.type_ahead
        if self._unsent:
            await self._told(ahead.put_in_front(self._unsent))
        self._unsent = None
        if ahead.queue:
            entry = ahead.queue.pop(0)
        elif ahead.leaving:
            raise EOFError
        else:
            entry = await self._prompt.ask()
            if self._prompt.stands:
                return entry
        (await self._looks()).question(entry.text)
        return entry

    async def _told(self, commands: Sequence[str]) -> None:
        """Say which commands were not run, and are not back in the prompt either."""
        looks = await self._looks()
        for command in commands:
            looks.say(Say(f"not run: {shown_line(command)}", level="quiet"))

    async def _act_on(self, entry: Entry) -> bool:
        if is_goodbye(entry):
            return False
        return await self._perform(await self._run(self._outcome_of(entry)))

    async def _outcome_of(self, entry: Entry) -> Outcome:
        """Run the command that an entry calls, or make a message of it."""
        self._context.entry = entry
        if is_message(entry):
            self._unsent = entry
            return typed(self._context, entry)
        return await COMMANDS.run(self._context, entry.text)

    async def _perform(self, outcome: Outcome | None) -> bool:
        """Do what a command asks for; tell whether to go on."""
        looks = await self._looks()
        match outcome:
            case Submit():
                return await self._perform(await self._run(self._checked(outcome, looks)))
            case Send():
                await self._send(outcome, looks)
            case Confirm():
                return await self._confirm(outcome, looks)
            case Choose():
                return await self._choose(outcome, looks)
            case Pick():
                return await self._pick(outcome, looks)
            case Edit():
                await self._edit(outcome, looks)
            case Copy():
                await self._copy(outcome, looks)
            case Quit():
                return False
            case None:
                pass
            case _:
                self._tell(outcome, looks)
        looks.blank()
        return True

    def _tell(self, outcome: Say | Show | Replay | Verbatim, looks: Looks) -> None:
        """Show what needs no answer."""
        match outcome:
            case Say():
                looks.say(outcome)
            case Show():
                looks.show(outcome)
            case Replay():
                looks.replay(outcome)
            case Verbatim():
                looks.verbatim(outcome)
            case _:
                assert_never(outcome)

    async def _run(self, work: Awaitable[T]) -> T | None:
        """Wait for something that Ctrl-C breaks off; what goes wrong is shown.

        Meanwhile one can type: messages queue up, and come back into the editor if the work is
        broken off.
        """
        looks = await self._looks()
        task = asyncio.ensure_future(work)
        interrupts: list[bool] = []
        ahead = self._prompt.type_ahead
        ahead.on_change = looks.canvas.touch
        ahead.on_resize = looks.canvas.resized
        ahead.on_suspend = looks.canvas.pause
        ahead.on_resume = looks.canvas.resume
        ahead.on_interrupt = lambda: interrupts.append(task.cancel("user"))
        async with ahead.listening():
            try:
                with looks.canvas.live():
                    return await task
            except GemchatError as error:
                self._context.advise(error)
                looks.fail(error)
            except asyncio.CancelledError:
                if not interrupts:
                    raise
                looks.say(Say("interrupted", level="quiet"))
                await self._told(ahead.take_back())
            except Exception as error:  # noqa: BLE001 - the chat goes on, whatever happens
                _LOG.exception("a command or a turn failed")
                words = f"This is a bug of gemchat: {type(error).__name__}. The chat goes on."
                looks.say(Say(words, "--debug logs the details.", "error"))
        return None

    async def _checked(self, submit: Submit, looks: Looks) -> Outcome:
        """Say what goes along with a message, and look whether there is something to be asked."""
        self._unsent = submit.entry  # until it is on its way
        for words in (*submit.missed, *(f"sending {described(one)}" for one in submit.along)):
            looks.say(Say(words, level="quiet"))
        return await checked(self._context, submit)

    async def _send(self, send: Send, looks: Looks) -> None:
        """Send a message; say so if it did not get the place of an earlier one."""
        history = self._context.conversation.history
        earlier = history.turns[-1] if send.message.replaces else None
        await self._run(self._talk(send, looks))
        if earlier and earlier.usable and history.turns[-1] is earlier:
            looks.say(Say("The earlier answer stays.", level="quiet"))

    async def _talk(self, send: Send, looks: Looks) -> None:
        asked = send.message
        thoughts = self._context.settings.display.thoughts
        view = looks.turn_view(thoughts)
        events = self._context.ask(
            send.content,
            asked.once,
            model=asked.model,
            thoughts=thoughts != "hide",
            replaces=asked.replaces,
        )
        try:
            async with aclosing(events):
                async for event in events:
                    if isinstance(event, TurnStarted) and asked.entry:
                        self._unsent = None
                        self._context.attached.clear()
                    view.feed(event)
        except BaseException:
            view.break_off()
            raise
        view.finish()
        turn = self._context.conversation.history.turns[-1]
        if self._context.settings.repl.notify and turn.seconds >= _LONG:
            self._prompt.ring()

    async def _edit(self, edit: Edit, looks: Looks) -> None:
        if edit.note:
            looks.say(edit.note)
        entry = edit.entry
        if edit.elsewhere:
            try:
                entry = replace(entry, text=await self._prompt.edited(entry.text))
            except UsageError as error:
                looks.fail(error)
        await self._told(self._prompt.type_ahead.put_in_front(entry))

    async def _copy(self, copy: Copy, looks: Looks) -> None:
        """Copy a text, by the terminal itself where no program does it."""
        text = harmless(copy.text).strip("\n")
        taken = await self._run(asyncio.to_thread(self._context.clipboard.take, text))
        if taken:
            looks.say(Say(f"Copied {copy.what}."))
        elif taken is not None:
            looks.say(self._copied_by_terminal(text, copy.what))

    def _copied_by_terminal(self, text: str, what: str) -> Say:
        if len(text.encode()) > _MOST_FOR_TERMINALS:
            words = f"{what.capitalize()} is too long for the terminal's clipboard."
            return Say(words, level="warning")
        if not self._prompt.to_clipboard(text):
            return Say("There is no clipboard here.", level="warning")
        return Say(f"Sent {what} to the terminal's clipboard.")

    async def _confirm(self, question: Confirm, looks: Looks) -> bool:
        if not self._yes:
            looks.say(Say(question.question))
            if (await self._prompt.answer("[y/N]")).lower() not in YES:
                return await self._perform(LEFT)
        return await self._perform(await self._run(question.then()))

    async def _choose(self, question: Choose, looks: Looks) -> bool:
        looks.say(Say(question.question))
        chosen = await self._numbered([(answer,) for answer in question.answers], looks)
        if chosen is None:
            return await self._perform(LEFT)
        return await self._perform(await self._run(question.then(chosen)))

    async def _pick(self, pick: Pick, looks: Looks) -> bool:
        if self._prompt.plain:
            picked = await self._numbered([entry.cells for entry in pick.entries], looks)
        else:
            picked = await self._prompt.pick(pick.entries)
        if picked is None:
            return await self._perform(LEFT)
        return await self._perform(await self._run(pick.then(picked)))

    async def _numbered(self, rows: Sequence[Sequence[str]], looks: Looks) -> int | None:
        """Show a few rows with their numbers, and ask for one of these."""
        listed = {str(number): row for number, row in enumerate(rows[:_LISTED], 1)}
        more = f"and {len(rows) - _LISTED} more" if len(rows) > _LISTED else ""
        looks.show(Show((), [(number, *row) for number, row in listed.items()], more))
        chosen = await self._prompt.answer(f"[1-{len(listed)}]")
        return list(listed).index(chosen) if chosen in listed else None
