"""The keys of the prompt that differ from those of every line editor."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from prompt_toolkit.application import get_app
from prompt_toolkit.enums import DEFAULT_BUFFER
from prompt_toolkit.filters import Condition, emacs_mode, has_focus, vi_insert_mode
from prompt_toolkit.key_binding import KeyBindings, KeyBindingsBase, merge_key_bindings
from prompt_toolkit.key_binding.key_processor import KeyPressEvent
from prompt_toolkit.keys import Keys
from prompt_toolkit.utils import suspend_to_background_supported

from gemchat.ui.harmless import harmless

GRACE = 1.0
"""Seconds in which a second Ctrl-C leaves."""


class PromptKeys:
    """What keys do at the prompt, and what they remember between two presses.

    Args:
        clock: tells the time in seconds.

    Attributes:
        pasted: whether the slash that the text begins with was pasted.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self.pasted = False
        self._clock = clock
        self._interrupted: float | None = None

    @property
    def leaving(self) -> bool:
        """Whether another Ctrl-C would leave."""
        return self._interrupted is not None and self._clock() - self._interrupted < GRACE

    def forget(self) -> None:
        """Begin anew, with an empty prompt."""
        self.pasted = False
        self._interrupted = None

    def editing(self) -> KeyBindings:
        """Give the keys that change the text, wherever it is edited."""
        keys = KeyBindings()
        here = has_focus(DEFAULT_BUFFER)
        keys.add("c-j", filter=here)(_new_line)
        keys.add("escape", "enter", filter=here & (emacs_mode | vi_insert_mode))(_new_line)
        keys.add("enter", filter=here & Condition(_ends_in_backslash))(_continue_line)
        keys.add(Keys.BracketedPaste, filter=here)(self._paste)
        return keys

    def bindings(self) -> KeyBindingsBase:
        """Give the table of the keys."""
        keys = KeyBindings()
        here = has_focus(DEFAULT_BUFFER)
        keys.add("enter", filter=here & ~Condition(_ends_in_backslash))(_send)
        keys.add("c-c", filter=here)(self._interrupt)
        keys.add("<sigint>", filter=here)(self._interrupt)
        keys.add("c-d", filter=here)(_delete_or_leave)
        keys.add("c-x", "c-e", filter=here)(_edit_elsewhere)
        keys.add("c-z", filter=Condition(suspend_to_background_supported))(_suspend)
        return merge_key_bindings([keys, self.editing()])

    def _paste(self, event: KeyPressEvent) -> None:
        """Insert a paste, which sends nothing and calls no command."""
        text = harmless(event.data)
        before = event.current_buffer.document.text_before_cursor
        if not before.strip() and text.lstrip().startswith("/"):
            self.pasted = True
        event.current_buffer.insert_text(text)

    def _interrupt(self, event: KeyPressEvent) -> None:
        """Clear a filled prompt; leave an empty one at the second press."""
        if event.current_buffer.text:
            event.current_buffer.reset()
            self.forget()
        elif self.leaving:
            event.app.exit(exception=EOFError())
        else:
            self._interrupted = self._clock()
            asyncio.get_running_loop().call_later(GRACE, event.app.invalidate)


def _ends_in_backslash() -> bool:
    return get_app().current_buffer.document.text_before_cursor.endswith("\\")


def _continue_line(event: KeyPressEvent) -> None:
    event.current_buffer.delete_before_cursor()
    event.current_buffer.insert_text("\n")


def _send(event: KeyPressEvent) -> None:
    if event.current_buffer.text.strip():
        event.current_buffer.validate_and_handle()


def _new_line(event: KeyPressEvent) -> None:
    event.current_buffer.insert_text("\n")


def _delete_or_leave(event: KeyPressEvent) -> None:
    if event.current_buffer.text:
        event.current_buffer.delete(event.arg)
    else:
        event.app.exit(exception=EOFError())


def _edit_elsewhere(event: KeyPressEvent) -> None:
    event.current_buffer.open_in_editor()


def _suspend(event: KeyPressEvent) -> None:
    event.app.suspend_to_background()
