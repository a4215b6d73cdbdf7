"""Typing while a reply streams: the prompt's own editor, with its drawing switched off.

prompt_toolkit reads the keys and edits the text; what it would draw goes nowhere, and the
painter shows the text below the reply instead. So there is one writer to the terminal.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

from prompt_toolkit.application import Application
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.document import Document
from prompt_toolkit.enums import EditingMode
from prompt_toolkit.filters import Condition
from prompt_toolkit.input import Input
from prompt_toolkit.key_binding import KeyBindings, merge_key_bindings
from prompt_toolkit.key_binding.key_processor import KeyPressEvent
from prompt_toolkit.layout import BufferControl, HSplit, Layout, Window
from prompt_toolkit.output import DummyOutput
from prompt_toolkit.utils import suspend_to_background_supported

from gemchat.commands.entry import Entry, joined
from gemchat.commands.table import is_message
from gemchat.ui.history_search import HistorySearch
from gemchat.ui.inline import ESCAPE_SECONDS
from gemchat.ui.keys import PromptKeys, changed, navigating


def _nothing() -> None:
    """Do nothing."""


class TypeAhead:
    """Edits and queues messages while something else is on the screen.

    Args:
        buffer: the prompt's text.
        keys: what keys do at the prompt.
        editing_mode: the keys of the line editor.
        input: where keys come from.

    Attributes:
        queue: the messages that wait to be sent, the oldest first.
        leaving: whether Ctrl-D was pressed, to leave when all is done; typing undoes it.
        on_change: called when there may be something new to draw.
        on_resize: called when the window has changed.
        on_interrupt: called at Ctrl-C.
        on_suspend: called at Ctrl-Z, before the program stops.
        on_resume: called when it goes on.
    """

    def __init__(
        self,
        buffer: Buffer,
        keys: PromptKeys,
        editing_mode: EditingMode,
        input: Input,  # noqa: A002 - the name prompt_toolkit gives it everywhere
    ) -> None:
        self.queue: list[Entry] = []
        self.leaving = False
        self.on_change: Callable[[], None] = _nothing
        self.on_resize: Callable[[], None] = _nothing
        self.on_interrupt: Callable[[], None] = _nothing
        self.on_suspend: Callable[[], None] = _nothing
        self.on_resume: Callable[[], None] = _nothing
        self._buffer = buffer
        self._keys = keys
        self._editing_mode = editing_mode
        self._input = input
        self._search = HistorySearch(buffer)
        self._layout = _layout(buffer, self._search)
        self._application: Application[None] | None = None

    @property
    def document(self) -> Document:
        """The text being edited as it is drawn, with the cursor in it.

        While one searches, it stands below what is searched for.
        """
        labelled = self._keys.draft.labelled
        if not self._layout.is_searching:
            return changed(self._buffer.document, labelled)
        head = self._search.words + self._search.typed
        return Document(f"{head}\n{labelled(self._search.found.text)}", len(head))

    @property
    def navigating(self) -> bool:
        """Whether keys are the commands of vi."""
        return self._application is not None and navigating(self._application)

    @asynccontextmanager
    async def listening(self) -> AsyncIterator[None]:
        """Take the keys for a while."""
        application = self._application = self._muted()
        task = asyncio.ensure_future(
            application.run_async(handle_sigint=False, set_exception_handler=False)
        )
        await asyncio.sleep(0)
        try:
            yield
        finally:
            if application.is_running:
                application.exit()
            try:
                with suppress(asyncio.CancelledError):
                    await task
            except EOFError:  # the keyboard is gone
                self.leaving = True

    def put_in_front(self, *entries: Entry) -> list[str]:
        """Give entries back to be edited, before what is being edited already.

        Returns:
            Commands among several entries. They are not joined with the others, or one would
            become part of another; the input history has them.
        """
        draft = self._keys.draft
        written = draft.entry(self._buffer.text)
        texts = [entry for entry in (*entries, written) if entry != Entry()]
        commands = [entry for entry in texts if _is_command(entry)] if len(texts) > 1 else []
        if written in commands:
            self._buffer.append_to_history()
        whole = joined([entry for entry in texts if entry not in commands])
        self._buffer.reset(Document(draft.begin(whole)))
        self.leaving = False
        return [entry.text for entry in commands]

    def take_back(self) -> list[str]:
        """Give all that waits back to be edited; see `put_in_front`."""
        waiting, self.queue = self.queue, []
        self.leaving = False
        return self.put_in_front(*waiting) if waiting else []

    def _muted(self) -> Application[None]:
        self._search = HistorySearch(self._buffer)
        self._layout = _layout(self._buffer, self._search)
        application = _Muted(
            layout=self._layout,
            key_bindings=merge_key_bindings(
                [self._own_keys(), self._keys.editing(self._send, self._leave)]
            ),
            editing_mode=self._editing_mode,
            reverse_vi_search_direction=True,  # older entries stand above
            input=self._input,
            output=DummyOutput(),
            after_render=lambda _: self.on_change(),
        )
        application.resized = self.on_resize
        application.ttimeoutlen = ESCAPE_SECONDS
        return application

    def _own_keys(self) -> KeyBindings:
        keys = KeyBindings()
        keys.add("up", filter=Condition(self._can_take_back))(self._take_last_back)
        keys.add("c-c")(lambda _: self.on_interrupt())
        keys.add(*self._keys["suspend"])(self._suspend)
        return keys

    def _can_take_back(self) -> bool:
        return bool(self.queue) and not self._buffer.text

    def _send(self, _event: KeyPressEvent) -> None:
        self._buffer.append_to_history()
        self.queue.append(self._keys.draft.entry(self._buffer.text))
        self._keys.forget()
        self._buffer.reset()

    def _suspend(self, _event: KeyPressEvent) -> None:
        if not suspend_to_background_supported():
            return
        self.on_suspend()
        with self._input.cooked_mode():
            os.kill(0, signal.SIGTSTP)
        self.on_resume()

    def _leave(self, _event: KeyPressEvent) -> None:
        self.leaving = True

    def _take_last_back(self, _event: KeyPressEvent) -> None:
        self.put_in_front(self.queue.pop())


def _layout(buffer: Buffer, search: HistorySearch) -> Layout:
    """Make what is never seen, and so has to tell only where keys go."""
    editor = BufferControl(buffer, search_buffer_control=search.toolbar.control)
    return Layout(HSplit([Window(editor), search.toolbar]), editor)


def _is_command(entry: Entry) -> bool:
    return not is_message(entry)


class _Muted(Application[None]):
    """An application that is never seen."""

    resized: Callable[[], None] = staticmethod(_nothing)

    def _on_resize(self) -> None:
        self.resized()
